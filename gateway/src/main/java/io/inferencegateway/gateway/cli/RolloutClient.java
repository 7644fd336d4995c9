package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code igw rollout …}: operates a rollout through the admin API of a running gateway. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(start | status | pause | resume | promote | abort | retry | undo)",
        description = "Starts, watches and steers the rollout of a model's new version.")
public final class RolloutClient implements Runnable {
    private static final String PROMOTED = "promoted";
    private static final String DEFAULT_HOLD = "1m";

    @Spec
    private @Nullable CommandSpec spec;

    /** What lets each of {@code --steps} end. */
    static final class Passing {
        @Option(
                names = "--hold",
                paramLabel = "DURATION",
                description = "how long each of --steps lasts at least (default: " + DEFAULT_HOLD
                        + "), or with --pace automatic at most (default: as long as the gateway is patient)")
        private @Nullable String hold;

        @Option(
                names = "--pace",
                paramLabel = "fixed|automatic",
                description = "automatic: a step ends as soon as its evidence is enough (default: the configured pace)")
        private @Nullable String pace;

        @Option(names = "--gate", description = "wait for resume or promote behind each of --steps")
        private boolean gated;

        JsonObject in(JsonObject step) {
            if (hold != null) {
                step.put("hold", hold);
            } else if (!"automatic".equals(pace)) {
                step.put("hold", DEFAULT_HOLD);
            }
            return gated ? step.put("gate", "manual") : step;
        }
    }

    /** Options that every sub-command takes. */
    static final class Common {
        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Parameters(paramLabel = "MODEL", description = "the model's id")
        private String model = "";

        @Option(
                names = "--watch",
                description = {
                    "follow the rollout until it ends; then the exit code is 0 if the canary was promoted, 1 if it was",
                    "rolled back (abort and undo: the other way round)"
                })
        private boolean watch;

        String path() {
            return "/api/v1/models/" + AdminClient.segment(model);
        }
    }

    /** What is noted in the rollout's history. */
    static final class Note {
        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why, for the history")
        private String reason = "";

        JsonObject body() {
            JsonObject body = new JsonObject().put("actor", System.getProperty("user.name", "operator"));
            return reason.isEmpty() ? body : body.put("reason", reason);
        }
    }

    /** Which state of the rollout a command is meant for. */
    static final class Seen {
        @Option(
                names = "--if-match",
                paramLabel = "TAG",
                defaultValue = "",
                description = "only if the rollout is still where `status` showed this tag")
        private String tag = "";

        /** Empty for any state. A shell takes the quotes of a tag away. */
        String field() {
            return tag.isEmpty() || tag.equals("*") || tag.startsWith("\"") ? tag : '"' + tag + '"';
        }
    }

    /** What gives a canary traffic, and whether a freeze may keep it from that. */
    static final class InFreeze {
        @Option(names = "--override-freeze", description = "even in a freeze; the history tells it")
        private boolean override;

