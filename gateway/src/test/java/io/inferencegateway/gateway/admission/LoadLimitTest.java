package io.inferencegateway.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.AdaptiveLimit;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minutes of an upstream's life in virtual time: as many as it is good for at once are fast, and more slow down all. */
class LoadLimitTest {
    private static final int GOOD_FOR = 40;
    private static final long ALONE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double CAPACITY = GOOD_FOR * 1e9 / ALONE_NANOS;

    /** What a stretch of time came to. */
    private record Stretch(double goodputPerSecond, double shedPerSecond, int limit) {}

    private static final class Upstream {
        private final Random random;
        private final PriorityQueue<long[]> busy = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
        private long now = 1;

        Upstream(long seed) {
            this.random = new Random(seed);
        }

        /** Requests come at random at this rate; whoever finds no place is shed. */
        Stretch run(LoadLimit limit, double perSecond, int seconds) {
            long end = now + TimeUnit.SECONDS.toNanos(seconds);
            long arrives = now;
            int good = 0;
            int shed = 0;
            while (now < end) {
                long[] next = busy.peek();
                if (next != null && next[0] <= arrives) {
                    busy.remove();
                    now = next[0];
                    limit.took(now, next[0] - next[1], busy.size() + 1);
                    good++;
                } else {
                    now = arrives;
                    if (busy.size() < limit.current()) {
                        busy.add(new long[] {now + latency(busy.size() + 1), now});
                    } else {
                        shed++;
                    }
                    arrives = now + (long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond);
                }
            }
            return new Stretch((double) good / seconds, (double) shed / seconds, limit.current());
        }

        private long latency(int inFlight) {
            double over = Math.max(1, (double) inFlight / GOOD_FOR);
            return (long) (ALONE_NANOS * over * over * (0.8 + 0.4 * random.nextDouble()));
        }
    }

    @ParameterizedTest(name = "{0} times its capacity, seed {1}")
    @CsvSource({"1.5, 1", "3, 2", "10, 3"})
    void goodput_stays_near_capacity_where_it_would_collapse_without_a_limit(double load, long seed) {
        LoadLimit limit = new LoadLimit(new AdaptiveLimit(4, 1_000));
        Upstream upstream = new Upstream(seed);
        upstream.run(limit, load * CAPACITY, 1_200);
        Stretch later = upstream.run(limit, load * CAPACITY, 120);
        assertThat(later.goodputPerSecond()).isGreaterThan(0.6 * CAPACITY);
        assertThat(later.shedPerSecond()).isPositive();

        LoadLimit none = new LoadLimit(new AdaptiveLimit(1_000, 1_000));
        Upstream unprotected = new Upstream(seed);
        unprotected.run(none, load * CAPACITY, 60);
        assertThat(unprotected.run(none, load * CAPACITY, 120).goodputPerSecond())
                .isLessThan(0.1 * CAPACITY);
    }

    @Test
    void little_load_is_never_shed() {
        LoadLimit limit = new LoadLimit(new AdaptiveLimit(20, 1_000));
        Upstream upstream = new Upstream(4);
        assertThat(upstream.run(limit, 0.2 * CAPACITY, 300).shedPerSecond()).isZero();
    }

    @Test
    void what_was_shed_under_load_is_let_in_after_it() {
        LoadLimit limit = new LoadLimit(new AdaptiveLimit(4, 1_000));
        Upstream upstream = new Upstream(5);
        upstream.run(limit, 5 * CAPACITY, 60);
        upstream.run(limit, 0.5 * CAPACITY, 30);
        assertThat(upstream.run(limit, 0.5 * CAPACITY, 60).shedPerSecond()).isLessThan(0.01 * CAPACITY);
    }

    @Test
    void stays_within_its_bounds() {
        LoadLimit limit = new LoadLimit(new AdaptiveLimit(7, 9));
        assertThat(limit.current()).isEqualTo(7);
        long now = run(limit, 1, 1, 1_000);
        assertThat(limit.current()).isEqualTo(9);
        now = run(limit, now, 10, 2_000);
        assertThat(limit.current()).isBetween(7, 8);
        run(limit, now, 1, 100_000);
        assertThat(limit.current()).isEqualTo(9);
    }

    /** So many samples of one length, 10 ms apart; returns the time of the last. */
    private static long run(LoadLimit limit, long from, long tookMillis, int samples) {
        long now = from;
        for (int i = 0; i < samples; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            limit.took(now, TimeUnit.MILLISECONDS.toNanos(tookMillis), 9);
            assertThat(limit.current()).isBetween(7, 9);
        }
        return now;
    }

    @Test
    void refusals_for_load_shrink_it() {
        LoadLimit limit = new LoadLimit(new AdaptiveLimit(1, 100));
        long now = 1;
        for (int i = 0; i < 2_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(2);
            limit.took(now, TimeUnit.MILLISECONDS.toNanos(20), limit.current());
        }
        int before = limit.current();
        for (int i = 0; i < 3_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(2);
            limit.refused(now, limit.current());
        }
        assertThat(limit.current()).isLessThan(before);
    }
}
