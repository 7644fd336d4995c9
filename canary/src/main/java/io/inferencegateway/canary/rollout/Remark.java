package io.inferencegateway.canary.rollout;

import java.util.Locale;

/** What an entry of the history says that is no change of the state. */
public enum Remark {
    /** A dry run did not do what the evidence asked for. */
    WOULD_HAVE,
    /** A promoted version has become worse than a canary may be. */
    REGRESSION;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in the admin API, such as {@code would_have}. */
    public String label() {
        return label;
    }
}
