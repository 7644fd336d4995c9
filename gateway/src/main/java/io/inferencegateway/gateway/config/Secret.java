package io.inferencegateway.gateway.config;

/** A value read from a file or the environment that must never be shown: it prints as {@code ****}. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself, for the one place that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "****";
    }
}
