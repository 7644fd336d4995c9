package io.inferencegateway.monitoring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import io.inferencegateway.monitoring.stats.VersionRecorder;
import io.inferencegateway.monitoring.stats.VersionWindows;
import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final long QUARTER = 15 * 60_000;

    private final Random random = new Random(7);

    @Test
    void suggests_thresholds_that_would_have_been_quiet_meanwhile() {
        Baseline baseline = Baseline.of(pieces(192, 400, 0.01));

        assertThat(baseline.enough()).isTrue();
        assertThat(baseline.points()).isEqualTo(192);
        assertThat(baseline.errorRate().overall()).isCloseTo(0.01, within(0.003));
        double warning = baseline.errorRate().warning().orElseThrow();
        assertThat(warning).isBetween(baseline.errorRate().quantiles().p99(), 0.06);
        assertThat(baseline.errorRate().critical()).hasValue(2 * warning);
        assertThat(baseline.errorRate().pointsAbove()).isLessThanOrEqualTo(1);
        assertThat(baseline.p99Millis().warning().orElseThrow())
                .isGreaterThan(baseline.p99Millis().quantiles().p99());
        assertThat(baseline.p95Millis().quantiles().p5())
                .isLessThanOrEqualTo(baseline.p95Millis().quantiles().p50());
    }

    @Test
    void a_version_without_an_error_gets_a_threshold_above_zero() {
        Baseline baseline = Baseline.of(pieces(192, 40, 0));

        assertThat(baseline.errorRate().overall()).isZero();
        assertThat(baseline.errorRate().warning().orElseThrow()).isBetween(0.0001, 0.002);
    }

    @Test
    void a_few_hours_or_a_few_requests_are_not_enough() {
        Baseline hours = Baseline.of(pieces(90, 400, 0.01));
        Baseline trickle = Baseline.of(pieces(192, 5, 0.01));

        assertThat(hours.enough()).isFalse();
        assertThat(hours.errorRate().warning()).isEmpty();
        assertThat(hours.errorRate().quantiles().p50()).isNotNaN();
        assertThat(trickle.points()).isZero();
        assertThat(trickle.skipped()).isEqualTo(192);
        assertThat(trickle.p95Millis().warning()).isEmpty();
        assertThat(Baseline.of(List.of()).enough()).isFalse();
    }

    @Test
    void rounds_up_to_two_digits() {
        assertThat(Baseline.roundedUp(0.0133)).isCloseTo(0.014, within(1e-12));
        assertThat(Baseline.roundedUp(481)).isCloseTo(490, within(1e-9));
        assertThat(Baseline.roundedUp(0.02)).isCloseTo(0.02, within(1e-12));
    }

    private List<WindowStats> pieces(int count, int requests, double errorRate) {
        List<WindowStats> pieces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VersionRecorder recorder = new VersionRecorder();
            for (int request = 0; request < requests; request++) {
                boolean bad = random.nextDouble() < errorRate;
                recorder.record(new Request(bad, (long) (20_000 * Math.exp(0.4 * random.nextGaussian()))));
            }
            long start = i * QUARTER;
            VersionWindows windows = new VersionWindows();
            windows.add(start, recorder.drain());
            pieces.addAll(windows.series(start, start + QUARTER, QUARTER));
        }
        return pieces;
    }

    private record Request(boolean bad, long latencyMicros) implements CompletedRequest {
        @Override
        public Track track() {
            return Track.STABLE;
        }

        @Override
        public RequestMethod method() {
            return RequestMethod.POST;
        }

        @Override
        public int status() {
            return bad ? 500 : 200;
        }

        @Override
        public Outcome outcome() {
            return bad ? Outcome.UPSTREAM_ERROR : Outcome.OK;
        }

        @Override
        public long upstreamResponseMicros() {
            return latencyMicros;
        }

        @Override
        public long upstreamFirstByteMicros() {
            return latencyMicros;
        }

        @Override
        public long connectMicros() {
            return 0;
        }

        @Override
        public long requestBytes() {
            return 1;
        }

        @Override
        public long responseBytes() {
            return 1;
        }
    }
}
