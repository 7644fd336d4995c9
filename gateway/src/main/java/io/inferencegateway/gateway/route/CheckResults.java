package io.inferencegateway.gateway.route;

import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.Set;

/** Which replicas fail their checks, for all event loops. Thread-safe. */
public final class CheckResults {
    private volatile Failing current = new Failing(Set.of());

    /** Immutable: a change makes another. */
    public record Failing(Set<CheckedReplica> replicas) {
        public Failing {
            replicas = Set.copyOf(replicas);
        }

        /** Whether one of the addresses behind this authority fails. */
        public boolean hasAt(ModelVersion version, String authority) {
            return replicas.stream()
                    .anyMatch(each -> each.version().equals(version)
                            && Upstream.authorityOf(each.upstream()).equals(authority));
        }
    }

    /** The same object until something changes. */
    public Failing current() {
        return current;
    }

    /** Called by one thread only. */
    public void publish(Set<CheckedReplica> failing) {
        if (!failing.equals(current.replicas())) {
            current = new Failing(failing);
        }
    }
}
