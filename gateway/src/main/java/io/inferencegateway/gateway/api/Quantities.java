package io.inferencegateway.gateway.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shares and durations as the contract writes them. What cannot be read is an IllegalArgumentException for the caller. */
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,2})?)%");
    private static final BigDecimal BASIS_POINTS_PER_PERCENT = BigDecimal.valueOf(100);

    private Quantities() {}

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as 250ms, 30s, 5m, 1h or 1d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** @return 1 to 10,000 */
    static int basisPoints(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (matcher.matches()) {
            int points = new BigDecimal(matcher.group(1))
                    .multiply(BASIS_POINTS_PER_PERCENT)
                    .intValueExact();
            if (points >= 1 && points <= 10_000) {
                return points;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no share above 0% and up to 100%, such as 5% or 12.5%");
    }
}
