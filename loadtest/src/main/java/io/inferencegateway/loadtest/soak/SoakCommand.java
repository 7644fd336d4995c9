package io.inferencegateway.loadtest.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.inferencegateway.gateway.cli.CommandPlugin;
import io.inferencegateway.loadtest.load.DurationArgument;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code igw soak}: a gateway under load and faults for a while, and whether it kept its books and its memory. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a gateway under load, with failing upstreams, hostile callers, reloads and rollbacks, on loopback.",
            "Exits 0 only if every request is accounted for and nothing grew or leaked."
        })
public final class SoakCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofSeconds(20);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--duration",
            defaultValue = "10m",
            converter = DurationArgument.class,
            description = "of the load, at least 20s (default: 10m)")
    private Duration duration = Duration.ZERO;

    @Option(names = "--rate", description = "requests a second (default: half of what this machine can do)")
    private double rate;

    @Option(names = "--seed", defaultValue = "1", description = "of the order of requests (default: 1)")
    private long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "where to write what was found, as Markdown")
    private @Nullable Path report;

    /** Found by {@link java.util.ServiceLoader}. */
    public static final class Plugin implements CommandPlugin {
        @Override
        public Object command() {
            return new SoakCommand();
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new ParameterException(spec.commandLine(), "--duration must be at least 20s");
        }
        if (!(rate >= 0 && rate <= 100_000)) {
            throw new ParameterException(spec.commandLine(), "--rate must lie between 0 and 100000");
        }
        quietLogs();
        PrintWriter out = spec.commandLine().getOut();
        Path folder = Files.createTempDirectory("igw-soak-");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            SoakReport found = new Soak(vertx, folder, duration, rate, seed, line -> {
                        out.println(line);
                        out.flush();
                    })
                    .run();
            if (report != null) {
                Files.writeString(report, found.markdown("bin/igw " + String.join(" ", arguments())));
            }
            if (!found.passed()) {
                out.println("the gateway's log is in " + folder);
                return 1;
            }
            delete(folder);
            return 0;
        } finally {
            vertx.close().await();
        }
    }

    /** What callers and upstreams do to each other is meant to fail; the gateway's log is its own process's. */
    private static void quietLogs() {
        if (System.getenv("IGW_LOG_LEVEL") == null) {
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
            ((Logger) LoggerFactory.getLogger("io.vertx")).setLevel(Level.OFF);
            ((Logger) LoggerFactory.getLogger("io.netty")).setLevel(Level.OFF);
        }
    }

    private List<String> arguments() {
        return spec.commandLine().getParseResult().originalArgs();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
