package io.inferencegateway.gateway.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedVersionTest {
    private static final URI ONE = URI.create("http://127.0.0.1:9001/metrics");
    private static final URI OTHER = URI.create("http://127.0.0.1:9002/metrics");
    private static final int MINUTE = 6;

    private final WatchedVersion version = new WatchedVersion(new ModelVersion("fraud", 1));
    private long nowMillis;

    @Test
    void an_upstream_that_is_not_heard_of_for_a_while_is_no_leak_when_it_is_back() {
        version.follow(List.of(ONE, OTHER), 1);
        rounds(20 * MINUTE, ONE);
        rounds(20 * MINUTE, ONE, OTHER);

        assertThat(version.usage(nowMillis).memoryGrowthPerHour().orElseThrow()).isZero();
    }

    @Test
    void memory_that_grows_in_all_upstreams_is_a_leak() {
        version.follow(List.of(ONE, OTHER), 1);
        for (int round = 0; round < 30 * MINUTE; round++) {
            nowMillis += 10_000;
            hear(ONE, 1e9 * (1 + 0.2 * round / (60 * MINUTE)));
            hear(OTHER, 1e9 * (1 + 0.2 * round / (60 * MINUTE)));
            version.endRound(nowMillis);
        }

        assertThat(version.usage(nowMillis).memoryGrowthPerHour().orElseThrow()).isBetween(0.19, 0.21);
    }

    /** Ten seconds apart. */
    private void rounds(int count, URI... answering) {
        for (int round = 0; round < count; round++) {
            nowMillis += 10_000;
            for (URI upstream : answering) {
                hear(upstream, 1e9);
            }
            version.endRound(nowMillis);
        }
    }

    private void hear(URI upstream, double memoryBytes) {
        version.heard(upstream, Map.of(Family.MEMORY_BYTES, memoryBytes), nowMillis, Instant.ofEpochMilli(nowMillis));
    }
}
