package io.inferencegateway.gateway.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests each model has in flight over all event loops, against its limit. Thread-safe. It outlives routing
 * tables, so a reload never forgets what is under way.
 */
final class Admission {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** The gate of one model; an event loop keeps it at hand. */
    Gate gate(String model) {
        return gates.computeIfAbsent(model, unknown -> new Gate());
    }

    /** The count of one model. Thread-safe. */
    static final class Gate {
        private final AtomicInteger inFlight = new AtomicInteger();

        /** Takes a place; exactly one {@link #leave} follows where this returned true. */
        boolean tryEnter(int limit) {
            if (inFlight.incrementAndGet() <= limit) {
                return true;
            }
            inFlight.decrementAndGet();
            return false;
        }

        void leave() {
            inFlight.decrementAndGet();
        }

        int inFlight() {
            return inFlight.get();
        }
    }
}
