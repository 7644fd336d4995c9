package io.inferencegateway.gateway.trace;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where a span stands in its trace. Immutable.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param state what the caller's {@code tracestate} said, at most {@value #LONGEST_STATE} characters, or null
 * @param spanId never zero
 * @param parentId 16 lower-case hexadecimal digits, or null for the first span of a trace
 */
public record SpanIds(String traceId, @Nullable String state, long spanId, @Nullable String parentId) {
    /** What every participant has to hand on at least (W3C Trace Context, section 3.3.1.5); more is not kept. */
    static final int LONGEST_STATE = 512;

    private static final HexFormat HEXADECIMAL = HexFormat.of();

    static String hexadecimal(long id) {
        return HEXADECIMAL.toHexDigits(id);
    }

    static long newSpanId(RandomGenerator random) {
        long id = random.nextLong();
        while (id == 0) {
            id = random.nextLong();
        }
        return id;
    }

    static String newTraceId(RandomGenerator random) {
        return hexadecimal(newSpanId(random)) + hexadecimal(random.nextLong());
    }

    /** The value of {@code traceparent} for whoever is called in this span. */
    static String traceParent(String traceId, long spanId, boolean sampled) {
        return "00-" + traceId + '-' + hexadecimal(spanId) + (sampled ? "-01" : "-00");
    }
}
