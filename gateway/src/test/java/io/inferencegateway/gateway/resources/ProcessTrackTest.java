package io.inferencegateway.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.stats.ResourceTally;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessTrackTest {
    private static final long MINUTE = 60_000;

    @Test
    void processor_time_is_what_came_between_two_readings() {
        ProcessTrack track = ProcessTrack.first(reading(100, 5_000, 77), 0).next(reading(115, 6_000, 77), 10_000);

        assertThat(track.used()).isEqualTo(new ResourceTally(1, 15_000_000, 10_000, 6_000, 0));
        assertThat(track.used().cpuCores()).isEqualTo(1.5);
    }

    @Test
    void another_start_or_a_counter_that_fell_is_a_restart_and_no_processor_time() {
        ProcessTrack before = ProcessTrack.first(reading(100, 5_000, 77), 0);

        assertThat(before.next(reading(115, 6_000, 99), 10_000).used()).isEqualTo(new ResourceTally(1, 0, 0, 6_000, 1));
        assertThat(before.next(Map.of(Family.CPU_SECONDS, 3.0), 10_000).used())
                .isEqualTo(new ResourceTally(1, 0, 0, 0, 1));
        assertThat(before.next(reading(101, 5_000, 77.9), 10_000).used().restarts())
                .as("a start that is computed anew each time")
                .isZero();
    }

    @Test
    void memory_that_grows_steadily_has_its_growth_and_noise_has_none() {
        MemoryTrend leaking = new MemoryTrend();
        MemoryTrend steady = new MemoryTrend();
        Random random = new Random(3);
        for (int minute = 0; minute <= 60; minute++) {
            leaking.add(minute * MINUTE, 1e9 * (1 + 0.2 * minute / 60) + 1e6 * random.nextGaussian());
            steady.add(minute * MINUTE, 1e9 + 1e7 * random.nextGaussian());
        }

        assertThat(leaking.growthPerHour().orElseThrow()).isCloseTo(0.2, within(0.01));
        assertThat(steady.growthPerHour().orElseThrow()).isCloseTo(0, within(0.02));
    }

    @Test
    void growth_is_unknown_for_a_quarter_of_an_hour_and_again_after_a_restart() {
        MemoryTrend trend = new MemoryTrend();
        for (int half = 0; half < 30; half++) {
            trend.add(half * MINUTE / 2, 1e9);
        }
        assertThat(trend.growthPerHour()).isEmpty();
        trend.add(15 * MINUTE, 1e9);
        assertThat(trend.growthPerHour()).hasValue(0);

        trend.restart();

        assertThat(trend.growthPerHour()).isEmpty();
    }

    private static Map<Family, Double> reading(double cpuSeconds, double memoryBytes, double startSeconds) {
        return Map.of(
                Family.CPU_SECONDS, cpuSeconds, Family.MEMORY_BYTES, memoryBytes, Family.START_SECONDS, startSeconds);
    }
}
