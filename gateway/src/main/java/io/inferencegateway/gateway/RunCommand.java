package io.inferencegateway.gateway;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code igw run}: serves until a signal ends it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description =
                "Serves. Prints one line when both listeners accept. SIGHUP or a changed file reloads, SIGTERM drains and"
                        + " ends, a second SIGTERM does not wait for what is in flight.")
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "the configuration, see config/README.md")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String config;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ConfigResult read = ConfigLoader.ofThisProcess().load(config);
        if (read instanceof ConfigResult.Rejected rejected) {
            rejected.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
            return CommandLine.ExitCode.USAGE;
        }
        ConfigResult.Loaded valid = (ConfigResult.Loaded) read;
        Gateway gateway = await(Gateway.start(config, valid));
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        // Not an orderly exit: that would wait for the loop that is no more. What starts us starts us anew.
        gateway.onLoopDeath(() -> Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE));
        Stop stop = new Stop(gateway, valid.config().drain(), exit);
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
        Signals.on("HUP", gateway::reload);
        spec.commandLine().getOut().println(gateway.readyLine());
        spec.commandLine().getOut().flush();
        return exit.get();
    }

    private static <T> T await(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What a signal to end does: the first one drains, any later one cuts what is still in flight. */
    private static final class Stop implements Runnable {
        private final Gateway gateway;
        private final Duration drain;
        private final CompletableFuture<Integer> exit;
        private boolean asked;

        Stop(Gateway gateway, Duration drain, CompletableFuture<Integer> exit) {
            this.gateway = gateway;
            this.drain = drain;
            this.exit = exit;
        }

        @Override
        public synchronized void run() {
            Duration patience = asked ? Duration.ZERO : drain;
            asked = true;
            gateway.stop(patience)
                    .onComplete(done ->
                            exit.complete(done.succeeded() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE));
        }
    }
}
