package io.inferencegateway.gateway.notify;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a receiver that failed is tried again. Pure.
 *
 * @param first pause after a failure; doubles with each further one
 * @param longest pause, unless the receiver asks for a longer one
 * @param patience how old a letter may grow
 * @param reminder how often Alertmanager is reminded of what stands: less than its resolve_timeout, 5 minutes by default
 */
record Pace(Duration first, Duration longest, Duration patience, Duration reminder) {
    static final Pace USUAL =
            new Pace(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), Duration.ofMinutes(1));

    private static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 30;
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    /**
     * @param failures in a row, from 1
     * @param chance 0 to 1: many that failed together do not come back together
     * @param retryAfter the receiver's own wish (RFC 9110, section 10.2.3), or null
     */
    long pauseMillis(int failures, double chance, @Nullable String retryAfter, Instant now) {
        long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
        long pause = Math.min(longest.toMillis(), doubled);
        long jittered = pause / 2 + Math.round(chance * (pause / 2.0));
        return Math.max(1, Math.max(jittered, askedForMillis(retryAfter, now)));
    }

    private static long askedForMillis(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return 0;
        }
        Duration asked;
        if (SECONDS.matcher(retryAfter).matches()) {
            asked = Duration.ofSeconds(Long.parseLong(retryAfter));
        } else {
            try {
                asked = Duration.between(
                        now,
                        ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException noDate) {
                return 0;
            }
        }
        return Math.max(0, Math.min(LONGEST_ASKED_FOR.toMillis(), asked.toMillis()));
    }

    /** What a receiver's status says of the letter. A redirect is not followed: it would take a credential elsewhere. */
    static Verdict verdict(int status) {
        if (status / 100 == 2) {
            return Verdict.TAKEN;
        }
        boolean later = status >= 500 || status == 408 || status == 425 || status == 429;
        return later ? Verdict.LATER : Verdict.REFUSED;
    }

    enum Verdict {
        TAKEN,
        LATER,
        REFUSED
    }
}
