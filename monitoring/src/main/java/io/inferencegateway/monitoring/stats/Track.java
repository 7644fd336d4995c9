package io.inferencegateway.monitoring.stats;

import java.util.Locale;

/** Why a version was the one to serve a request. */
public enum Track {
    /** The split, or a label, chose the stable version. */
    STABLE,
    /** The split chose the canary. */
    CANARY,
    /** The caller named the version in the URL, or forced a track by header. */
    PINNED,
    /** A copy whose answer nobody receives. */
    SHADOW;

    static final int COUNT = values().length;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and samples. */
    public String label() {
        return label;
    }
}
