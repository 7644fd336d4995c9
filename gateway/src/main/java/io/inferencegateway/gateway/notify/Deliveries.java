package io.inferencegateway.gateway.notify;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What became of letters since the process began. Owner: the control context. */
public final class Deliveries {
    /** The closed set of results. */
    public enum Result {
        /** The receiver took it. */
        DELIVERED,
        /** An attempt failed and another follows. */
        RETRIED,
        /** The receiver does not want it, whatever comes: it is given up. */
        REFUSED,
        /** Given up because too many wait. */
        DROPPED,
        /** Given up because the receiver could not be reached for too long. */
        EXPIRED;

        /** As a metric label. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param receiver its name, never its URL */
    public record Key(String receiver, Result result) {}

    private final Map<Key, Long> counts = new HashMap<>();

    void count(String receiver, Result result) {
        counts.merge(new Key(receiver, result), 1L, Long::sum);
    }

    public Map<Key, Long> counts() {
        return Map.copyOf(counts);
    }
}
