package io.inferencegateway.gateway.grpc;

import java.util.concurrent.TimeUnit;

/** The value of {@code grpc-timeout}: at most eight digits and a unit, as in {@code 250m} for 250 milliseconds. Pure. */
public final class GrpcTimeout {
    /** What is no timeout. */
    public static final long MALFORMED = -1;

    private static final int MOST_DIGITS = 8;
    private static final long LARGEST = 99_999_999;

    private GrpcTimeout() {}

    /** Nanoseconds, or {@link #MALFORMED}. */
    public static long nanosOf(CharSequence text) {
        int digits = text.length() - 1;
        if (digits < 1 || digits > MOST_DIGITS) {
            return MALFORMED;
        }
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        return switch (text.charAt(digits)) {
            case 'H' -> TimeUnit.HOURS.toNanos(value);
            case 'M' -> TimeUnit.MINUTES.toNanos(value);
            case 'S' -> TimeUnit.SECONDS.toNanos(value);
            case 'm' -> TimeUnit.MILLISECONDS.toNanos(value);
            case 'u' -> TimeUnit.MICROSECONDS.toNanos(value);
            case 'n' -> value;
            default -> MALFORMED;
        };
    }

    /** Written in the finest unit that holds it, never longer than it is; what is over already is one nanosecond. */
    public static String written(long nanos) {
        if (nanos <= LARGEST) {
            return Math.max(1, nanos) + "n";
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
        if (micros <= LARGEST) {
            return micros + "u";
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return millis <= LARGEST ? millis + "m" : Math.min(LARGEST, TimeUnit.NANOSECONDS.toSeconds(nanos)) + "S";
    }
}
