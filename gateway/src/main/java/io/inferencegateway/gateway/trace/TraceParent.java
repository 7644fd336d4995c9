package io.inferencegateway.gateway.trace;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's {@code traceparent} says: which trace a request belongs to and whether that trace is recorded. Immutable.
 * The grammar is that of W3C Trace Context, section 3.2; of a version later than 00 as much is read as 00 knows.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId of the span in which the caller sent the request: 16 such digits, not all zero
 * @param sampled whether the caller records the trace
 */
public record TraceParent(String traceId, String parentId, boolean sampled) {
    static final CharSequence NAME = HttpHeaders.createOptimized("traceparent");
    static final CharSequence STATE = HttpHeaders.createOptimized("tracestate");

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;
    private static final String FORBIDDEN_VERSION = "ff";

    /** What a request's fields say; null where they say nothing or nothing well-formed. */
    public static @Nullable TraceParent in(MultiMap fields) {
        String value = fields.get(NAME);
        return value == null || fields.getAll(NAME).size() > 1 ? null : parse(value);
    }

    static @Nullable TraceParent parse(String value) {
        boolean later = value.length() > LENGTH && !value.startsWith("00") && value.charAt(LENGTH) == '-';
        if (!(value.length() == LENGTH || later) || value.startsWith(FORBIDDEN_VERSION)) {
            return null;
        }
        boolean apart = value.charAt(TRACE_ID - 1) == '-'
                && value.charAt(PARENT_ID - 1) == '-'
                && value.charAt(FLAGS - 1) == '-';
        boolean hexadecimal = isHexadecimal(value, 0, TRACE_ID - 1)
                && isHexadecimal(value, TRACE_ID, PARENT_ID - 1)
                && isHexadecimal(value, PARENT_ID, FLAGS - 1)
                && isHexadecimal(value, FLAGS, LENGTH);
        if (!apart || !hexadecimal || isZero(value, TRACE_ID, PARENT_ID - 1) || isZero(value, PARENT_ID, FLAGS - 1)) {
            return null;
        }
        boolean sampled = (Character.digit(value.charAt(LENGTH - 1), 16) & 1) != 0;
        return new TraceParent(
                value.substring(TRACE_ID, PARENT_ID - 1), value.substring(PARENT_ID, FLAGS - 1), sampled);
    }

    private static boolean isHexadecimal(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
