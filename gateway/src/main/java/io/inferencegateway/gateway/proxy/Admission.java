package io.inferencegateway.gateway.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The gates of all models. Thread-safe. It outlives routing tables, so a reload never forgets what is under way or who
 * waits.
 */
final class Admission {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    /** The gate of one model; an event loop keeps it at hand. */
    Gate gate(String model) {
        return gates.computeIfAbsent(model, unknown -> new Gate());
    }
}
