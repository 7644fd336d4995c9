package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code igw drift …}: do inputs and predictions still look as they did? The exit code tells whether something drifts, so
 * that a pipeline can stop there; what goes wrong is 2 as bad usage is.
 */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = "Tells how far features and predictions of a model have moved from its baseline.",
        subcommands = {DriftCompare.class, DriftProfile.class})
public final class DriftCommand implements Runnable {
    static final int NO_DRIFT = 0;
    static final int DRIFT = 1;
    static final int UNKNOWABLE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    /** One of both, or neither. */
    static final class Change {
        @Option(
                names = "--freeze",
                paramLabel = "VERSION",
                description = "make what this version got in the window that ends now the baseline")
        private @Nullable Integer version;

        @Option(names = "--drop", description = "forget the baseline; nothing is drift until there is another")
        private boolean drop;
    }

    @Override
    public void run() {
        CommandSpec own = spec();
        String known = String.join(", ", own.subcommands().keySet());
        throw new ParameterException(own.commandLine(), "drift needs a command: " + known);
    }

    @Command(
            name = "report",
            mixinStandardHelpOptions = true,
            description = "Shows the newest report of a model that a running gateway looks at.",
            exitCodeOnExecutionException = UNKNOWABLE,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:no drift", "1:drift", "2:bad usage, or there is no report"})
    int report(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "MODEL", description = "the model's id") String model,
            @Option(names = "--all", description = "also features that did not move") boolean all) {
        return ClientCommands.guarded(spec(), UNKNOWABLE, out -> {
            JsonObject report = options.client().get("/api/v1/quality/reports/" + AdminClient.segment(model));
            return print(report, out, options.json(), all);
        });
    }

    /** @return the exit code that tells the report's verdict */
    static int print(JsonObject report, PrintWriter out, boolean json, boolean all) {
        if (json) {
            out.println(report.encode());
        } else {
            DriftView.report(report, all, ClientCommands.screen(out)).forEach(out::println);
        }
        out.flush();
        return "drift".equals(report.getString("verdict")) ? DRIFT : NO_DRIFT;
    }

    @Command(
            name = "baseline",
            mixinStandardHelpOptions = true,
            description = "Shows, freezes or drops what a model's rows are compared with.",
            exitCodeOnExecutionException = UNKNOWABLE,
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "2:bad usage, or it could not be done"})
    int baseline(
            @Mixin AdminOptions options,
            @Parameters(paramLabel = "MODEL", description = "the model's id") String model,
            @ArgGroup(exclusive = true) @Nullable Change change) {
        return ClientCommands.guarded(spec(), UNKNOWABLE, out -> {
            String path = "/api/v1/quality/baselines/" + AdminClient.segment(model);
            AdminClient client = options.client();
            if (change != null && change.drop) {
                client.delete(path);
                String told =
                        options.json() ? new JsonObject().put("model", model).encode() : "dropped";
                out.println(told);
            } else {
                JsonObject baseline = change == null || change.version == null
                        ? client.get(path)
                        : client.post(
                                path,
                                new JsonObject()
                                        .put("version", change.version)
                                        .put("actor", System.getProperty("user.name", "operator")));
                List.of(options.json() ? baseline.encode() : DriftView.baseline(baseline))
                        .forEach(out::println);
            }
            out.flush();
            return NO_DRIFT;
        });
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("a command runs within its command line");
        }
        return spec;
    }
}
