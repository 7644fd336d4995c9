package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.alert.AlertCondition.Comparison;
import io.inferencegateway.monitoring.stats.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that most model endpoints want, by the name of each. Their figures are those of the Prometheus rules that
 * the gateway ships, taken over five minutes; each resolves when its figure has been back for two.
 */
public final class AlertPresets {
    private static final String PLATFORM = "platform";
    private static final String APPLIED_ML = "applied-ml";
    private static final String DATA_PLATFORM = "data-platform";
    private static final Duration BACK_FOR = Duration.ofMinutes(2);
    private static final Duration AGAIN = Duration.ofHours(4);

    /** These suit any version from its first request on. */
    private static final Set<String> RECOMMENDED =
            Set.of("high-error-rate", "high-latency", "no-predictions", "low-success-rate");

    private static final List<AlertPreset> ALL = List.of(
            watch(
                    "high-error-rate",
                    AlertMetric.ERROR_RATE,
                    Comparison.ABOVE,
                    0.05,
                    minutes(5),
                    "critical",
                    "More than 5 % of requests fail",
                    "Did a version change just now? Take its traffic away: roll back or abort the rollout. Else look"
                            + " at the upstream's log and the outcomes of recent samples."),
            watch(
                    "high-latency",
                    AlertMetric.P99_LATENCY_MS,
                    Comparison.ABOVE,
                    2_000,
                    minutes(5),
                    "warning",
                    "One request in a hundred takes more than 2 s",
                    "One version only? Restarts, CPU, memory of its upstreams? A canary alone: take its traffic"
                            + " away."),
            watch(
                    "slow-predictions",
                    AlertMetric.P95_LATENCY_MS,
                    Comparison.ABOVE,
                    500,
                    minutes(5),
                    "warning",
                    "One request in twenty takes more than 500 ms",
                    "Compare with the version before; look at queue and in-flight figures, then at the upstream."),
            watch(
                    "slow-predictions-page",
                    AlertMetric.P95_LATENCY_MS,
                    Comparison.ABOVE,
                    350,
                    minutes(10),
                    "page",
                    "One request in twenty has taken more than 350 ms for ten minutes",
                    "One version only? If it is the canary, take its traffic away at once; else add replicas or shed"
                            + " load."),
            watch(
                    "inference-errors",
                    AlertMetric.TRAFFIC_ERROR_RATE,
                    Comparison.ABOVE,
                    0.03,
                    minutes(10),
                    "page",
                    "More than 3 % of requests have been answered with an error for ten minutes",
                    "Look at the status codes: 4xx are callers that changed, 5xx the version. Roll a new version"
                            + " back."),
            watch(
                    "no-predictions",
                    AlertMetric.NO_REQUESTS,
                    Comparison.ABOVE,
                    0,
                    Duration.ZERO,
                    "critical",
                    "A version that had traffic has had none for five minutes",
                    "Do callers reach the gateway? Look for refused connections and unroutable requests, then ask"
                            + " the callers' owners."),
            watch(
                    "low-traffic",
                    AlertMetric.REQUESTS_PER_MINUTE,
                    Comparison.BELOW,
                    1,
                    minutes(15),
                    "info",
                    "Fewer than one request a minute for a quarter of an hour",
                    "Expected at this hour? If not, ask the callers' owners."),
            watch(
                    "high-cpu",
                    AlertMetric.CPU_UTILIZATION,
                    Comparison.ABOVE,
                    0.9,
                    minutes(10),
                    "warning",
                    "The version's processes use more than 90 % of their processors",
                    "Add replicas or lower the limit of requests in flight."),
            watch(
                    "memory-leak",
                    AlertMetric.MEMORY_GROWTH_PER_HOUR,
                    Comparison.ABOVE,
                    0.1,
                    minutes(10),
                    "critical",
                    "The version's memory grows by more than 10 % an hour",
                    "Restart its processes one after the other, and roll back if the version is new."),
            watch(
                    "low-success-rate",
                    AlertMetric.SUCCESS_RATE,
                    Comparison.BELOW,
                    0.8,
                    Duration.ofMinutes(1),
                    "critical",
                    "Fewer than 80 % of requests succeed",
                    "Take the version's traffic away if another one is well; else look at its upstreams."),
            ticket(
                    "drift-on-critical-feature",
                    AlertMetric.FEATURE_DRIFT_DETECTED,
                    0,
                    minutes(15),
                    APPLIED_ML,
                    "A critical feature has drifted from its reference",
                    "Real traffic? Which feature, which source? What was released? Roll the pipeline back, adapt the"
                            + " threshold, or retrain."),
            ticket(
                    "missing-features",
                    AlertMetric.FEATURE_MISSING_RATIO,
                    0.05,
                    minutes(15),
                    DATA_PLATFORM,
                    "A feature is missing in more than 5 % of requests",
                    "Find the source that stopped delivering, and look at its latest release."),
            ticket(
                    "prediction-shift",
                    AlertMetric.PREDICTION_MEDIAN_SHIFT_24H,
                    0.2,
                    minutes(30),
                    APPLIED_ML,
                    "The median prediction has moved by more than 0.20 in a day",
                    "Compare the inputs with yesterday's; look for a change of version or of a feature's source."));

    private AlertPresets() {}

    public static List<AlertPreset> all() {
        return ALL;
    }

    public static Optional<AlertPreset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    private static AlertPreset watch(
            String name,
            AlertMetric metric,
            Comparison comparison,
            double threshold,
            Duration sustained,
            String severity,
            String summary,
            String mitigation) {
        // Who is to get up at night is told again; the rest is told once.
        Duration repeat = severity.equals("critical") || severity.equals("page") ? AGAIN : null;
        AlertNotice notice = new AlertNotice(severity, PLATFORM, summary, mitigation, null, repeat, name);
        return preset(name, metric, comparison, threshold, sustained, notice);
    }

    /** Of the quality plane: who looks into data is not woken. */
    private static AlertPreset ticket(
            String name,
            AlertMetric metric,
            double threshold,
            Duration sustained,
            String owner,
            String summary,
            String mitigation) {
        AlertNotice notice = new AlertNotice("ticket", owner, summary, mitigation, null, null, name);
        return preset(name, metric, Comparison.ABOVE, threshold, sustained, notice);
    }

    private static AlertPreset preset(
            String name,
            AlertMetric metric,
            Comparison comparison,
            double threshold,
            Duration sustained,
            AlertNotice notice) {
        AlertCondition condition = new AlertCondition(
                metric,
                comparison,
                threshold,
                metric.isOfWindow() ? Window.FIVE_MINUTES : null,
                sustained,
                threshold,
                metric == AlertMetric.NO_REQUESTS ? Duration.ZERO : BACK_FOR,
                metric.usualNoData(),
                minimumRequests(metric));
        return new AlertPreset(new AlertRule(name, condition, notice), RECOMMENDED.contains(name));
    }

    /** So that three requests of a quiet night wake nobody; the shipped Prometheus rules ask for as many. */
    private static long minimumRequests(AlertMetric metric) {
        if (!metric.isOfRequests()) {
            return 0;
        }
        return metric == AlertMetric.P99_LATENCY_MS ? 100 : 20;
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }
}
