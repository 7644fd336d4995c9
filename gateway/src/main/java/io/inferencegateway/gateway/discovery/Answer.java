package io.inferencegateway.gateway.discovery;

import java.util.Collection;
import java.util.List;

/** What a lookup came to. */
public sealed interface Answer {
    /**
     * @param endpoints at least one, in a fixed order
     * @param ttlSeconds how long they may be used before they are looked up again
     */
    record Found(List<Endpoint> endpoints, long ttlSeconds) implements Answer {
        /** What one name may stand for; the rest of a longer answer is left out. */
        public static final int MOST_ENDPOINTS = 256;

        public Found {
            endpoints = List.copyOf(endpoints);
            if (endpoints.isEmpty() || ttlSeconds < 0) {
                throw new IllegalArgumentException("nothing was found, or for " + ttlSeconds + " s");
            }
        }

        /** In whatever order they came, and however often. */
        public static Answer of(Collection<Endpoint> endpoints, long ttlSeconds) {
            List<Endpoint> ordered = endpoints.stream()
                    .distinct()
                    .sorted(Endpoint.ORDER)
                    .limit(MOST_ENDPOINTS)
                    .toList();
            return ordered.isEmpty() ? new Failed(Failure.EMPTY) : new Found(ordered, ttlSeconds);
        }
    }

    /** Nothing usable. */
    record Failed(Failure why) implements Answer {}

    /** Why a lookup found nothing. */
    enum Failure {
        /** NXDOMAIN: there is no such name. */
        NOT_FOUND("not_found"),
        /** The name is there, and no address (or a service that is decidedly not offered). */
        EMPTY("empty"),
        /** SERVFAIL, REFUSED or an answer that makes no sense. */
        SERVER_FAILURE("server_failure"),
        TIMEOUT("timeout");

        private final String label;

        Failure(String label) {
            this.label = label;
        }

        /** As metrics and logs call it. */
        public String label() {
            return label;
        }
    }
}
