package io.inferencegateway.gateway.observe;

import java.time.Duration;

/**
 * How many requests are kept as samples.
 *
 * @param perVersion the most kept of each kind, for each version and event loop; 0 keeps none
 * @param slow the latency from which a request is kept as slow
 */
public record SampleSettings(int perVersion, Duration slow) {
    public SampleSettings {
        if (perVersion < 0) {
            throw new IllegalArgumentException("can't keep " + perVersion + " samples");
        }
    }
}
