package io.inferencegateway.monitoring.stats;

import java.util.Locale;

/** How an exchange ended. Every exchange has exactly one; the set is closed, so it is safe as a metric label. */
public enum Outcome {
    /** The upstream's answer (1xx–3xx, or a 4xx by policy) arrived whole. */
    OK(false),
    /** A 4xx, from the upstream or from the gateway on the caller's account. */
    CLIENT_ERROR(false),
    /** The upstream answered 5xx, refused the connection or sent something that is not HTTP. */
    UPSTREAM_ERROR(true),
    TIMEOUT_CONNECT(true),
    TIMEOUT_FIRST_BYTE(true),
    TIMEOUT_IDLE(true),
    TIMEOUT_TOTAL(true),
    /** The caller left before the answer was whole: 499, never the version's fault. */
    CLIENT_ABORT(false),
    /** The upstream's connection died before its answer was whole. */
    UPSTREAM_RESET(true),
    /** Refused by the gateway to protect itself or the upstream. */
    SHED(false),
    RATE_LIMITED(false),
    UNAUTHORIZED(false);

    static final int COUNT = values().length;

    private final boolean countsAgainstVersion;
    private final String label;

    Outcome(boolean countsAgainstVersion) {
        this.countsAgainstVersion = countsAgainstVersion;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /** Whether the version did this: what its health and a rollout's evidence count as bad. */
    public boolean countsAgainstVersion() {
        return countsAgainstVersion;
    }

    /** Whether the caller was made to wait in vain, as opposed to being told at once. */
    public boolean isTimeout() {
        return switch (this) {
            case TIMEOUT_CONNECT, TIMEOUT_FIRST_BYTE, TIMEOUT_IDLE, TIMEOUT_TOTAL -> true;
            case OK, CLIENT_ERROR, UPSTREAM_ERROR, CLIENT_ABORT, UPSTREAM_RESET, SHED, RATE_LIMITED, UNAUTHORIZED ->
                false;
        };
    }

    /** The name in metrics, samples and problem bodies, such as {@code upstream_error}. */
    public String label() {
        return label;
    }
}
