package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest extends AdminBench {
    @Test
    void a_version_that_turns_critical_is_told_at_the_next_second() throws Exception {
        try (Watcher watcher = new Watcher(gateway.api.port(), null)) {
            gateway.statistics.record(new ModelVersion("fraud", 1), 20, 500, Outcome.UPSTREAM_ERROR, 1_000);
            gateway.statistics.collectNow();
            gateway.secondPasses();

            JsonObject event = watcher.next("health");

            assertThat(event.getString("model")).isEqualTo("fraud");
            assertThat(event.getInteger("version")).isEqualTo(1);
            assertThat(event.getString("was")).isEqualTo("unknown");
            assertThat(event.getString("health")).isEqualTo("critical");
        }
    }

    @Test
    void a_watcher_that_comes_back_is_told_what_it_missed() throws Exception {
        gateway.onControl(() -> {
            for (int i = 1; i <= 3; i++) {
                gateway.events.publish("reload", new JsonObject().put("n", i));
            }
            return true;
        });
        long firstId = gateway.onControl(() -> gateway.events.since(0).get(0).id());

        try (Watcher watcher = new Watcher(gateway.api.port(), Long.toString(firstId))) {
            assertThat(watcher.next("reload").getInteger("n")).isEqualTo(2);
            assertThat(watcher.next("reload").getInteger("n")).isEqualTo(3);
        }
    }

    @Test
    void the_log_holds_no_more_than_it_promises() throws Exception {
        gateway.onControl(() -> {
            for (int i = 0; i < 250; i++) {
                gateway.events.publish("reload", new JsonObject().put("n", i));
            }
            return true;
        });

        assertThat(gateway.onControl(() -> gateway.events.since(0))).hasSize(100);
    }

    @Test
    void a_watcher_that_does_not_read_is_cut_instead_of_filling_the_memory() throws Exception {
        String large = "x".repeat(64 * 1024);
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4 * 1024);
            deaf.connect(new java.net.InetSocketAddress("127.0.0.1", gateway.api.port()));
            request(deaf.getOutputStream(), null);
            deaf.setSoTimeout(5_000);
            assertThat(deaf.getInputStream().read()).isPositive();

            // The kernel's buffers take a few megabytes, then ours fills and the connection ends: reading reaches its
            // end.
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.onControl(() -> {
                        gateway.events.publish("reload", new JsonObject().put("large", large));
                        return gateway.api.watchers() == 0;
                    }));
        }
    }

    private static void request(OutputStream out, String lastEventId) throws Exception {
        String head = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
                + (lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads the stream line by line; chunk sizes are lines of their own and skipped. */
    private static final class Watcher implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Watcher(int port, String lastEventId) throws Exception {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(5_000);
            request(socket.getOutputStream(), lastEventId);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(upTo("retry: ")).contains("Content-Type: text/event-stream");
        }

        JsonObject next(String type) throws Exception {
            upTo("event: " + type);
            List<String> read = upTo("data: ");
            return new JsonObject(read.get(read.size() - 1).substring("data: ".length()));
        }

        private List<String> upTo(String start) throws Exception {
            List<String> read = new ArrayList<>();
            while (true) {
                String line = lines.readLine();
                assertThat(line).as("the stream after " + read).isNotNull();
                read.add(line);
                if (line.startsWith(start)) {
                    return read;
                }
            }
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }
}
