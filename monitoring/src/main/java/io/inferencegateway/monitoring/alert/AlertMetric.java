package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A figure that a rule can watch. Most are of a window; without a request in it they have no value. */
public enum AlertMetric {
    ERROR_RATE(Unit.FRACTION, WindowStats::errorRate),
    TRAFFIC_ERROR_RATE(Unit.FRACTION, WindowStats::trafficErrorRate),
    /** What is left of 1 without the error rate. */
    SUCCESS_RATE(Unit.FRACTION, stats -> 1 - stats.errorRate()),
    P50_LATENCY_MS(Unit.MILLISECONDS, stats -> stats.percentileMillis(0.50)),
    P90_LATENCY_MS(Unit.MILLISECONDS, stats -> stats.percentileMillis(0.90)),
    P95_LATENCY_MS(Unit.MILLISECONDS, stats -> stats.percentileMillis(0.95)),
    P99_LATENCY_MS(Unit.MILLISECONDS, stats -> stats.percentileMillis(0.99)),
    /** Requests per second; 0 without requests. */
    REQUEST_RATE(
            Unit.RATE, NoData.OK, figures -> OptionalDouble.of(figures.window().requestRate())),
    /** 0 without requests. */
    REQUESTS_PER_MINUTE(
            Unit.RATE,
            NoData.OK,
            figures -> OptionalDouble.of(60 * figures.window().requestRate())),
    /** 1 where a version that is used to traffic has none in the window, 0 where it has; no value for other versions. */
    NO_REQUESTS(Unit.FRACTION, NoData.OK, AlertMetric::noRequests),
    /** Not of a window: as measured last. A measurement that fails for a while says nothing. */
    CPU_UTILIZATION(Unit.FRACTION, NoData.KEEP, AlertFigures::cpuUtilization),
    /** Not of a window: as measured last. A measurement that fails for a while says nothing. */
    MEMORY_GROWTH_PER_HOUR(Unit.GROWTH, NoData.KEEP, AlertFigures::memoryGrowthPerHour),
    /** As compared last, over all versions of the model; a window with too few rows says nothing. */
    FEATURE_DRIFT_DETECTED(Unit.FRACTION, NoData.KEEP, AlertFigures::featureDriftDetected),
    /** The same. */
    FEATURE_MISSING_RATIO(Unit.FRACTION, NoData.KEEP, AlertFigures::featureMissingRatio),
    /** As compared last; says nothing before the version has predicted for a day. */
    PREDICTION_MEDIAN_SHIFT_24H(Unit.PREDICTION, NoData.KEEP, AlertFigures::predictionMedianShift24h);

    /** What a threshold of the metric is written in. */
    public enum Unit {
        /** 0 to 1. */
        FRACTION,
        MILLISECONDS,
        /** Requests in a time, at least 0. */
        RATE,
        /** A fraction that may exceed 1. */
        GROWTH,
        /** What the model predicts, at least 0. */
        PREDICTION
    }

    private final Unit unit;
    private final NoData usualNoData;
    private final boolean ofRequests;

    @SuppressWarnings("ImmutableEnumChecker") // stateless
    private final Function<AlertFigures, OptionalDouble> figure;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Without a request there is nothing to be seen, and nobody who suffers. */
    AlertMetric(Unit unit, ToDoubleFunction<WindowStats> figure) {
        this(
                unit,
                NoData.OK,
                true,
                figures -> figures.window().total() == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(figure.applyAsDouble(figures.window())));
    }

    AlertMetric(Unit unit, NoData usualNoData, Function<AlertFigures, OptionalDouble> figure) {
        this(unit, usualNoData, false, figure);
    }

    AlertMetric(Unit unit, NoData usualNoData, boolean ofRequests, Function<AlertFigures, OptionalDouble> figure) {
        this.unit = unit;
        this.usualNoData = usualNoData;
        this.ofRequests = ofRequests;
        this.figure = figure;
    }

    private static OptionalDouble noRequests(AlertFigures figures) {
        if (figures.window().total() > 0) {
            return OptionalDouble.of(0);
        }
        return figures.isUsedToTraffic() ? OptionalDouble.of(1) : OptionalDouble.empty();
    }

    /** @throws IllegalArgumentException where no metric has this name */
    public static AlertMetric of(String label) {
        for (AlertMetric metric : values()) {
            if (metric.label.equals(label)) {
                return metric;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is not a metric of an alert rule");
    }

    /** The name in the admin API, such as {@code p99_latency_ms}. */
    public String label() {
        return label;
    }

    public Unit unit() {
        return unit;
    }

    /** Whether the figure is one of a window, rather than of the moment. */
    public boolean isOfWindow() {
        return switch (this) {
            case CPU_UTILIZATION,
                    MEMORY_GROWTH_PER_HOUR,
                    FEATURE_DRIFT_DETECTED,
                    FEATURE_MISSING_RATIO,
                    PREDICTION_MEDIAN_SHIFT_24H -> false;
            default -> true;
        };
    }

    /** Whether it is a share or a percentile of the window's requests, of which there may be too few to tell. */
    public boolean isOfRequests() {
        return ofRequests;
    }

    /** What no value means to a rule that does not say it. */
    public NoData usualNoData() {
        return usualNoData;
    }

    /** Empty where there is no value. */
    public OptionalDouble of(AlertFigures figures) {
        OptionalDouble value = figure.apply(figures);
        return value.isPresent() && Double.isFinite(value.getAsDouble()) ? value : OptionalDouble.empty();
    }
}
