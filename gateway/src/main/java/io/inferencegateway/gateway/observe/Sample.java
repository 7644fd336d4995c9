package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request as the admin API shows it. Immutable; holds no header and no body, so no credential.
 *
 * @param startedAtMillis when the first byte was read from the caller, in milliseconds since the epoch
 * @param traceId the W3C trace that it belongs to, 32 lower-case hexadecimal digits, or null
 * @param method the token as it came
 * @param path as it came without the query, at most {@value #LONGEST_PATH} characters
 * @param firstByteMicros the upstream's time to its first byte, or {@link
 *     io.inferencegateway.monitoring.stats.CompletedRequest#NOT_MEASURED}
 * @param upstream authority of the upstream tried last, or null where none was chosen
 */
public record Sample(
        long startedAtMillis,
        String requestId,
        @Nullable String traceId,
        ModelVersion version,
        Track track,
        String method,
        String path,
        int status,
        Outcome outcome,
        long latencyMicros,
        long firstByteMicros,
        long requestBytes,
        long responseBytes,
        @Nullable String upstream,
        int retries,
        KeptBecause keptBecause) {
    static final int LONGEST_PATH = 1_024;

    /** Why a request is among the samples. */
    public enum KeptBecause {
        RECENT,
        ERROR,
        SLOW;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }
    }

    static Sample of(ModelVersion version, ObservedExchange exchange, KeptBecause keptBecause) {
        String path = exchange.path();
        return new Sample(
                exchange.startedAtMillis(),
                exchange.requestId(),
                exchange.traceId(),
                version,
                exchange.track(),
                exchange.methodToken(),
                path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH),
                exchange.status(),
                exchange.outcome(),
                exchange.latencyMicros(),
                exchange.upstreamFirstByteMicros(),
                exchange.requestBytes(),
                exchange.responseBytes(),
                exchange.upstream(),
                exchange.retries(),
                keptBecause);
    }

    long endedAtMillis() {
        return startedAtMillis + latencyMicros / 1_000;
    }
}
