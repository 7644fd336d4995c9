package io.inferencegateway.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RetryBudget budget = new RetryBudget(0);

    private int granted(int asked, long nowNanos) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += budget.tryRetry(nowNanos) ? 1 : 0;
        }
        return granted;
    }

    @Test
    void grants_three_a_second_without_traffic() {
        assertThat(granted(10, 0)).isEqualTo(3);
        assertThat(granted(10, SECOND)).isEqualTo(3);
        assertThat(granted(10, 2 * SECOND)).isEqualTo(3);
    }

    @Test
    void does_not_save_up_in_quiet_times() {
        assertThat(granted(100, 3_600 * SECOND)).isLessThanOrEqualTo(6);
    }

    @Test
    void grants_a_fifth_of_the_requests() {
        for (int i = 0; i < 100; i++) {
            budget.request();
        }
        assertThat(granted(1_000, 0)).isEqualTo(23);
    }
}
