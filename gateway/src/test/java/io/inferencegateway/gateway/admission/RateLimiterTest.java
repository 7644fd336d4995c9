package io.inferencegateway.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Budgets of requests, in a time that a test moves. */
class RateLimiterTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** A hundred a second, so 10 ms each. */
    private static RateLimit limit(int burst, boolean byAddress) {
        return new RateLimit(10 * MILLI, burst, byAddress, null);
    }

    private static int taken(RateLimiter limiter, String caller, int requests, long now) {
        int taken = 0;
        for (int i = 0; i < requests; i++) {
            taken += limiter.take(caller, now) == 0 ? 1 : 0;
        }
        return taken;
    }

    @Test
    void a_burst_and_then_the_rate() {
        // A clock as System.nanoTime may be, negative and about to wrap.
        long start = Long.MAX_VALUE - 500 * MILLI;
        RateLimiter limiter = new RateLimiter(limit(20, false), 1, start);
        assertThat(taken(limiter, "", 100, start)).isEqualTo(20);
        assertThat(limiter.take("", start)).isEqualTo(10 * MILLI);
        assertThat(taken(limiter, "", 100, start + 55 * MILLI)).isEqualTo(5);
        assertThat(limiter.take("", start + 55 * MILLI)).isEqualTo(5 * MILLI);
        assertThat(taken(limiter, "", 100, start + 10_000 * MILLI)).isEqualTo(20);
    }

    @Test
    void a_refused_request_costs_nothing() {
        RateLimiter limiter = new RateLimiter(limit(1, false), 1, 0);
        assertThat(taken(limiter, "", 1_000, 0)).isEqualTo(1);
        assertThat(limiter.take("", 10 * MILLI)).isZero();
    }

    @Test
    void each_caller_has_a_budget_of_its_own() {
        RateLimiter limiter = new RateLimiter(limit(2, true), 1, 0);
        for (int caller = 0; caller < 1_000; caller++) {
            assertThat(taken(limiter, "10.0.0." + caller, 5, 0)).isEqualTo(2);
        }
        for (int caller = 0; caller < 1_000; caller++) {
            assertThat(limiter.take("10.0.0." + caller, 0)).isPositive();
        }
    }

    @Test
    void who_came_last_is_remembered_however_many_others_came() {
        RateLimiter limiter = new RateLimiter(limit(2, true), 1, 0);
        long now = 0;
        for (int other = 0; other < 500_000; other++) {
            now += MILLI / 100;
            limiter.take("other" + other, now);
            if (other % 1_000 == 0) {
                // Twice in 10 ms is the rate: with a budget forgotten in between it would never be refused.
                limiter.take("regular", now);
                limiter.take("regular", now);
                assertThat(limiter.take("regular", now)).isPositive();
            }
        }
    }

    @Test
    void loops_that_take_at_the_same_time_share_one_budget() throws Exception {
        RateLimiter limiter = new RateLimiter(limit(1_000, false), 1, 0);
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                work.add(() -> taken(limiter, "", 1_000, 0));
            }
            int total = 0;
            for (Future<Integer> taken : loops.invokeAll(work)) {
                total += taken.get();
            }
            assertThat(total).isEqualTo(1_000);
        } finally {
            loops.shutdownNow();
        }
    }
}
