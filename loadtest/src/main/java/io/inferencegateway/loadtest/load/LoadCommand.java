package io.inferencegateway.loadtest.load;

import io.inferencegateway.gateway.cli.CommandPlugin;
import io.inferencegateway.loadtest.load.Ending.Answered;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code igw load}: sends requests at a constant rate, ends by itself and says what came back how fast. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Sends requests at a constant rate (an open loop) and reports latency from the intended start of each.",
            "Exits 0 when answers came, 1 when none came or a checked one was wrong."
        })
public final class LoadCommand implements Callable<Integer> {
    private static final long PROGRESS_EVERY_MILLIS = 1_000;

    enum Output {
        text,
        json
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--url", required = true, description = "absolute http(s) URL")
    private URI url = URI.create("http://127.0.0.1");

    @Option(names = "--rate", required = true, description = "requests a second")
    private double rate;

    @Option(names = "--duration", required = true, converter = DurationArgument.class, description = "such as 30s")
    private Duration duration = Duration.ZERO;

    @Option(names = "--connections", defaultValue = "64", description = "most open at once (default: 64)")
    private int connections;

    @Option(
            names = "--timeout",
            defaultValue = "10s",
            converter = DurationArgument.class,
            description = "how long a caller waits for its whole answer (default: 10s)")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--method", description = "default: POST with a body, else GET")
    private @Nullable String method;

    @Option(names = "--body", paramLabel = "FILE", description = "sent with every request")
    private @Nullable Path body;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "may be given several times")
    private List<String> headers = List.of();

    @Option(names = "--expect", paramLabel = "FILE", description = "check that every answer is 200 with these bytes")
    private @Nullable Path expect;

    @Option(names = "--output", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: text)")
    private Output output = Output.text;

    @Option(names = "--quiet", description = "no progress on standard error")
    private boolean quiet;

    @Option(names = "--allow-remote", description = "load a target that is not on this machine")
    private boolean allowRemote;

    /** Found by {@link java.util.ServiceLoader}. */
    public static final class Plugin implements CommandPlugin {
        @Override
        public Object command() {
            return new LoadCommand();
        }
    }

    @Override
    public Integer call() throws Exception {
        Arrivals arrivals = arrivals();
        refuseRemoteTarget();
        if (connections < 1) {
            throw misuse("--connections must be at least 1");
        }
        Buffer requestBody = body == null ? Buffer.buffer() : contents(body);
        HttpMethod verb = HttpMethod.valueOf(
                method != null ? method.toUpperCase(Locale.ROOT) : requestBody.length() > 0 ? "POST" : "GET");
        Shot shot = new Shot(verb, url.toString(), headerMap(), requestBody);
        byte @Nullable [] expected = expect == null ? null : contents(expect).getBytes();
        LoadReport report = run(arrivals, shot, expected);
        PrintWriter out = commandSpec().commandLine().getOut();
        out.print(output == Output.json ? report.toJson().encodePrettily() + "\n" : report.toText());
        out.flush();
        return report.answered() > 0 && report.wrongAnswers() == 0 ? 0 : 1;
    }

    private LoadReport run(Arrivals arrivals, Shot shot, byte @Nullable [] expected) {
        Vertx vertx = Vertx.vertx();
        Tally tally = new Tally();
        OpenLoop loop = new OpenLoop(vertx, arrivals, connections, timeout);
        Interruption interruption = Interruption.watch(loop::stop);
        Progress progress = new Progress();
        try {
            long start = System.nanoTime();
            loop.run(index -> shot, (index, ending, latencyMicros) -> {
                        tally.add(ending, latencyMicros);
                        if (expected != null && !isExpected(ending, expected)) {
                            tally.addWrong();
                        }
                        if (!quiet) {
                            progress.tick(tally, start);
                        }
                    })
                    .await();
            return tally.report(arrivals.perSecond(), Duration.ofNanos(System.nanoTime() - start));
        } finally {
            vertx.close().await();
            interruption.finished();
        }
    }

    /** One line a second on standard error. Owner: the generator's event loop. */
    private static final class Progress {
        private long lastMillis;

        void tick(Tally tally, long startNanos) {
            long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
            if (millis - lastMillis >= PROGRESS_EVERY_MILLIS) {
                lastMillis = millis;
                System.err.printf(
                        Locale.ROOT,
                        "%4d s  %d requests, %d errors, p50 %.2f ms, p99 %.2f ms%n",
                        millis / 1000,
                        tally.requests(),
                        tally.errors(),
                        tally.percentileMillis(50),
                        tally.percentileMillis(99));
            }
        }
    }

    private static boolean isExpected(Ending ending, byte[] expected) {
        return ending instanceof Answered answered
                && answered.status() == 200
                && Arrays.equals(answered.body().getBytes(), expected);
    }

    private Arrivals arrivals() {
        try {
            return new Arrivals(rate, duration);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuseRemoteTarget() {
        String host = url.getHost();
        if (host == null || url.getScheme() == null || !url.getScheme().matches("https?")) {
            throw misuse("--url must be an absolute http or https URL");
        }
        if (allowRemote) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    throw misuse(host + " is not on this machine; --allow-remote if you may load it");
                }
            }
        } catch (UnknownHostException e) {
            throw misuse("unknown host " + host);
        }
    }

    private Map<String, String> headerMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw misuse("a header is written 'Name: value', not '" + header + "'");
            }
            map.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return map;
    }

    private Buffer contents(Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw misuse("cannot read " + file + ": " + e.getMessage());
        }
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("not called by picocli");
        }
        return spec;
    }

    private ParameterException misuse(String message) {
        return new ParameterException(commandSpec().commandLine(), message);
    }
}
