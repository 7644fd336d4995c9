package io.inferencegateway.gateway.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.observe.LoopTelemetry;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.rollout.Answer;
import io.inferencegateway.gateway.rollout.FaultyStore;
import io.inferencegateway.gateway.rollout.RolloutBench;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.inferencegateway.monitoring.stats.VersionSeries.Piece;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final ModelVersion FRAUD_2 = new ModelVersion("fraud", 2);
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private Path file;
    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private Instant now = NOON;
    private Instant steady = NOON;
    private long lives;

    @BeforeEach
    void place() {
        file = folder.resolve("igw.db");
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    /** A gateway's life: one loop, one collector, one history, one store. */
    private final class Life {
        final FaultyStore store;
        final Telemetry telemetry =
                new Telemetry(vertx, new SampleSettings(10, Duration.ofSeconds(1)), Duration.ofMillis(500));
        final Context loop = ((VertxInternal) vertx).createEventLoopContext();
        final LoopTelemetry recorded = telemetry.newLoop(loop);
        final Collector collector;
        final History history;

        Life() throws Exception {
            store = new FaultyStore(
                    SqliteStateStore.open(vertx, "sqlite:" + file).await(20, SECONDS));
            collector = new Collector(telemetry, store, RolloutBench::config, () -> now);
            history = new History(store, () -> now, () -> steady, 1_000 * ++lives);
            collector.onCollected(history::take);
            await(collector::restore);
            await(history::restore);
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
            await(collector::collectNow);
        }

        /** Time passes on both clocks, and what is due is done: the store has answered when this returns. */
        void pass(Duration time) throws Exception {
            now = now.plus(time);
            steady = steady.plus(time);
            await(() -> {
                history.tick();
                return store.historyMadeUntil();
            });
        }

        void passMinutes(int minutes) throws Exception {
            for (int i = 0; i < minutes; i++) {
                pass(MINUTE);
            }
        }

        List<Piece> pieces(Instant from, Instant to, Duration step) throws Exception {
            VersionSeries series =
                    await(() -> history.series(FRAUD_2, from.toEpochMilli(), to.toEpochMilli(), step.toMillis()));
            return series.pieces();
        }

        List<Long> totals(Instant from, Instant to, Duration step) throws Exception {
            return pieces(from, to, step).stream()
                    .map(piece -> piece.stats().total())
                    .toList();
        }

        void stop() throws Exception {
            await(collector::flush);
            await(history::flush);
            store.close().await(20, SECONDS);
        }

        /** As if by SIGKILL: nothing is flushed. */
        void die() throws Exception {
            store.close().await(20, SECONDS);
        }
    }

    @Test
    void a_request_counts_in_its_minute_at_once_and_once_after_a_restart() throws Exception {
        Life before = new Life();
        before.serve(Answer.GOOD, 7);
        before.pass(MINUTE);
        before.serve(Answer.BAD, 2);
        assertThat(before.totals(NOON, NOON.plus(MINUTE.multipliedBy(2)), MINUTE))
                .containsExactly(7L, 2L);
        before.stop();

        Life after = new Life();
        after.serve(Answer.GOOD, 1);

        assertThat(after.totals(NOON, NOON.plus(MINUTE.multipliedBy(2)), MINUTE))
                .containsExactly(7L, 3L);
        assertThat(after.pieces(NOON, NOON.plus(HOUR), HOUR).get(0).stats().errors())
                .isEqualTo(2);
        after.stop();
    }

    @Test
    void a_killed_process_loses_only_what_came_after_its_last_write_and_counts_nothing_twice() throws Exception {
        Life killed = new Life();
        killed.serve(Answer.GOOD, 7);
        killed.pass(History.STORE_EVERY);
        killed.serve(Answer.GOOD, 5);
        killed.die();

        Life after = new Life();
        after.serve(Answer.GOOD, 1);
        after.pass(History.STORE_EVERY);
        after.pass(History.STORE_EVERY);
        after.stop();

        Life later = new Life();
        assertThat(later.totals(NOON, NOON.plus(MINUTE), MINUTE)).containsExactly(8L);
        later.stop();
    }

    @Test
    void minutes_become_five_and_hours_whose_counts_are_exact() throws Exception {
        Life life = new Life();
        for (int minute = 0; minute < 125; minute++) {
            life.serve(Answer.GOOD, 1);
            life.pass(MINUTE);
        }

        assertThat(life.totals(NOON, NOON.plus(HOUR.multipliedBy(3)), HOUR)).containsExactly(60L, 60L, 5L);
        assertThat(count("SELECT count(*) FROM history WHERE granularity = 1")).isEqualTo(125);
        assertThat(count("SELECT count(*) FROM history WHERE granularity = 5")).isEqualTo(25);
        assertThat(count("SELECT count(*) FROM history WHERE granularity = 60")).isEqualTo(2);
        life.stop();
    }

    @Test
    void what_is_too_old_is_gone_in_its_fine_form_and_stays_in_its_coarse_one() throws Exception {
        Life life = new Life();
        life.serve(Answer.GOOD, 3);
        life.passMinutes(61);
        now = now.plus(Duration.ofDays(11));
        steady = steady.plus(Duration.ofDays(11));
        life.pass(HOUR);
        life.pass(HOUR);

        assertThat(count("SELECT count(*) FROM history WHERE granularity < 60 AND start_minute < "
                        + minuteOf(NOON.plus(HOUR))))
                .isZero();
        assertThat(life.totals(NOON, NOON.plus(HOUR), HOUR)).containsExactly(3L);
        life.stop();
    }

    @Test
    void a_time_in_which_no_gateway_ran_is_a_gap_and_a_quiet_one_a_zero() throws Exception {
        Life before = new Life();
        before.serve(Answer.GOOD, 1);
        before.passMinutes(2);
        before.stop();
        now = now.plus(HOUR);
        Life after = new Life();
        after.pass(MINUTE);

        List<Piece> pieces = after.pieces(NOON, NOON.plus(Duration.ofMinutes(70)), Duration.ofMinutes(10));

        assertThat(pieces).extracting(Piece::recorded).containsExactly(true, false, false, false, false, false, true);
        after.stop();
    }

    @Test
    void a_clock_that_is_set_back_adds_to_the_time_that_comes_again() throws Exception {
        Life life = new Life();
        life.serve(Answer.GOOD, 5);
        life.passMinutes(11);
        now = NOON;
        life.serve(Answer.GOOD, 2);
        life.passMinutes(11);

        assertThat(life.totals(NOON, NOON.plus(MINUTE), MINUTE)).containsExactly(7L);
        assertThat(life.totals(NOON, NOON.plus(Duration.ofMinutes(5)), Duration.ofMinutes(5)))
                .as("also where it had been rolled up")
                .containsExactly(7L);
        life.stop();
    }

    @Test
    void a_clock_that_jumps_years_ahead_and_is_mended_costs_no_history() throws Exception {
        Life life = new Life();
        life.serve(Answer.GOOD, 5);
        life.passMinutes(6);
        now = now.plus(Duration.ofDays(3_650));
        life.pass(HOUR);
        now = NOON.plus(HOUR.multipliedBy(2));
        life.pass(MINUTE);
        life.pass(HOUR);

        assertThat(life.totals(NOON, NOON.plus(MINUTE), MINUTE)).containsExactly(5L);
        life.stop();
    }

    @Test
    void a_full_disk_keeps_the_points_in_memory_and_gets_them_when_it_has_space() throws Exception {
        Life life = new Life();
        life.store.full = true;
        for (int minute = 0; minute < 10; minute++) {
            life.serve(Answer.GOOD, 1);
            life.pass(MINUTE);
        }
        assertThat(life.totals(NOON, NOON.plus(Duration.ofMinutes(10)), MINUTE))
                .containsOnly(1L)
                .hasSize(10);
        assertThat(count("SELECT count(*) FROM history")).isZero();

        life.store.full = false;
        life.pass(MINUTE);
        life.die();

        Life after = new Life();
        assertThat(after.totals(NOON, NOON.plus(Duration.ofMinutes(10)), Duration.ofMinutes(5)))
                .containsExactly(5L, 5L);
        after.stop();
    }

    @Test
    void what_is_lost_elsewhere_stands_among_what_telemetry_lost() throws Exception {
        Life life = new Life();
        life.collector.onDropped("history_point", life.history::lost);
        assertThat(onControl(() -> Future.succeededFuture(life.collector.dropped()))
                        .await(20, SECONDS))
                .isEmpty();

        life.collector.onDropped("history_point", () -> 7);

        assertThat(onControl(() -> Future.succeededFuture(life.collector.dropped()))
                        .await(20, SECONDS))
                .containsEntry("history_point", 7L);
        life.stop();
    }

    @Test
    void a_long_read_keeps_no_write_waiting() throws Exception {
        Life life = new Life();
        life.serve(Answer.GOOD, 1);
        life.pass(MINUTE);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);

        Future<Boolean> read = onControl(() -> life.store.readHistory(FRAUD_2, List.of(), (points, runs) -> {
            reading.countDown();
            try {
                return written.await(20, SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        assertThat(reading.await(20, SECONDS)).isTrue();
        life.serve(Answer.GOOD, 1);
        life.pass(MINUTE);
        await(() -> life.store.putDocument("monitor", "a", "{}"));
        written.countDown();

        assertThat(read.await(20, SECONDS)).isTrue();
        life.stop();
    }

    @Test
    void a_file_of_the_release_before_is_read_and_its_windows_become_history() throws Exception {
        Life earlier = new Life();
        earlier.serve(Answer.GOOD, 9);
        earlier.serve(Answer.BAD, 1);
        earlier.stop();
        for (String change : List.of(
                "DROP TABLE history",
                "DROP TABLE history_version",
                "DROP TABLE history_run",
                "DROP TABLE history_made",
                "DROP TABLE event",
                "PRAGMA auto_vacuum = NONE",
                "VACUUM",
                "PRAGMA user_version = 2")) {
            execute(change);
        }

        Life upgraded = new Life();

        assertThat(upgraded.totals(NOON, NOON.plus(HOUR), HOUR)).containsExactly(10L);
        assertThat(count("PRAGMA auto_vacuum")).isEqualTo(2);
        upgraded.pass(MINUTE);
        upgraded.stop();
        Life again = new Life();
        assertThat(again.totals(NOON, NOON.plus(HOUR), HOUR))
                .as("taken over once")
                .containsExactly(10L);
        again.stop();
    }

    private long count(String query) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String change) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    private static long minuteOf(Instant instant) {
        return instant.getEpochSecond() / 60;
    }

    private <T> T await(Supplier<Future<T>> action) throws Exception {
        return onControl(action).await(20, SECONDS);
    }

    private <T> Future<T> onControl(Supplier<Future<T>> action) {
        return Future.future(
                promise -> control.runOnContext(ignored -> action.get().onComplete(promise)));
    }
}
