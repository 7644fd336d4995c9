package io.inferencegateway.loadtest.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code igw run} as a process of its own in a folder of its own, and what the system says of it. Its calls block. */
final class GatewayUnderTest implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("traffic=http://([^:]+):(\\d+) admin=(\\S+) h2c=http://[^:]+:(\\d+)");
    private static final Pattern LIVE = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Duration START = Duration.ofSeconds(60);
    private static final int KIB = 1024;

    private final Process process;
    private final Path errors;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String host;
    private final int trafficPort;
    private final int h2cPort;
    private final URI admin;

    private GatewayUnderTest(Process process, Path errors, Matcher ready) {
        this.process = process;
        this.errors = errors;
        this.host = ready.group(1);
        this.trafficPort = Integer.parseInt(ready.group(2));
        this.admin = URI.create(ready.group(3));
        this.h2cPort = Integer.parseInt(ready.group(4));
    }

    /** Starts it on a configuration that has an h2c listener, and waits until it serves. */
    static GatewayUnderTest start(Path folder, Path config) throws IOException, InterruptedException {
        Path output = folder.resolve("out");
        Path errors = folder.resolve("err");
        Process process = new ProcessBuilder(
                        java(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dvertx.disableDnsResolver=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.inferencegateway.gateway.Main",
                        "run",
                        "--config",
                        config.toString())
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() - deadline < 0 && process.isAlive()) {
            Matcher ready = READY.matcher(Files.readString(output));
            if (ready.find()) {
                return new GatewayUnderTest(process, errors, ready);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        process.destroyForcibly();
        throw new IOException("the gateway did not start: " + Files.readString(errors));
    }

    private static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    String host() {
        return host;
    }

    int trafficPort() {
        return trafficPort;
    }

    int h2cPort() {
        return h2cPort;
    }

    /** SIGHUP. */
    void reload() {
        run("kill", "-HUP", Long.toString(process.pid()));
    }

    String get(String path) {
        return send(HttpRequest.newBuilder(admin.resolve(path)).build());
    }

    String post(String path, String json) {
        return send(HttpRequest.newBuilder(admin.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .header("content-type", "application/json")
                .build());
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Files and sockets that it has open. */
    long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the objects that a full collection leaves. */
    long liveHeapBytes() {
        Path jcmd = Path.of(java()).resolveSibling("jcmd");
        String histogram = run(
                Files.isExecutable(jcmd) ? jcmd.toString() : "jcmd",
                Long.toString(process.pid()),
                "GC.class_histogram");
        return Long.parseLong(found(LIVE, histogram));
    }

    /** Memory of the whole process. */
    long residentBytes() {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
            return Long.parseLong(found(RESIDENT, status)) * KIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    /** The lines of its log that no healthy gateway writes: errors, blocked threads, leaked buffers. */
    List<String> complaints() throws IOException {
        try (Stream<String> lines = Files.lines(errors)) {
            return lines.filter(line -> line.contains("\"level\":\"ERROR\"")
                            || line.contains("has been blocked")
                            || line.contains("LEAK")
                            || line.startsWith("\tat "))
                    .toList();
        }
    }

    /** SIGTERM. @return the exit code, or -1 if it did not end */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String run(String... command) {
        try {
            Process program =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            program.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
