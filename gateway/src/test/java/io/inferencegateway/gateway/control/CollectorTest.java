package io.inferencegateway.gateway.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.LoopTelemetry;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.rollout.Answer;
import io.inferencegateway.gateway.rollout.FaultyStore;
import io.inferencegateway.gateway.rollout.RolloutBench;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectorTest {
    private static final ModelVersion FRAUD_2 = new ModelVersion("fraud", 2);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    /** A gateway's life: one loop, one collector, one store. */
    private final class Life {
        final FaultyStore store;
        final Telemetry telemetry = new Telemetry(vertx, new SampleSettings(10, Duration.ofSeconds(1)), ANSWER_LIMIT);
        final Context loop = ((VertxInternal) vertx).createEventLoopContext();
        final LoopTelemetry recorded = telemetry.newLoop(loop);
        final Collector collector;

        Life(Path file) throws Exception {
            store = new FaultyStore(
                    SqliteStateStore.open(vertx, "sqlite:" + file).await(20, SECONDS));
            collector = new Collector(telemetry, store, RolloutBench::config, () -> now);
            await(collector::restore);
        }

        void serve(Answer answer, int times) throws Exception {
            Promise<Void> served = Promise.promise();
            loop.runOnContext(ignored -> {
                for (int i = 0; i < times; i++) {
                    recorded.version(FRAUD_2).started();
                    recorded.version(FRAUD_2).ended(answer);
                }
                served.complete();
            });
            served.future().await(20, SECONDS);
        }

        void capture(Captured captured) throws Exception {
            Promise<Void> done = Promise.promise();
            loop.runOnContext(ignored -> {
                recorded.captureBudget().reserve(captured.bytes());
                recorded.captured(captured);
                done.complete();
            });
            done.future().await(20, SECONDS);
        }

        WindowStats window() throws Exception {
            return await(() -> Future.succeededFuture(collector.window(FRAUD_2, Window.ONE_DAY)));
        }

        void tickAfter(Duration time) throws Exception {
            now = now.plus(time);
            await(collector::tick);
        }

        void stop() throws Exception {
            await(collector::flush);
            store.close().await(20, SECONDS);
        }
    }

    private static final Duration ANSWER_LIMIT = Duration.ofMillis(50);

    @Test
    void captures_that_nobody_takes_hold_nothing_and_others_are_handed_over_once() throws Exception {
        Life life = new Life(folder.resolve("igw.db"));
        Captured captured = new Captured(FRAUD_2, Track.CANARY, "id", 0, null, new byte[7], null, new byte[3]);
        life.capture(captured);
        await(life.collector::collectNow);
        assertThat(life.telemetry.captureBudget().reservedBytes()).isZero();

        List<Captured> taken = new ArrayList<>();
        life.collector.onCaptured(captures -> taken.addAll(captures.exchanges()));
        life.capture(captured);
        await(life.collector::collectNow);
        await(life.collector::collectNow);
        assertThat(taken).containsExactly(captured);
        assertThat(life.telemetry.captureBudget().reservedBytes()).isEqualTo(10);
        life.stop();
    }

    @Test
    void a_finished_request_is_counted_when_the_collection_completes() throws Exception {
        Life life = new Life(folder.resolve("igw.db"));
        life.serve(Answer.GOOD, 7);
        life.serve(Answer.BAD, 3);

        await(life.collector::collectNow);

        assertThat(life.window().total()).isEqualTo(10);
        assertThat(life.window().errors()).isEqualTo(3);
        assertThat(await(() ->
                        Future.succeededFuture(life.collector.totals(FRAUD_2).cells())))
                .extracting(Cell::count)
                .containsExactlyInAnyOrder(7L, 3L);
        life.stop();
    }

    @Test
    void callers_who_come_at_once_all_see_what_ended_before_them() throws Exception {
        Life life = new Life(folder.resolve("igw.db"));
        Future<Void> first = Future.future(promise ->
                control.runOnContext(ignored -> life.collector.collectNow().onComplete(promise)));
        life.serve(Answer.GOOD, 5);

        await(life.collector::collectNow);

        assertThat(life.window().total()).isEqualTo(5);
        first.await(20, SECONDS);
        life.stop();
    }

    @Test
    void windows_keep_their_exact_counts_over_an_orderly_stop() throws Exception {
        Path file = folder.resolve("igw.db");
        Life before = new Life(file);
        before.serve(Answer.GOOD, 1_000);
        before.serve(Answer.BAD, 23);
        before.stop();

        Life after = new Life(file);
        after.serve(Answer.GOOD, 1);
        await(after.collector::collectNow);

        assertThat(after.window().total()).isEqualTo(1_024);
        assertThat(after.window().errors()).isEqualTo(23);
        after.stop();
    }

    @Test
    void windows_are_stored_every_few_seconds_without_being_asked() throws Exception {
        Path file = folder.resolve("igw.db");
        Life killed = new Life(file);
        killed.serve(Answer.GOOD, 11);
        killed.tickAfter(Collector.STORE_EVERY);
        killed.store.close().await(20, SECONDS);

        Life after = new Life(file);

        assertThat(after.window().total()).isEqualTo(11);
        after.stop();
    }

    @Test
    void a_store_that_had_no_room_gets_the_windows_later() throws Exception {
        Path file = folder.resolve("igw.db");
        Life before = new Life(file);
        before.store.full = true;
        before.serve(Answer.GOOD, 4);
        before.tickAfter(Collector.STORE_EVERY);
        before.store.full = false;
        before.stop();

        Life after = new Life(file);

        assertThat(after.window().total()).isEqualTo(4);
        after.stop();
    }

    @Test
    void a_loop_that_does_not_answer_is_a_counted_gap_and_its_counts_arrive_later() throws Exception {
        Life life = new Life(folder.resolve("igw.db"));
        life.serve(Answer.GOOD, 6);
        CountDownLatch release = new CountDownLatch(1);
        life.loop.runOnContext(ignored -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        await(life.collector::collectNow);
        assertThat(life.window().total()).isZero();
        assertThat(await(() -> Future.succeededFuture(life.collector.dropped())))
                .containsEntry("loop_answer", 1L);
        release.countDown();
        await(life.collector::collectNow);

        assertThat(life.window().total()).isEqualTo(6);
        life.stop();
    }

    private <T> T await(Supplier<Future<T>> work) throws Exception {
        Promise<T> answer = Promise.promise();
        control.runOnContext(ignored -> work.get().onComplete(answer));
        return answer.future().await(20, SECONDS);
    }
}
