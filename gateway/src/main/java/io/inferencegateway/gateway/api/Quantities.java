package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.Notation;
import java.time.Duration;

/** Shares and durations as the contract writes them. What cannot be read is an IllegalArgumentException for the caller. */
final class Quantities {
    private Quantities() {}

    static Duration duration(String text) {
        return Notation.duration(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + text + "' is no duration such as 250ms, 30s, 5m, 1h or 1d"));
    }

    /** @return 1 to 10,000 */
    static int basisPoints(String text) {
        return Notation.basisPoints(text)
                .filter(points -> points >= 1)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no share above 0% and up to 100%, such as 5% or 12.5%"));
    }
}
