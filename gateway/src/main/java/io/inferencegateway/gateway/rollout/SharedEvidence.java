package io.inferencegateway.gateway.rollout;

import io.inferencegateway.monitoring.evidence.Evidence;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

/**
 * One {@link Evidence} that every event loop adds to: the order in which outcomes got in is the order of the test. Any
 * thread; never blocks.
 */
final class SharedEvidence {
    private static final AtomicReferenceFieldUpdater<SharedEvidence, Evidence> KNOWN =
            AtomicReferenceFieldUpdater.newUpdater(SharedEvidence.class, Evidence.class, "known");

    private volatile Evidence known;

    SharedEvidence(Evidence known) {
        this.known = known;
    }

    Evidence known() {
        return known;
    }

    /** @param outcome what becomes of what was known; pure, since it may be asked again */
    Evidence learn(UnaryOperator<Evidence> outcome) {
        while (true) {
            Evidence before = known;
            Evidence after = outcome.apply(before);
            if (after == before || KNOWN.compareAndSet(this, before, after)) {
                return after;
            }
        }
    }
}
