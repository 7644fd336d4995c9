package io.inferencegateway.loadtest.load;

import io.inferencegateway.loadtest.load.Ending.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run came to. Immutable.
 *
 * @param intendedRate requests a second as asked for
 * @param took from the first intended start to the last end
 * @param statuses answers by HTTP status
 * @param failures requests without a whole answer
 * @param wrongAnswers answers that were checked and differed
 */
public record LoadReport(
        double intendedRate,
        Duration took,
        long requests,
        Map<Integer, Long> statuses,
        Map<Failure, Long> failures,
        long wrongAnswers,
        Latency latency) {
    public LoadReport {
        statuses = Map.copyOf(statuses);
        failures = Map.copyOf(failures);
    }

    /** Milliseconds from the intended start. */
    public record Latency(double mean, double p50, double p90, double p95, double p99, double p999, double max) {}

    public double achievedRate() {
        return took.isZero() ? 0 : requests / (took.toNanos() / 1e9);
    }

    public long answered() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    public String toText() {
        SortedMap<String, Long> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status.toString(), count));
        failures.forEach((failure, count) -> counts.put(name(failure), count));
        return String.format(
                Locale.ROOT,
                """
                requests  %d in %.1f s, %.1f a second (%.1f intended)
                endings   %s%s
                latency   mean %.2f ms, p50 %.2f, p90 %.2f, p95 %.2f, p99 %.2f, p99.9 %.2f, max %.2f
                """,
                requests,
                took.toMillis() / 1000.0,
                achievedRate(),
                intendedRate,
                counts,
                wrongAnswers > 0 ? ", wrong answers " + wrongAnswers : "",
                latency.mean,
                latency.p50,
                latency.p90,
                latency.p95,
                latency.p99,
                latency.p999,
                latency.max);
    }

    public JsonObject toJson() {
        JsonObject byStatus = new JsonObject();
        new TreeMap<>(statuses).forEach((status, count) -> byStatus.put(status.toString(), count));
        JsonObject byFailure = new JsonObject();
        new TreeMap<>(failures).forEach((failure, count) -> byFailure.put(name(failure), count));
        return new JsonObject()
                .put("intended_rate", intendedRate)
                .put("achieved_rate", achievedRate())
                .put("duration_ms", took.toMillis())
                .put("requests", requests)
                .put("status_codes", byStatus)
                .put("failures", byFailure)
                .put("wrong_answers", wrongAnswers)
                .put(
                        "latency_ms",
                        new JsonObject()
                                .put("mean", latency.mean)
                                .put("p50", latency.p50)
                                .put("p90", latency.p90)
                                .put("p95", latency.p95)
                                .put("p99", latency.p99)
                                .put("p99_9", latency.p999)
                                .put("max", latency.max));
    }

    private static String name(Failure failure) {
        return failure.name().toLowerCase(Locale.ROOT);
    }
}
