package io.inferencegateway.gateway.endtoend;

import io.inferencegateway.gateway.testsupport.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code igw run} as a process of its own, so that a test can signal it, kill it and start it again on the same files. */
public final class GatewayProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("igw ready traffic=(https?://\\S+) admin=(http://\\S+)(?: h2c=(http://\\S+))? pid=(\\d+)");

    private static final Pattern LIVE = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

    private final Process process;
    private final Path output;
    private final Path errors;
    private final URI traffic;
    private final URI admin;
    private final @Nullable URI h2c;

    private GatewayProcess(Process process, Path output, Path errors, URI traffic, URI admin, @Nullable URI h2c) {
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.traffic = traffic;
        this.admin = admin;
        this.h2c = h2c;
    }

    /** Starts in {@code directory}, where a relative state path ends up, and waits for the ready line. */
    public static GatewayProcess start(Path directory, Path config) throws IOException {
        return start(directory, config, "-Xmx256m");
    }

    /** @param options of the JVM */
    static GatewayProcess start(Path directory, Path config, String... options) throws IOException {
        Launched launched = launch(directory, List.of(options), List.of("run", "--config", config.toString()));
        try {
            Awaitility.await("the ready line")
                    .atMost(60, TimeUnit.SECONDS)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> !launched.process.isAlive()
                            || READY.matcher(read(launched.output)).find());
        } catch (ConditionTimeoutException e) {
            launched.process.destroyForcibly();
            throw e;
        }
        Matcher ready = READY.matcher(read(launched.output));
        if (!ready.find()) {
            throw new IllegalStateException("no ready line:\n" + read(launched.output) + read(launched.errors));
        }
        if (Long.parseLong(ready.group(4)) != launched.process.pid()) {
            throw new IllegalStateException("the ready line names another pid: " + ready.group());
        }
        return new GatewayProcess(
                launched.process,
                launched.output,
                launched.errors,
                URI.create(ready.group(1)),
                URI.create(ready.group(2)),
                ready.group(3) == null ? null : URI.create(ready.group(3)));
    }

    /** Runs a command that is expected to end by itself. */
    static Finished run(Path directory, String... arguments) throws IOException, InterruptedException {
        Launched launched = launch(directory, List.of("-Xmx256m"), List.of(arguments));
        if (!launched.process.waitFor(30, TimeUnit.SECONDS)) {
            launched.process.destroyForcibly();
            throw new IllegalStateException("igw " + String.join(" ", arguments) + " did not end");
        }
        return new Finished(launched.process.exitValue(), read(launched.output), read(launched.errors));
    }

    record Finished(int exitCode, String output, String errors) {}

    private record Launched(Process process, Path output, Path errors) {}

    private static Launched launch(Path directory, List<String> options, List<String> arguments) throws IOException {
        Path output = Files.createTempFile(directory, "igw", ".out");
        Path errors = Files.createTempFile(directory, "igw", ".err");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), "io.inferencegateway.gateway.Main"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        return new Launched(process, output, errors);
    }

    public URI traffic() {
        return traffic;
    }

    public URI admin() {
        return admin;
    }

    /** Of the listener for HTTP/2 with prior knowledge, which the configuration must name. */
    URI h2c() {
        return Objects.requireNonNull(h2c, "no h2c listener");
    }

    long pid() {
        return process.pid();
    }

    String output() {
        return read(output);
    }

    String errors() {
        return read(errors);
    }

    /**
     * One of the figures that the kernel keeps of its memory, in MiB.
     *
     * @param figure such as {@code VmRSS}, or {@code VmHWM} for the most it ever was
     */
    long memoryMebibytes(String figure) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(figure + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** SIGKILL: nothing of the process runs on. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Bytes of the objects that a full collection leaves. */
    long liveHeapBytes() throws IOException, InterruptedException {
        String histogram = Programs.run("jcmd", Long.toString(process.pid()), "GC.class_histogram");
        Matcher total = LIVE.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("no total: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** Files and sockets that it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        }
    }

    /** @param bytes {@code SOFT:} as prlimit takes it: how large a file it writes may become from now on */
    void limitFileSize(String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes)
                .inheritIO()
                .start();
        if (prlimit.waitFor() != 0) {
            throw new IllegalStateException("prlimit failed");
        }
    }

    /** @return the exit code */
    int waitFor(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running after " + seconds + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