        JsonObject in(JsonObject body) {
            return override ? body.put("override_freeze", true) : body;
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "rollout needs a command: start, status, pause, resume, promote, abort, retry or undo");
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts the rollout of a version.")
    int start(
            @Mixin Common common,
            @Mixin Note note,
            @Option(names = "--to", required = true, paramLabel = "N", description = "the version to roll out")
                    int version,
            @Option(
                            names = "--steps",
                            split = ",",
                            paramLabel = "PERCENT",
                            description = "shares of the traffic, such as 5,25,50 (default: the configured steps)")
                    @Nullable
                    List<String> steps,
            @Mixin Passing passing,
            @Option(names = "--dry-run", description = "only say what would be rolled back or paused") boolean dryRun,
            @Mixin InFreeze freeze) {
        JsonObject body = freeze.in(note.body().put("version", version));
        if (dryRun) {
            body.put("dry_run", true);
        }
        if (steps != null) {
            body.put("steps", steps(steps, passing));
        }
        if (passing.pace != null) {
            body.put("pace", passing.pace);
        }
        return act(common, client -> client.post(common.path() + "/rollouts", body), PROMOTED);
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the running or last rollout.")
    int status(@Mixin Common common) {
        return act(common, client -> client.get(common.path() + "/rollout"), PROMOTED);
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Freezes the weight; judging goes on.")
    int pause(@Mixin Common common, @Mixin Note note, @Mixin Seen seen) {
        return command(common, note.body(), seen, "pause", PROMOTED);
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Goes on from a pause.")
    int resume(@Mixin Common common, @Mixin Note note, @Mixin Seen seen, @Mixin InFreeze freeze) {
        return command(common, freeze.in(note.body()), seen, "resume", PROMOTED);
    }

    @Command(name = "promote", mixinStandardHelpOptions = true, description = "Goes to the next step, or to the end.")
    int promote(
            @Mixin Common common,
            @Mixin Note note,
            @Mixin Seen seen,
            @Mixin InFreeze freeze,
            @Option(names = "--full", description = "give the canary all traffic now") boolean full) {
        return command(common, freeze.in(note.body()), seen, full ? "promote-full" : "promote", PROMOTED);
    }

    @Command(name = "abort", mixinStandardHelpOptions = true, description = "Takes all traffic from the canary now.")
    int abort(@Mixin Common common, @Mixin Note note, @Mixin Seen seen) {
        return command(common, note.body(), seen, "abort", "rolled_back");
    }

    @Command(name = "retry", mixinStandardHelpOptions = true, description = "Starts again with fresh evidence.")
    int retry(@Mixin Common common, @Mixin Note note, @Mixin Seen seen, @Mixin InFreeze freeze) {
        return command(common, freeze.in(note.body()), seen, "retry", PROMOTED);
    }

    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Goes back from a promoted version to the one before it, at once and without steps.")
    int undo(@Mixin Common common, @Mixin Note note, @Mixin Seen seen) {
        return command(common, note.body(), seen, "undo", "rolled_back");
    }

    private int command(Common common, JsonObject body, Seen seen, String command, String wanted) {
        return act(common, client -> client.post(common.path() + "/rollout/" + command, body, seen.field()), wanted);
    }

    private interface Call {
        JsonObject on(AdminClient client);
    }

    /** @param wanted the phase in which a watched rollout is a success; in any other end the command fails */
    private int act(Common common, Call call, String wanted) {
        return ClientCommands.guarded(spec(), out -> {
            AdminClient client = common.admin.client();
            JsonObject rollout = call.on(client);
            boolean json = common.admin.json();
            if (!common.watch) {
                print(out, rollout, json);
                return ClientCommands.DONE;
            }
            JsonObject end =
                    new RolloutWatch(client, common.model, out, ClientCommands.screen(out), json).untilTheEnd();
            return wanted.equals(end.getString("phase")) ? ClientCommands.DONE : ClientCommands.FAILED;
        });
    }

    private static void print(PrintWriter out, JsonObject rollout, boolean json) {
        if (json) {
            out.println(rollout.encode());
        } else {
            RolloutTextView.lines(rollout, new Screen(out, false, false)).forEach(out::println);
        }
        out.flush();
    }

    private JsonArray steps(List<String> weights, Passing passing) {
        JsonArray steps = new JsonArray();
        for (String weight : weights) {
            String share = weight.strip();
            if (!share.matches("\\d{1,3}(\\.\\d{1,2})?%?")) {
                throw new ParameterException(
                        spec().commandLine(),
                        String.format(Locale.ROOT, "--steps: '%s' is no share such as 5 or 12.5", weight));
            }
            steps.add(passing.in(new JsonObject().put("weight", share.endsWith("%") ? share : share + "%")));
        }
        return steps;
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("a command runs within its command line");
        }
        return spec;
    }
}
