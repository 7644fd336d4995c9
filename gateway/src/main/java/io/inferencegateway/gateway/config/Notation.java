package io.inferencegateway.gateway.config;

import io.inferencegateway.canary.split.TrafficSplit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How users write durations, shares and runbooks, in the file, over the API and on a command line. Pure. */
public final class Notation {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SHARE = Pattern.compile("((?:0|[1-9][0-9]{0,2})(?:\\.[0-9]{1,2})?)%");

    private Notation() {}

    /** {@code 250ms 30s 5m 1h 1d}; empty for anything else. */
    public static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(parts.group(1));
        return Optional.of(
                switch (parts.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /** A finite number in decimals. */
    static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /** {@code 5%}, {@code 12.5%} or {@code 0.25%} in basis points, 0 to 10,000; empty for anything else. */
    public static Optional<Integer> basisPoints(String text) {
        Matcher parts = SHARE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int share = new BigDecimal(parts.group(1)).movePointRight(2).intValueExact();
        return Optional.of(share).filter(it -> it <= TrafficSplit.WHOLE);
    }

    /** A URL in which {@code {model}}, {@code {version}} and {@code {event}} may stand; empty for anything else. */
    public static Optional<String> runbook(String text) {
        return RunbookReader.RUNBOOK.parse().apply(text);
    }
}
