package io.inferencegateway.gateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value read from a file or the environment that must never be shown: it prints as {@code ****}. Immutable. */
public final class Secret {
    private final String value;
    private final Origin origin;

    public Secret(String value, Origin origin) {
        this.value = value;
        this.origin = origin;
    }

    /** The value itself, for the one place that needs it. */
    public String reveal() {
        return value;
    }

    /** Whether {@code candidate} is the value, in a time that does not tell how much of it was right. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the value came from, which may be shown. */
    public Origin origin() {
        return origin;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.origin.equals(origin) && matches(secret.value);
    }

    @Override
    public int hashCode() {
        return origin.hashCode();
    }

    @Override
    public String toString() {
        return "****";
    }

    /** @param name a file's path or an environment variable's name */
    public record Origin(Kind kind, String name) {
        /** The key that names it in the configuration. */
        public enum Kind {
            FILE("file"),
            ENVIRONMENT("env");

            private final String key;

            Kind(String key) {
                this.key = key;
            }

            String key() {
                return key;
            }
        }
    }
}
