package io.inferencegateway.gateway.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was drawn for the quality plane between two collections. Immutable.
 *
 * @param exchanges each is handed over once; whoever gets it releases it
 * @param skipped how many were drawn and are not among them, by model and reason
 */
public record Captures(List<Captured> exchanges, Map<String, Map<CaptureSkip, Long>> skipped) {
    public static final Captures NONE = new Captures(List.of(), Map.of());

    public Captures {
        exchanges = List.copyOf(exchanges);
        skipped = Map.copyOf(skipped);
    }

    boolean isEmpty() {
        return exchanges.isEmpty() && skipped.isEmpty();
    }

    /** Both, in no order. */
    public Captures merge(Captures other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        List<Captured> all = new ArrayList<>(exchanges);
        all.addAll(other.exchanges);
        Map<String, Map<CaptureSkip, Long>> sum = new HashMap<>(skipped);
        other.skipped.forEach((model, counts) -> sum.merge(model, counts, Captures::plus));
        return new Captures(all, sum);
    }

    private static Map<CaptureSkip, Long> plus(Map<CaptureSkip, Long> left, Map<CaptureSkip, Long> right) {
        Map<CaptureSkip, Long> sum = new HashMap<>(left);
        right.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
        return sum;
    }
}
