package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.EventWatcher;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventStreamTest extends AdminBench {
    @Test
    void a_version_that_turns_critical_is_told_at_the_next_second() throws Exception {
        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), null)) {
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

        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), Long.toString(firstId))) {
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
            EventWatcher.request(deaf.getOutputStream(), null);
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
}
