package io.inferencegateway.gateway.config;

import io.inferencegateway.monitoring.alert.AlertMetric;
import java.time.Duration;

/** What an alert rule may say, in the file and over the API. Pure. */
public final class AlertLimits {
    /** The longest wait, for a rule to fire or to resolve. */
    public static final Duration LONGEST_WAIT = Duration.ofDays(7);

    /** The longest summary or mitigation, in characters. */
    public static final int MOST_TEXT = 500;

    /** The most requests that a rule may ask for before it looks at a share or a percentile of them. */
    public static final int MOST_REQUESTS = 1_000_000;

    /** Completes "must be". */
    public static final String MINIMUM_REQUESTS = "a whole number from 0 to " + MOST_REQUESTS;

    /** Completes the name of a metric. */
    public static final String NOT_OF_REQUESTS =
            "is no share or percentile of requests, so that none can be too few: leave this out";

    private static final Duration MOST_OFTEN = Duration.ofMinutes(1);
    private static final double MOST_MILLIS_OR_RATE = 1e9;
    private static final double MOST_GROWTH = 1_000;

    private AlertLimits() {}

    /** Whether an alert may be told again at this interval. */
    public static boolean isRepeat(Duration interval) {
        return interval.compareTo(MOST_OFTEN) >= 0 && interval.compareTo(LONGEST_WAIT) <= 0;
    }

    public static boolean isThreshold(AlertMetric metric, double value) {
        double most =
                switch (metric.unit()) {
                    case FRACTION -> 1;
                    case GROWTH -> MOST_GROWTH;
                    case MILLISECONDS, RATE, PREDICTION -> MOST_MILLIS_OR_RATE;
                };
        return value >= 0 && value <= most;
    }

    /** Completes "must be". */
    public static String thresholdOf(AlertMetric metric) {
        return switch (metric.unit()) {
            case FRACTION -> "a fraction from 0 to 1, such as 0.05 for 5 %";
            case GROWTH -> "a fraction of at least 0, such as 0.1 for 10 % an hour";
            case MILLISECONDS -> "a number of milliseconds of at least 0";
            case RATE, PREDICTION -> "a number of at least 0";
        };
    }

    /** Whether it is a URL that may stand in what is sent. */
    public static boolean isRunbook(String text) {
        int fragment = text.indexOf('#');
        String url = fragment < 0 ? text : text.substring(0, fragment);
        boolean plain = text.length() <= MOST_TEXT
                && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>');
        return plain && ScalarType.WEBHOOK_URL.parse().apply(url).isPresent();
    }
}
