package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final ModelVersion ONE = new ModelVersion("fraud", 1);
    private static final ModelVersion TWO = new ModelVersion("fraud", 2);
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final Context control = newContext();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_loop_keeps_so_many_captures_until_it_is_asked_and_gives_back_what_the_others_held() throws Exception {
        Telemetry telemetry = telemetry(GENEROUS);
        Context context = newContext();
        LoopTelemetry own = telemetry.newLoop(context);
        Captured captured = new Captured(ONE, Track.STABLE, "id", 0, null, new byte[7], null, new byte[3]);
        on(context, () -> {
            for (int i = 0; i < LoopCaptures.MOST + 5; i++) {
                assertThat(own.captureBudget().reserve(captured.bytes())).isTrue();
                own.captured(captured);
            }
            own.captureSkipped("fraud", CaptureSkip.ENCODED);
            return Future.succeededFuture();
        });
        Drained drained = on(control, telemetry::drain);
        assertThat(drained.captures().exchanges()).hasSize(LoopCaptures.MOST);
        assertThat(drained.captures().skipped())
                .isEqualTo(Map.of("fraud", Map.of(CaptureSkip.FULL, 5L, CaptureSkip.ENCODED, 1L)));
        assertThat(drained.dropped()).isEqualTo(Map.of("capture", 5L));
        assertThat(telemetry.captureBudget().reservedBytes()).isEqualTo(10L * LoopCaptures.MOST);
        assertThat(on(control, telemetry::drain).captures()).isEqualTo(Captures.NONE);
    }

    @Test
    void a_drain_brings_together_what_all_loops_recorded_and_only_once() throws Exception {
        Telemetry telemetry = telemetry(GENEROUS);
        for (int loop = 0; loop < 4; loop++) {
            Context context = newContext();
            LoopTelemetry own = telemetry.newLoop(context);
            on(context, () -> {
                serve(own.version(ONE), 10, 200, Outcome.OK);
                serve(own.version(TWO), 1, 502, Outcome.UPSTREAM_ERROR);
                own.version(TWO).started();
                own.unroutable(404, Outcome.CLIENT_ERROR);
                own.retried("refused_connect");
                own.dropped("sample");
                return Future.succeededFuture();
            });
        }

        Drained first = on(control, telemetry::drain);
        assertThat(count(first, ONE)).isEqualTo(40);
        assertThat(count(first, TWO)).isEqualTo(4);
        assertThat(first.load()).containsOnlyKeys(TWO).containsEntry(TWO, new Load(4, 0));
        assertThat(first.unroutable()).containsEntry(new Unroutable(404, Outcome.CLIENT_ERROR), 4L);
        assertThat(first.retried()).containsEntry("refused_connect", 4L);
        assertThat(first.dropped()).containsEntry("sample", 4L);
        assertThat(first.missingLoops()).isZero();

        Drained second = on(control, telemetry::drain);
        assertThat(second.intervals()).isEmpty();
        assertThat(second.unroutable()).isEmpty();
        assertThat(second.load()).containsEntry(TWO, new Load(4, 0));
    }

    @Test
    void a_loop_that_does_not_answer_is_reported_missing_and_its_requests_come_with_a_later_drain() throws Exception {
        Telemetry telemetry = telemetry(Duration.ofMillis(50));
        Context stuck = newContext();
        Context free = newContext();
        LoopTelemetry stuckLoop = telemetry.newLoop(stuck);
        LoopTelemetry freeLoop = telemetry.newLoop(free);
        on(free, () -> serve(freeLoop.version(ONE), 3, 200, Outcome.OK));
        on(stuck, () -> serve(stuckLoop.version(ONE), 5, 200, Outcome.OK));
        CountDownLatch release = new CountDownLatch(1);
        stuck.runOnContext(onLoop -> awaitLatch(release));

        Drained first = on(control, telemetry::drain);
        assertThat(first.missingLoops()).isEqualTo(1);
        assertThat(count(first, ONE)).isEqualTo(3);
        Drained second = on(control, telemetry::drain);
        assertThat(second.missingLoops()).isEqualTo(1);
        assertThat(count(second, ONE)).isZero();

        release.countDown();
        on(stuck, () -> Future.succeededFuture());
        on(control, () -> Future.succeededFuture());
        Drained third = on(control, telemetry::drain);
        assertThat(third.missingLoops()).isZero();
        assertThat(count(third, ONE)).isEqualTo(5);
    }

    @Test
    void two_drains_at_once_are_one() throws Exception {
        Telemetry telemetry = telemetry(GENEROUS);
        Context context = newContext();
        LoopTelemetry loop = telemetry.newLoop(context);
        on(context, () -> serve(loop.version(ONE), 3, 200, Outcome.OK));
        Boolean same = on(control, () -> {
            Future<Drained> first = telemetry.drain();
            Future<Drained> second = telemetry.drain();
            return Future.all(first, second).map(both -> first.result() == second.result());
        });
        assertThat(same).isTrue();
    }

    @Test
    void without_loops_a_drain_is_empty_at_once() throws Exception {
        Telemetry telemetry = telemetry(GENEROUS);
        assertThat(on(control, telemetry::drain).intervals()).isEmpty();
        assertThat(on(control, () -> telemetry.samples(SampleFilter.newest(5)))).isEmpty();
    }

    @Test
    void samples_of_all_loops_come_newest_first_up_to_the_limit() throws Exception {
        Telemetry telemetry = telemetry(GENEROUS);
        for (int loop = 0; loop < 2; loop++) {
            Context context = newContext();
            LoopTelemetry own = telemetry.newLoop(context);
            int offset = loop;
            on(context, () -> {
                for (int i = 0; i < 5; i++) {
                    int started = 10 * i + offset;
                    VersionTelemetry version = own.version(ONE);
                    version.started();
                    version.ended(FakeExchange.at(started, "r" + started, Track.STABLE, 200, Outcome.OK, 0));
                }
                return Future.succeededFuture();
            });
        }
        List<Sample> samples = on(control, () -> telemetry.samples(SampleFilter.newest(4)));
        assertThat(samples).extracting(Sample::requestId).containsExactly("r41", "r40", "r31", "r30");
    }

    private Telemetry telemetry(Duration answerLimit) {
        return new Telemetry(vertx, new SampleSettings(20, Duration.ofSeconds(1)), answerLimit);
    }

    private static Future<Object> serve(VersionTelemetry version, int requests, int status, Outcome outcome) {
        for (int i = 0; i < requests; i++) {
            version.started();
            version.ended(FakeExchange.answered(Track.STABLE, status, outcome, 1_000));
        }
        return Future.succeededFuture();
    }

    private static long count(Drained drained, ModelVersion version) {
        return drained.intervals().getOrDefault(version, Interval.EMPTY).cells().stream()
                .mapToLong(Cell::count)
                .sum();
    }

    private Context newContext() {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    private static <T> T on(Context context, Supplier<Future<T>> action) throws Exception {
        Promise<T> promise = Promise.promise();
        context.runOnContext(onLoop -> action.get().onComplete(promise));
        return await(promise.future());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
