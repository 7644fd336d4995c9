package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever callers send, what they send becomes no label. */
class HostileLabelsEndToEndTest {
    private static final int REQUESTS = 100_000;
    private static final int CONNECTIONS = 4;
    private static final int PIPELINED = 100;
    private static final int MOST_NEW_SERIES = 60;
    private static final String TOKEN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    /**
     * Random models, versions, labels, paths, methods, hosts, queries and headers, a quarter of them at a model that there
     * is. Seeds 1 to 4.
     */
    @Test
    void a_hundred_thousand_hostile_requests_add_at_most_sixty_series() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            callers.get(gateway.traffic().resolve("/models/fraud/v/1/predict"));
            callers.post(gateway.traffic().resolve("/models/fraud/v/1/predict"), "{}");
            callers.get(gateway.traffic().resolve("/models/fraud/predict"));
            callers.post(gateway.traffic().resolve("/models/fraud/predict"), "{}");
            Set<String> before = series(gateway);

            ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
            try {
                List<Callable<Integer>> attackers = new ArrayList<>();
                for (int i = 1; i <= CONNECTIONS; i++) {
                    Random random = new Random(i);
                    attackers.add(() -> attack(gateway.traffic().getPort(), random, REQUESTS / CONNECTIONS));
                }
                int answered = 0;
                for (Future<Integer> each : threads.invokeAll(attackers, 120, TimeUnit.SECONDS)) {
                    answered += each.get();
                }
                assertThat(answered).isEqualTo(REQUESTS);
            } finally {
                threads.shutdownNow();
            }

            assertThat(Scrape.atRest(gateway).requests().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isGreaterThanOrEqualTo(REQUESTS);
            Set<String> added = series(gateway);
            added.removeAll(before);
            assertThat(added).as("%s", added).hasSizeLessThanOrEqualTo(MOST_NEW_SERIES);
            assertThat(added).noneMatch(name -> name.contains("hostile"));
            assertThat(model.received()).isGreaterThan(REQUESTS / 10);
        }
    }

    private Set<String> series(GatewayProcess gateway) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }

    /** A connection that the gateway ends is followed by another one; what was lost with it is sent anew. */
    private static int attack(int port, Random random, int count) throws IOException {
        int answered = 0;
        while (answered < count) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                boolean open = true;
                while (open && answered < count) {
                    int sent = Math.min(PIPELINED, count - answered);
                    StringBuilder requests = new StringBuilder();
                    for (int i = 0; i < sent; i++) {
                        requests.append(request(random));
                    }
                    socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; open && i < sent; i++) {
                        open = readAnswer(in);
                        answered += open ? 1 : 0;
                    }
                }
            }
        }
        return answered;
    }

    private static String request(Random random) {
        boolean known = random.nextInt(4) == 0;
        String method = random.nextInt(2) == 0 ? "GET" : "POST";
        if (!known && random.nextInt(4) == 0) {
            method = word(random, 12).toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "X");
        }
        String path = known ? "/models/fraud" + (random.nextBoolean() ? "/v/1" : "") : unknownPath(random);
        StringBuilder request = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append("/hostile-")
                .append(word(random, 20))
                .append("?q=")
                .append(word(random, 20))
                .append(" HTTP/1.1\r\nHost: hostile-")
                .append(word(random, 12).replaceAll("[^a-zA-Z0-9]", "h"))
                .append(".test\r\nContent-Length: 0\r\nx-request-id: hostile-")
                .append(word(random, 30))
                .append("\r\ntraceparent: 00-")
                .append(String.format("%016x%016x-%016x", random.nextLong(), random.nextLong(), random.nextLong()))
                .append("-01\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append("x-")
                    .append(word(random, 10).replaceAll("[^a-z]", "x"))
                    .append(": hostile-")
                    .append(word(random, 40))
                    .append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    private static String unknownPath(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "/models/hostile-" + word(random, 40);
            case 1 -> "/models/hostile-" + word(random, 20) + "/v/" + random.nextInt(1_000_000);
            case 2 -> "/models/fraud/v/" + (2 + random.nextInt(1_000_000));
            case 3 -> "/models/fraud/labels/hostile-" + word(random, 20);
            default -> "/hostile-" + word(random, 30);
        };
    }

    private static String word(Random random, int longest) {
        int length = 1 + random.nextInt(longest);
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(TOKEN.charAt(random.nextInt(TOKEN.length())));
        }
        return word.toString();
    }

    /** Whether there was one. */
    private static boolean readAnswer(InputStream in) throws IOException {
        String line = readLine(in);
        if (line.isEmpty()) {
            return false;
        }
        assertThat(line).startsWith("HTTP/1.1 ");
        long length = 0;
        for (String field = readLine(in); !field.isEmpty(); field = readLine(in)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(
                        field.substring("content-length:".length()).trim());
            }
        }
        in.skipNBytes(length);
        return true;
    }

    /** Without its end; empty at the end of the stream too. */
    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
