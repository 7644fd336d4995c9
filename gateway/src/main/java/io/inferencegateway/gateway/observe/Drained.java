package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.usage.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * What the event loops recorded since they were last asked. Immutable. Counts are exact and appear in exactly one
 * drain; {@link #load} is what the loops that answered hold at the moment.
 *
 * @param intervals by version; versions that served nothing are absent
 * @param exemplars by version; of versions that served nothing there are none
 * @param generations by version; of versions that generated nothing there are none
 * @param load by version; versions without an open exchange are absent
 * @param retried by reason
 * @param dropped by what was dropped
 * @param ejections by version and upstream ({@code host:port}), how often a loop took its traffic away
 * @param usage by model; models without a counted caller are absent
 * @param captures exchanges for the quality plane
 * @param gauges how things stand on the loops that answered
 * @param missingLoops loops that did not answer in time: their figures come with a later drain
 */
public record Drained(
        Map<ModelVersion, Interval> intervals,
        Map<ModelVersion, Exemplars> exemplars,
        Map<ModelVersion, Generations> generations,
        Map<ModelVersion, Load> load,
        Map<Unroutable, Long> unroutable,
        Map<String, Long> retried,
        Map<String, Long> dropped,
        Map<ModelVersion, Map<String, Long>> ejections,
        Map<String, Usage> usage,
        Captures captures,
        LoopGauges gauges,
        int missingLoops) {
    static final Drained NOTHING = new Drained(
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Captures.NONE,
            LoopGauges.NONE,
            0);

    public Drained {
        intervals = Map.copyOf(intervals);
        exemplars = Map.copyOf(exemplars);
        generations = Map.copyOf(generations);
        load = Map.copyOf(load);
        unroutable = Map.copyOf(unroutable);
        retried = Map.copyOf(retried);
        dropped = Map.copyOf(dropped);
        ejections = Map.copyOf(ejections);
        usage = Map.copyOf(usage);
    }

    Drained merge(Drained other) {
        return new Drained(
                merged(intervals, other.intervals, Interval::merge),
                merged(exemplars, other.exemplars, Exemplars::merge),
                merged(generations, other.generations, Generations::merge),
                merged(load, other.load, Load::plus),
                merged(unroutable, other.unroutable, Long::sum),
                merged(retried, other.retried, Long::sum),
                merged(dropped, other.dropped, Long::sum),
                merged(ejections, other.ejections, (left, right) -> merged(left, right, Long::sum)),
                merged(usage, other.usage, (left, right) -> left.merge(right, LoopTelemetry.CALLERS_TOLD_APART)),
                captures.merge(other.captures),
                gauges.plus(other.gauges),
                missingLoops + other.missingLoops);
    }

    Drained withMissingLoops(int missing) {
        return new Drained(
                intervals,
                exemplars,
                generations,
                load,
                unroutable,
                retried,
                dropped,
                ejections,
                usage,
                captures,
                gauges,
                missing);
    }

    /** For an answer that came too late: its counts still count, its gauges are stale. */
    Drained withoutLoad() {
        return new Drained(
                intervals,
                exemplars,
                generations,
                Map.of(),
                unroutable,
                retried,
                dropped,
                ejections,
                usage,
                captures,
                LoopGauges.NONE,
                missingLoops);
    }

    private static <K, V> Map<K, V> merged(Map<K, V> left, Map<K, V> right, BinaryOperator<V> plus) {
        Map<K, V> sum = new HashMap<>(left);
        right.forEach((key, value) -> sum.merge(key, value, plus));
        return sum;
    }
}
