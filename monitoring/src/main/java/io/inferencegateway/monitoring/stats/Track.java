package io.inferencegateway.monitoring.stats;

import java.util.Locale;

/** Why a version was the one to serve a request. */
public enum Track {
    /** The split, a label or a rescue chose the stable version. */
    STABLE,
    /** The split chose the canary. */
    CANARY,
    /** The caller named the version in the URL, or forced a track by header. */
    PINNED,
    /** A copy whose answer nobody receives. */
    SHADOW,
    /** A canary's try that failed before the caller got a byte of it: stable answered that request instead. */
    RESCUED;

    static final int COUNT = values().length;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Whether a caller got the answer, so that it counts as a request. A version is judged by tries too. */
    public boolean answersCaller() {
        return switch (this) {
            case STABLE, CANARY, PINNED -> true;
            case SHADOW, RESCUED -> false;
        };
    }

    /** The name in metrics and samples. */
    public String label() {
        return label;
    }
}
