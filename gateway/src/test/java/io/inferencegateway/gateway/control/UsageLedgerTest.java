package io.inferencegateway.gateway.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.usage.CallerUsage;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageLedgerTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private Instant now = Instant.parse("2026-11-22T12:10:00Z");
    private StateStore store;
    private WriteBehind behind;
    private UsageLedger ledger;

    @BeforeEach
    void start() throws Exception {
        store = SqliteStateStore.open(vertx, "sqlite:" + folder.resolve("igw.db"))
                .await(20, SECONDS);
        behind = new WriteBehind(vertx, store);
        ledger = await(() -> UsageLedger.load(store, behind, () -> now));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private <T> T await(Supplier<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        control.runOnContext(turn -> action.get().onComplete(promise));
        return promise.future().await(20, SECONDS);
    }

    private void restart() throws Exception {
        await(() -> {
            ledger.save();
            return behind.flush();
        });
        await(store::close);
        start();
    }

    private void send(String caller, long requests) throws Exception {
        await(() -> {
            ledger.add(Map.of(
                    "fraud",
                    new Usage(
                            requests,
                            0,
                            List.of(new CallerUsage(caller, requests, 0, 1, 10 * requests, 20 * requests)))));
            return Future.succeededFuture();
        });
    }

    private Usage read(Duration since) throws Exception {
        return await(() -> Future.succeededFuture(ledger.read("fraud", since).usage()));
    }

    @Test
    void sums_up_the_hours_that_were_asked_for() throws Exception {
        send("a", 5);
        now = now.plus(Duration.ofHours(2));
        send("a", 7);
        send("b", 1);

        assertThat(read(Duration.ofHours(1)).busiest())
                .containsExactly(new CallerUsage("a", 7, 0, 1, 70, 140), new CallerUsage("b", 1, 0, 1, 10, 20));
        assertThat(read(DAY).busiest().get(0)).isEqualTo(new CallerUsage("a", 12, 0, 2, 120, 240));
        assertThat(read(DAY).requests()).isEqualTo(13);
    }

    @Test
    void outlives_a_restart_at_any_time_and_counts_nothing_twice() throws Exception {
        for (int hour = 0; hour < 30; hour++) {
            send("a", 2);
            restart();
            send("a", 1);
            now = now.plus(Duration.ofHours(1));
            if (hour % 3 == 0) {
                restart();
            }
        }
        restart();

        assertThat(read(Duration.ofDays(7)).busiest()).containsExactly(new CallerUsage("a", 90, 0, 60, 900, 1_800));
    }

    @Test
    void forgets_what_is_older_than_a_month_in_the_store_too() throws Exception {
        send("a", 5);
        now = now.plus(Duration.ofDays(40));
        send("b", 1);
        restart();

        assertThat(read(UsageLedger.LONGEST).busiest())
                .extracting(CallerUsage::caller)
                .containsExactly("b");
        assertThat(await(() -> store.documents("usage"))).hasSize(1);
    }

    @Test
    void a_damaged_document_costs_its_own_hour_only() throws Exception {
        send("a", 5);
        now = now.plus(Duration.ofHours(3));
        send("a", 7);
        restart();
        await(() -> store.putDocument(
                "usage", "fraud/hour/" + Instant.parse("2026-11-22T12:00:00Z").toEpochMilli(), "{}"));
        await(() -> store.putDocument("usage", "what", "{}"));
        await(store::close);
        start();

        assertThat(read(DAY).requests()).isEqualTo(7);
    }

    @Test
    void a_model_that_nobody_called_has_nobody() throws Exception {
        assertThat(read(DAY)).isEqualTo(Usage.NONE);
    }
}
