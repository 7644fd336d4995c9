package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.control.VersionStatistics;
import io.inferencegateway.monitoring.health.HealthPolicy;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import io.inferencegateway.monitoring.stats.VersionRecorder;
import io.inferencegateway.monitoring.stats.VersionWindows;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The gateway's own recorder and windows, filled by a test. A request is seen once it is collected, not before. */
final class HandStatistics implements VersionStatistics {
    private final InstantSource clock;
    private final Map<ModelVersion, VersionRecorder> recorders = new HashMap<>();
    private final Map<ModelVersion, VersionWindows> windows = new HashMap<>();

    private BiConsumer<ModelVersion, Interval> sink = (version, interval) -> {};

    HandStatistics(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void record(ModelVersion version, int count, int status, Outcome outcome, long latencyMicros) {
        VersionRecorder recorder = recorders.computeIfAbsent(version, each -> new VersionRecorder());
        for (int i = 0; i < count; i++) {
            recorder.record(new Request(status, outcome, latencyMicros));
        }
    }

    /** @param next is given what each collection brings */
    synchronized void onCollected(BiConsumer<ModelVersion, Interval> next) {
        sink = next;
    }

    @Override
    public synchronized Future<Void> collectNow() {
        recorders.forEach((version, recorder) -> {
            Interval interval = recorder.drain();
            windows(version).add(clock.millis(), interval);
            sink.accept(version, interval);
        });
        return Future.succeededFuture();
    }

    @Override
    public synchronized WindowStats window(ModelVersion version, Window window) {
        return windows(version).view(window, clock.millis());
    }

    @Override
    public synchronized List<WindowStats> series(ModelVersion version, long from, long to, long step) {
        return windows(version).series(from, to, step);
    }

    @Override
    public int openRequests(ModelVersion version) {
        return 0;
    }

    @Override
    public HealthPolicy policy(ModelVersion version) {
        return HealthPolicy.DEFAULT;
    }

    private VersionWindows windows(ModelVersion version) {
        return windows.computeIfAbsent(version, each -> new VersionWindows());
    }

    private record Request(int status, Outcome outcome, long latencyMicros) implements CompletedRequest {
        @Override
        public Track track() {
            return Track.STABLE;
        }

        @Override
        public RequestMethod method() {
            return RequestMethod.POST;
        }

        @Override
        public long upstreamResponseMicros() {
            return latencyMicros;
        }

        @Override
        public long upstreamFirstByteMicros() {
            return latencyMicros;
        }

        @Override
        public long connectMicros() {
            return 0;
        }

        @Override
        public long requestBytes() {
            return 10;
        }

        @Override
        public long responseBytes() {
            return 20;
        }
    }
}
