package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.resources.VersionUsage;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What versions use, as their upstreams' own metrics tell it. Owner: whoever renders; used once. */
final class UsageFamilies {
    private static final String PREFIX = "inference_gateway_upstream_";

    private final ExpositionWriter out;
    private final MetricsView view;

    UsageFamilies(ExpositionWriter out, MetricsView view) {
        this.out = out;
        this.view = view;
    }

    void write() {
        counter(
                "cpu_seconds_total",
                "Processor time of a version's processes since the gateway first looked.",
                usage -> OptionalDouble.of(usage.cpuSeconds()));
        gauge("cpu_cores", "Processors that a version's processes use.", VersionUsage::cpuCores);
        gauge("cpu_utilization_ratio", "The same as a share of those they have.", VersionUsage::cpuUtilization);
        gauge("memory_bytes", "What a version's processes hold.", VersionUsage::memoryBytes);
        gauge(
                "memory_growth_per_hour_ratio",
                "How fast that grows, as a share of it in an hour.",
                VersionUsage::memoryGrowthPerHour);
        gauge("queue_length", "Requests that wait in a version's model servers.", VersionUsage::queueLength);
        gauge("kv_cache_usage_ratio", "How full the fullest KV cache of a version is.", VersionUsage::kvCacheUsage);
        counter(
                "restarts_total",
                "Restarts of a version's processes.",
                usage -> OptionalDouble.of((double) usage.restarts()));
        counter(
                "metrics_errors_total",
                "Readings of a version's metrics that failed.",
                usage -> OptionalDouble.of((double) usage.errors()));
    }

    private void counter(String name, String help, Function<VersionUsage, OptionalDouble> figure) {
        family(name, FamilyType.COUNTER, help, figure);
    }

    private void gauge(String name, String help, Function<VersionUsage, OptionalDouble> figure) {
        family(name, FamilyType.GAUGE, help, figure);
    }

    private void family(String name, FamilyType type, String help, Function<VersionUsage, OptionalDouble> figure) {
        out.family(PREFIX + name, type, help);
        for (VersionUsage each : view.usage()) {
            Labels labels = Labels.of(
                    "model",
                    each.version().model(),
                    "version",
                    Integer.toString(each.version().version()));
            figure.apply(each).ifPresent(value -> out.sample(labels, value));
        }
    }
}
