package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an HTTP/2 caller asks for without wanting it is counted over windows of ten seconds. */
class FloodGuardTest {
    private final FloodGuard guard = new FloodGuard();

    private boolean abandon(int count, long nowNanos) {
        boolean flood = false;
        for (int i = 0; i < count; i++) {
            guard.opened(nowNanos);
            flood |= guard.abandoned(nowNanos);
        }
        return flood;
    }

    @Test
    void the_request_above_the_limit_is_the_flood() {
        assertThat(abandon(FloodGuard.MAX_ABANDONED, 7)).isFalse();
        assertThat(abandon(1, 7)).isTrue();
    }

    @Test
    void a_new_window_begins_with_nothing() {
        assertThat(abandon(FloodGuard.MAX_ABANDONED, 7)).isFalse();
        assertThat(abandon(1, 7 + TimeUnit.SECONDS.toNanos(10))).isFalse();
    }

    @Test
    void who_wants_most_of_what_it_asks_for_may_abandon_more() {
        for (int i = 0; i < 1_000; i++) {
            guard.opened(7);
        }
        assertThat(abandon(500, 7)).isFalse();
    }

    @Test
    void control_frames_have_a_limit_of_their_own() {
        boolean flood = false;
        for (int i = 0; i < FloodGuard.MAX_CONTROL_FRAMES; i++) {
            flood |= guard.controlled(7);
        }
        assertThat(flood).isFalse();
        assertThat(guard.controlled(7)).isTrue();
    }
}
