package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.tokens.GeneratedAnswer;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionRecorder;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.inferencegateway.monitoring.usage.UsageSketch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one event loop records of one version. Owner: that event loop. */
public final class VersionTelemetry {
    private final ModelVersion version;
    private final SampleSettings sampleSettings;
    private final UsageSketch usage;
    private @Nullable Recording recording;
    private @Nullable GenerationCounts generations;
    private int inFlight;
    private int queued;
    private Map<String, Long> ejections = Map.of();

    /** Made at the first request's end: a version that never serves costs next to nothing. */
    private record Recording(VersionRecorder recorder, RecentRequests recent, ExemplarSlots exemplars) {}

    /** @param usage its model's, on this loop */
    VersionTelemetry(ModelVersion version, SampleSettings sampleSettings, UsageSketch usage) {
        this.version = version;
        this.sampleSettings = sampleSettings;
        this.usage = usage;
    }

    public ModelVersion version() {
        return version;
    }

    /** An exchange was given to this version; exactly one {@link #ended} or {@link #handedOn} follows. */
    public void started() {
        inFlight++;
    }

    /** The one terminal event of an exchange that {@link #started}. */
    public void ended(ObservedExchange exchange) {
        inFlight--;
        Recording current = recording();
        current.recorder.record(exchange);
        current.recent.offer(exchange);
        current.exemplars.offer(exchange);
        String caller = exchange.caller();
        if (caller != null) {
            boolean error = WindowStats.isTrafficError(exchange.status());
            usage.record(caller, error, exchange.requestBytes(), exchange.responseBytes());
        }
    }

    /** An exchange that {@link #ended} well was a generative model's. */
    public void generated(GeneratedAnswer answer) {
        GenerationCounts current = generations;
        if (current == null) {
            current = new GenerationCounts();
            generations = current;
        }
        current.record(answer);
    }

    /** A copy of a request ended, on the track of its own; it was no exchange. */
    public void shadowed(CompletedRequest copy) {
        recording().recorder.record(copy);
    }

    private Recording recording() {
        Recording current = recording;
        if (current == null) {
            current = new Recording(
                    new VersionRecorder(), new RecentRequests(version, sampleSettings), new ExemplarSlots());
            recording = current;
        }
        return current;
    }

    /** An exchange that {@link #started} here goes to another version after all. */
    public void handedOn() {
        inFlight--;
    }

    /** Exchanges that started on this loop and have not ended, queued ones included. */
    public int inFlight() {
        return inFlight;
    }

    /** An exchange began to wait for a free place; exactly one {@link #leftQueue} follows. */
    public void queued() {
        queued++;
    }

    public void leftQueue() {
        queued--;
    }

    public int queueDepth() {
        return queued;
    }

    /** @param upstream one of the version's, {@code host:port}: this loop gives it no traffic for a while */
    public void ejected(String upstream) {
        Map<String, Long> counts = new HashMap<>(ejections);
        counts.merge(upstream, 1L, Long::sum);
        ejections = counts;
    }

    /** How often each upstream was ejected since the last call. */
    Map<String, Long> drainEjections() {
        Map<String, Long> counts = ejections;
        ejections = Map.of();
        return counts;
    }

    Interval drain() {
        Recording current = recording;
        return current == null ? Interval.EMPTY : current.recorder.drain();
    }

    /** Requests that stand for those of the last {@link #drain}. */
    Exemplars drainExemplars() {
        Recording current = recording;
        return current == null ? Exemplars.NONE : current.exemplars.drain();
    }

    /** What was generated since the last call. */
    Generations drainGenerations() {
        GenerationCounts current = generations;
        return current == null ? Generations.NONE : current.drain();
    }

    List<Sample> samples(SampleFilter filter) {
        Recording current = recording;
        return current == null ? List.of() : current.recent.matching(filter);
    }
}
