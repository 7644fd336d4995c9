package io.inferencegateway.monitoring.evidence;

import java.util.Locale;

/** What a test says of a canary right now. */
public enum Verdict {
    /** Nothing speaks against it, or too little. */
    OK,
    /** Evidence that it is past a warning limit: a step is held, traffic stays. */
    WARNING,
    /** Evidence that it is past a critical limit. */
    CRITICAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in the admin API. */
    public String label() {
        return label;
    }
}
