package io.inferencegateway.gateway.admission;

import io.inferencegateway.gateway.route.AdaptiveLimit;
import io.inferencegateway.gateway.route.RateLimit;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The gates and the budgets of all models. Thread-safe. It outlives routing tables, so a reload never forgets what is
 * under way or who waits.
 */
public final class Admission {
    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private final Map<String, RateLimiter> limiters = new ConcurrentHashMap<>();
    private final Map<String, LoadLimit> loadLimits = new ConcurrentHashMap<>();
    private final long seed = new SecureRandom().nextLong();

    /** The budgets of one model. A reload that leaves its limit alone leaves them alone too. */
    public RateLimiter limiter(String model, RateLimit limit, long nowNanos) {
        RateLimiter known = limiters.get(model);
        if (known != null && known.limit().equals(limit)) {
            return known;
        }
        return Objects.requireNonNull(limiters.compute(
                model,
                (id, before) -> before != null && before.limit().equals(limit)
                        ? before
                        : new RateLimiter(limit, seed, nowNanos)));
    }

    /** The limit of one model that follows its load. A reload that leaves its bounds alone leaves what was found alone too. */
    public LoadLimit loadLimit(String model, AdaptiveLimit bounds) {
        LoadLimit known = loadLimits.get(model);
        if (known != null && known.bounds().equals(bounds)) {
            return known;
        }
        return Objects.requireNonNull(loadLimits.compute(
                model,
                (id, before) -> before != null && before.bounds().equals(bounds) ? before : new LoadLimit(bounds)));
    }

    /** How many requests may be in flight just now, of a model whose limit follows its load. */
    public Map<String, Integer> loadLimits(Predicate<String> models) {
        Map<String, Integer> limits = new HashMap<>();
        loadLimits.forEach((model, limit) -> {
            if (models.test(model)) {
                limits.put(model, limit.current());
            }
        });
        return limits;
    }

    /** The gate of one model; an event loop keeps it at hand. */
    public Gate gate(String model) {
        return gates.computeIfAbsent(model, unknown -> new Gate());
    }
}
