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
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.onControl(() -> {
                        for (int i = 0; i < 20; i++) {
                            gateway.events.publish("reload", new JsonObject().put("large", large));
                        }
                        return gateway.api.watchers() == 0;
                    }));
            // It never reads, and its connection ends all the same.
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.onControl(() -> gateway.api.connections() == 0));
        }
    }

    @Test
    void a_watcher_of_one_model_hears_of_it_and_of_what_concerns_all() throws Exception {
        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), null, "?model=fraud")) {
            gateway.onControl(() -> {
                gateway.events.publish("rollout", "other", new JsonObject().put("n", 1));
                gateway.events.publish("rollout", "fraud", new JsonObject().put("n", 2));
                gateway.events.publish("rollout", "other", new JsonObject().put("n", 3));
                gateway.events.publish("reload", new JsonObject().put("n", 4));
                return true;
            });

            assertThat(watcher.next("rollout").getInteger("n")).isEqualTo(2);
            assertThat(watcher.next("reload").getInteger("n")).isEqualTo(4);
        }
    }

    @Test
    void a_filter_that_could_never_match_is_refused() throws Exception {
        assertThat(gateway.get("/api/v1/events?model=frued").status()).isEqualTo(404);
        assertThat(gateway.get("/api/v1/events?modell=fraud").status()).isEqualTo(400);
    }

    @Test
    void a_watcher_that_was_away_for_too_long_is_told_that_it_missed_something() throws Exception {
        long firstId = gateway.onControl(() -> {
            gateway.events.publish("reload", new JsonObject().put("n", 0));
            return gateway.events.since(0).get(0).id();
        });
        gateway.onControl(() -> {
            for (int i = 1; i <= 150; i++) {
                gateway.events.publish("reload", new JsonObject().put("n", i));
            }
            return true;
        });

        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), Long.toString(firstId))) {
            assertThat(watcher.next("missed").getLong("after")).isEqualTo(firstId);
            assertThat(watcher.next("reload").getInteger("n")).isEqualTo(51);
        }
    }

    @Test
    void an_id_of_an_earlier_life_of_the_gateway_is_told_that_it_missed_something() throws Exception {
        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), "1")) {
            assertThat(watcher.next("missed").getLong("after")).isEqualTo(1);
        }
        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), "999999999999999999")) {
            assertThat(watcher.next("missed").getLong("after")).isEqualTo(999_999_999_999_999_999L);
        }
    }

    @Test
    void a_large_backlog_comes_whole_at_the_readers_pace() throws Exception {
        String large = "x".repeat(32 * 1024);
        long before = gateway.onControl(() -> gateway.events.lastId());
        gateway.onControl(() -> {
            for (int i = 1; i <= 100; i++) {
                gateway.events.publish("reload", new JsonObject().put("n", i).put("large", large));
            }
            return true;
        });

        try (EventWatcher watcher = EventWatcher.of(gateway.api.port(), Long.toString(before))) {
            for (int i = 1; i <= 100; i++) {
                assertThat(watcher.next("reload").getInteger("n")).isEqualTo(i);
            }
        }
    }

    @Test
    void the_log_is_bounded_in_characters_too() throws Exception {
        String large = "x".repeat(1024 * 1024);
        gateway.onControl(() -> {
            for (int i = 0; i < 10; i++) {
                gateway.events.publish("reload", new JsonObject().put("large", large));
            }
            return true;
        });

        assertThat(gateway.onControl(() -> gateway.events.since(0))).hasSize(3);
    }

    @Test
    void a_reader_that_stood_still_reads_why_it_was_dropped() throws Exception {
        String large = "x".repeat(64 * 1024);
        try (EventWatcher slow = EventWatcher.of(gateway.api.port(), null)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> gateway.onControl(() -> {
                        for (int i = 0; i < 20; i++) {
                            gateway.events.publish("reload", new JsonObject().put("large", large));
                        }
                        return gateway.api.watchers() == 0;
                    }));

            assertThat(slow.next("dropped").getString("detail")).startsWith("read too slowly");
        }
    }
}
