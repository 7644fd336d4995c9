package io.inferencegateway.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void pauses_double_up_to_five_minutes_and_vary_by_half() {
        assertThat(Pace.USUAL.pauseMillis(1, 1, null, NOW)).isEqualTo(1_000);
        assertThat(Pace.USUAL.pauseMillis(1, 0, null, NOW)).isEqualTo(500);
        assertThat(Pace.USUAL.pauseMillis(4, 1, null, NOW)).isEqualTo(8_000);
        assertThat(Pace.USUAL.pauseMillis(1_000_000, 1, null, NOW)).isEqualTo(300_000);
    }

    @Test
    void a_receiver_may_ask_for_a_longer_pause_up_to_an_hour() {
        assertThat(Pace.USUAL.pauseMillis(1, 0, "7", NOW)).isEqualTo(7_000);
        assertThat(Pace.USUAL.pauseMillis(1, 0, "Tue, 24 Nov 2026 12:01:00 GMT", NOW))
                .isEqualTo(60_000);
        assertThat(Pace.USUAL.pauseMillis(1, 0, "999999999", NOW)).isEqualTo(3_600_000);
        assertThat(Pace.USUAL.pauseMillis(1, 1, "soon", NOW)).isEqualTo(1_000);
        assertThat(Pace.USUAL.pauseMillis(1, 1, "-5", NOW)).isEqualTo(1_000);
        assertThat(Pace.USUAL.pauseMillis(1, 1, "Tue, 24 Nov 2020 12:01:00 GMT", NOW))
                .isEqualTo(1_000);
    }

    @Test
    void a_redirect_is_a_refusal_and_an_overload_is_none() {
        assertThat(Pace.verdict(204)).isEqualTo(Pace.Verdict.TAKEN);
        assertThat(Pace.verdict(302)).isEqualTo(Pace.Verdict.REFUSED);
        assertThat(Pace.verdict(404)).isEqualTo(Pace.Verdict.REFUSED);
        assertThat(Pace.verdict(429)).isEqualTo(Pace.Verdict.LATER);
        assertThat(Pace.verdict(500)).isEqualTo(Pace.Verdict.LATER);
    }
}
