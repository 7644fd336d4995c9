package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code igw alerts …}: alerts, silences and receivers of a running gateway. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | ack | silence | silences | unsilence | presets | receivers | test)",
        description = "Shows alerts, takes them on, silences them, and tries the receivers.")
public final class AlertsClient implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /** Who did it, and why. */
    static final class Note {
        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why, for others to read")
        private String reason = "";

        JsonObject body() {
            JsonObject body = new JsonObject().put("actor", System.getProperty("user.name", "operator"));
            return reason.isEmpty() ? body : body.put("reason", reason);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "alerts needs a command: list, ack, silence, silences, unsilence, presets, receivers or test");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows alerts, the worst first.")
    int list(
            @Mixin AdminOptions admin,
            @Option(names = "--all", description = "inactive ones too") boolean all,
            @Option(names = "--owner", paramLabel = "NAME", description = "only those of an owner") @Nullable
                    String owner) {
        String query = owner == null ? "" : "?owner=" + AdminClient.segment(owner);
        return show(
                admin,
                client -> client.get("/api/v1/alerts" + query),
                answer -> AlertsView.alerts(answer.getJsonArray("alerts"), all, screen()));
    }

    @Command(name = "ack", mixinStandardHelpOptions = true, description = "Takes a firing alert on: no reminders.")
    int acknowledge(
            @Mixin AdminOptions admin,
            @Mixin Note note,
            @Parameters(paramLabel = "MONITOR") String monitor,
            @Parameters(paramLabel = "RULE") String rule) {
        String path = "/api/v1/monitors/" + AdminClient.segment(monitor) + "/alerts/" + AdminClient.segment(rule)
                + "/acknowledge";
        return show(
                admin,
                client -> client.post(path, note.body()),
                alert -> AlertsView.alerts(new JsonArray().add(alert), true, screen()));
    }

    @Command(
            name = "silence",
            mixinStandardHelpOptions = true,
            description = "Keeps alerts from receivers for a time; they are evaluated and shown all the same.")
    int silence(
            @Mixin AdminOptions admin,
            @Mixin Note note,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "LABEL=VALUE",
                            description = "monitor, rule, model, version, severity or owner; an alert must have all")
                    Map<String, String> matchers,
            @Option(names = "--for", required = true, paramLabel = "DURATION", description = "such as 2h")
                    String length) {
        JsonObject labels = new JsonObject();
        matchers.forEach(labels::put);
        JsonObject body = note.body().put("matchers", labels).put("for", length);
        return show(
                admin,
                client -> client.post("/api/v1/silences", body),
                silence -> AlertsView.silences(new JsonArray().add(silence)));
    }

    @Command(name = "silences", mixinStandardHelpOptions = true, description = "Shows silences and their ids.")
    int silences(@Mixin AdminOptions admin) {
        return show(
                admin,
                client -> client.get("/api/v1/silences"),
                answer -> AlertsView.silences(answer.getJsonArray("silences")));
    }

    @Command(name = "unsilence", mixinStandardHelpOptions = true, description = "Ends a silence before its time.")
    int unsilence(@Mixin AdminOptions admin, @Parameters(paramLabel = "ID") String id) {
        return ClientCommands.guarded(spec(), out -> {
            admin.client().delete("/api/v1/silences/" + AdminClient.segment(id));
            out.println("ended");
            out.flush();
            return ClientCommands.DONE;
        });
    }

    @Command(name = "presets", mixinStandardHelpOptions = true, description = "Shows rules that are ready to be used.")
    int presets(@Mixin AdminOptions admin) {
        return show(
                admin,
                client -> client.get("/api/v1/alerts/presets"),
                answer -> AlertsView.presets(answer.getJsonArray("presets")));
    }

    @Command(name = "receivers", mixinStandardHelpOptions = true, description = "Shows who is told, and how each does.")
    int receivers(@Mixin AdminOptions admin) {
        return show(
                admin,
                client -> client.get("/api/v1/notifications/receivers"),
                answer -> AlertsView.receivers(answer.getJsonArray("receivers")));
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends a test message to a receiver; exit code 0 where it took it.")
    int test(@Mixin AdminOptions admin, @Parameters(paramLabel = "RECEIVER") String receiver) {
        return ClientCommands.guarded(spec(), out -> {
            JsonObject answer =
                    admin.client().post("/api/v1/notifications/test", new JsonObject().put("receiver", receiver));
            boolean delivered = answer.getBoolean("delivered");
            out.println(
                    admin.json()
                            ? answer.encode()
                            : (delivered ? "delivered: " : "not delivered: ") + answer.getString("detail"));
            out.flush();
            return delivered ? ClientCommands.DONE : ClientCommands.FAILED;
        });
    }

    private int show(
            AdminOptions admin, Function<AdminClient, JsonObject> call, Function<JsonObject, List<String>> view) {
        return ClientCommands.guarded(spec(), out -> {
            JsonObject answer = call.apply(admin.client());
            List<String> lines = admin.json() ? List.of(answer.encode()) : new ArrayList<>(view.apply(answer));
            lines.forEach(out::println);
            out.flush();
            return ClientCommands.DONE;
        });
    }

    private Screen screen() {
        return ClientCommands.screen(spec().commandLine().getOut());
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("a command runs within its command line");
        }
        return spec;
    }
}
