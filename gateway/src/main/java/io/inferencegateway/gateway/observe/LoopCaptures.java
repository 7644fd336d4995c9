package io.inferencegateway.gateway.observe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one event loop copied for the quality plane since it was last asked. Owner: that event loop. */
final class LoopCaptures {
    /** Between two drains. */
    static final int MOST = 2_048;

    private final CaptureBudget budget;
    private List<Captured> exchanges = new ArrayList<>();
    private Map<String, Map<CaptureSkip, Long>> skipped = new HashMap<>();

    LoopCaptures(CaptureBudget budget) {
        this.budget = budget;
    }

    CaptureBudget budget() {
        return budget;
    }

    /** @return false where there is no room; what it held of the budget is given back */
    boolean offer(Captured captured) {
        if (exchanges.size() < MOST) {
            exchanges.add(captured);
            return true;
        }
        budget.release(captured);
        return false;
    }

    void skipped(String model, CaptureSkip why) {
        skipped.computeIfAbsent(model, first -> new EnumMap<>(CaptureSkip.class))
                .merge(why, 1L, Long::sum);
    }

    Captures drain() {
        if (exchanges.isEmpty() && skipped.isEmpty()) {
            return Captures.NONE;
        }
        Captures drained = new Captures(exchanges, skipped);
        exchanges = new ArrayList<>();
        skipped = new HashMap<>();
        return drained;
    }
}
