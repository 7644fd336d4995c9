package io.inferencegateway.gateway.observe;

import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.usage.Usage;
import io.inferencegateway.monitoring.usage.UsageSketch;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one event loop records. Owner: that event loop; {@link Telemetry} comes to it with {@code runOnContext}. Made by
 * {@link Telemetry#newLoop}.
 */
public final class LoopTelemetry {
    /** Of each model between two drains. */
    static final int CALLERS_TOLD_APART = 1_024;

    private final Context context;
    private final SampleSettings sampleSettings;
    private final Map<ModelVersion, VersionTelemetry> versions = new HashMap<>();
    private final Map<Unroutable, Long> unroutable = new HashMap<>();
    private final Map<String, Long> retried = new HashMap<>();
    private final Map<String, Long> dropped = new HashMap<>();
    private final Map<String, UsageSketch> usage = new HashMap<>();
    private final LoopCaptures captures;
    private Supplier<LoopGauges> gauges = () -> LoopGauges.NONE;

    LoopTelemetry(Context context, SampleSettings sampleSettings, CaptureBudget captureBudget) {
        this.context = context;
        this.sampleSettings = sampleSettings;
        this.captures = new LoopCaptures(captureBudget);
    }

    /** The record of a version, made when it is asked for first. Only configured versions may be asked for. */
    public VersionTelemetry version(ModelVersion version) {
        VersionTelemetry known = versions.get(version);
        if (known == null) {
            UsageSketch ofModel = usage.computeIfAbsent(version.model(), model -> new UsageSketch(CALLERS_TOLD_APART));
            known = new VersionTelemetry(version, sampleSettings, ofModel);
            versions.put(version, known);
        }
        return known;
    }

    /** Counts a request that no version was chosen for. It leaves no model, method or path behind. */
    public void unroutable(int status, Outcome outcome) {
        unroutable.merge(new Unroutable(status, outcome), 1L, Long::sum);
    }

    /** @param reason from a closed set, such as {@code refused_connect}: it becomes a label */
    public void retried(String reason) {
        retried.merge(reason, 1L, Long::sum);
    }

    /** @param what telemetry could not be kept, from a closed set: it becomes a label */
    public void dropped(String what) {
        dropped.merge(what, 1L, Long::sum);
    }

    /** What exchanges that are copied for the quality plane may hold, all loops together. */
    public CaptureBudget captureBudget() {
        return captures.budget();
    }

    /** An exchange was copied. What it holds of the budget is released by whoever takes it. */
    public void captured(Captured exchange) {
        if (!captures.offer(exchange)) {
            captureSkipped(exchange.version().model(), CaptureSkip.FULL);
        }
    }

    /** An exchange that was drawn to be copied is not. */
    public void captureSkipped(String model, CaptureSkip why) {
        captures.skipped(model, why);
        if (why.isLoss()) {
            dropped("capture");
        }
    }

    /** @param now how things stand on this loop, looked at in each drain */
    public void watch(Supplier<LoopGauges> now) {
        gauges = now;
    }

    Context context() {
        return context;
    }

    /** Everything since the last call, and the gauges as they stand. */
    Drained drain() {
        Map<ModelVersion, Interval> intervals = new HashMap<>();
        Map<ModelVersion, Load> load = new HashMap<>();
        Map<ModelVersion, Map<String, Long>> ejections = new HashMap<>();
        Map<ModelVersion, Exemplars> exemplars = new HashMap<>();
        Map<ModelVersion, Generations> generations = new HashMap<>();
        versions.forEach((version, telemetry) -> {
            Interval interval = telemetry.drain();
            if (!interval.isEmpty()) {
                intervals.put(version, interval);
            }
            Exemplars named = telemetry.drainExemplars();
            if (!named.isEmpty()) {
                exemplars.put(version, named);
            }
            Generations generated = telemetry.drainGenerations();
            if (!generated.isEmpty()) {
                generations.put(version, generated);
            }
            Map<String, Long> ejected = telemetry.drainEjections();
            if (!ejected.isEmpty()) {
                ejections.put(version, ejected);
            }
            if (telemetry.inFlight() != 0 || telemetry.queueDepth() != 0) {
                load.put(version, new Load(telemetry.inFlight(), telemetry.queueDepth()));
            }
        });
        Map<String, Usage> used = new HashMap<>();
        usage.forEach((model, sketch) -> {
            Usage drainedUsage = sketch.drain();
            if (drainedUsage.requests() > 0) {
                used.put(model, drainedUsage);
            }
        });
        Drained drained = new Drained(
                intervals,
                exemplars,
                generations,
                load,
                new HashMap<>(unroutable),
                new HashMap<>(retried),
                new HashMap<>(dropped),
                ejections,
                used,
                captures.drain(),
                gauges.get(),
                0);
        unroutable.clear();
        retried.clear();
        dropped.clear();
        return drained;
    }

    List<Sample> samples(SampleFilter filter) {
        List<Sample> found = new ArrayList<>();
        versions.values().forEach(telemetry -> found.addAll(telemetry.samples(filter)));
        return found;
    }
}
