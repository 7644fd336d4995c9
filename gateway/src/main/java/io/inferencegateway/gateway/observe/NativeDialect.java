package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Rollout;
import io.inferencegateway.gateway.observe.MetricsView.Upstream;
import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.ExponentialBuckets;
import io.inferencegateway.monitoring.stats.LatencyHistogram;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What only this gateway knows: tracks, outcomes, its own overhead, splits, rollouts and their evidence. */
final class NativeDialect {
    /** What a rollout can be in; one series each, of which one is 1. */
    static final List<String> PHASES =
            List.of("pending", "progressing", "paused", "promoting", "promoted", "rolling_back", "rolled_back");

    private static final String PREFIX = "inference_gateway_";

    /** What tries of a canary that are rescued usually fail with. */
    private static final List<Cell.Key> USUAL_FAILURES = List.of(
            failure(500, Outcome.UPSTREAM_ERROR),
            failure(502, Outcome.UPSTREAM_ERROR),
            failure(503, Outcome.UPSTREAM_ERROR),
            failure(504, Outcome.UPSTREAM_ERROR),
            failure(502, Outcome.UPSTREAM_RESET),
            failure(504, Outcome.TIMEOUT_CONNECT),
            failure(504, Outcome.TIMEOUT_FIRST_BYTE));
    /** Also at .3 and 2 seconds, where the usual objectives are: a share of requests within them is exact. */
    private static final Bounds DURATION = Bounds.ofSeconds(
            Measure.REQUEST_DURATION,
            .005,
            .01,
            .025,
            .05,
            .1,
            .25,
            .3,
            .5,
            1,
            2,
            2.5,
            5,
            10,
            20,
            30,
            60,
            120,
            300,
            600);

    private static final Bounds FIRST_BYTE = Bounds.all(Measure.UPSTREAM_FIRST_BYTE.ladder());
    private static final Bounds SHADOW_DURATION = Bounds.ofSeconds(
            Measure.REQUEST_DURATION, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600);
    private static final Bounds OVERHEAD = Bounds.all(Measure.OVERHEAD.ladder());

    /** Each bucket of a native histogram is 2^(1/8) times as wide as the one below: about 9 %. */
    private static final int EXPONENTIAL_SCHEMA = 3;

    private final ExpositionWriter out;
    private final MetricsView view;
    private final List<VersionCells> versions;

    NativeDialect(ExpositionWriter out, MetricsView view, List<VersionCells> versions) {
        this.out = out;
        this.view = view;
        this.versions = versions;
    }

    void write() {
        writeRequests();
        histogram(
                "request_duration_seconds",
                Measure.REQUEST_DURATION,
                DURATION,
                "What callers waited, by the track that served them.",
                Exemplars::of);
        histogram(
                "upstream_first_byte_seconds",
                Measure.UPSTREAM_FIRST_BYTE,
                FIRST_BYTE,
                "What the upstream took to its first byte.",
                (exemplars, track) -> ExpositionWriter.BucketExemplars.NONE);
        histogram(
                "overhead_seconds",
                Measure.OVERHEAD,
                OVERHEAD,
                "Request duration less connecting to and waiting for the upstream.",
                (exemplars, track) -> ExpositionWriter.BucketExemplars.NONE);
        writeLatency();
        writeLoad();
        writeUpstreams();
        counters("retries_total", "Attempts beyond a request's first, by reason.", "reason", view.retried());
        writeRescues();
        new ShadowFamilies(out, view, versions, SHADOW_DURATION).write();
        new UsageFamilies(out, view).write();
        counters("telemetry_dropped_total", "Telemetry that was lost, by what.", "what", view.dropped());
        counters("dns_lookups_total", "Lookups of upstreams' names, by result.", "result", view.lookups());
        counters(
                "connections_refused_total",
                "Connections of callers closed at once, by the limit that they met.",
                "limit",
                view.refusedConnections());
        counters(
                "tls_handshakes_failed_total",
                "Callers with whom TLS did not come about, by reason.",
                "reason",
                view.failedHandshakes());
        writeHealthAndWeight();
        writeRollouts();
        out.family(
                PREFIX + "notifications_total",
                FamilyType.COUNTER,
                "Notifications by receiver, and what became of them or of an attempt.");
        for (MetricsView.Delivery each : view.deliveries()) {
            out.sample(Labels.of("receiver", each.receiver(), "result", each.result()), each.count());
        }
        counters("config_reloads_total", "Configurations read, by result.", "result", view.reloads());
        out.family(PREFIX + "state_healthy", FamilyType.GAUGE, "Whether the storage took the latest operation.");
        out.sample(Labels.NONE, view.storage().healthy() ? 1L : 0L);
        counters(
                "state_faults_total",
                "Operations on the storage that failed, by kind.",
                "kind",
                view.storage().faults());
    }

    private void writeRequests() {
        out.family(PREFIX + "requests_total", FamilyType.COUNTER, "Requests that ended, by track, status and outcome.");
        for (VersionCells each : versions) {
            Map<Labels, Long> counts = new LinkedHashMap<>();
            Map<Labels, Exemplar> named = new HashMap<>();
            ExpectedAnswers.of(each.version()).forEach(key -> counts.put(answer(each, key), 0L));
            for (Cell cell : each.answers()) {
                Labels labels = answer(each, cell.key());
                counts.merge(labels, cell.count(), Long::sum);
                Exemplar exemplar = each.version().exemplars().of(cell.key());
                if (exemplar != null) {
                    named.put(labels, exemplar);
                }
            }
            counts.forEach((labels, count) -> out.counted(labels, count, named.get(labels)));
        }
        view.unroutable().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparing(Unroutable::status).thenComparing(Unroutable::outcome)))
                .forEach(entry -> out.sample(
                        Labels.of(
                                "model", "",
                                "version", "",
                                "track", "",
                                "code", Integer.toString(entry.getKey().status()),
                                "outcome", entry.getKey().outcome().label()),
                        entry.getValue()));
    }

    /** What health is judged by: every try that was no copy, in buckets so narrow that quantiles are within 5 %. */
    private void writeLatency() {
        if (!out.takesExponentialHistograms()) {
            return;
        }
        out.family(
                PREFIX + "latency_seconds",
                FamilyType.EXPONENTIAL_HISTOGRAM,
                "What a version took for its requests, rescued tries among them, as a native histogram.");
        for (VersionCells each : versions) {
            LatencyHistogram latencies = each.version().totals().servedLatency();
            if (latencies.total() > 0) {
                long sumMicros = Stream.concat(each.answers().stream(), each.rescued().stream())
                        .mapToLong(cell -> cell.sum(Measure.REQUEST_DURATION))
                        .sum();
                out.exponential(each.labels(), ExponentialBuckets.of(latencies, EXPONENTIAL_SCHEMA), sumMicros);
            }
        }
    }

    private void writeRescues() {
        out.family(PREFIX + "rescued_total", FamilyType.COUNTER, "Failed tries of a canary that stable answered for.");
        for (VersionCells each : versions) {
            Map<Labels, Long> counts = new LinkedHashMap<>();
            if (each.version().rescued()) {
                // A counter that is born with its first event has no increase to show for it.
                USUAL_FAILURES.forEach(key -> counts.put(failedTry(each, key), 0L));
            }
            each.rescued().forEach(cell -> counts.merge(failedTry(each, cell.key()), cell.count(), Long::sum));
            counts.forEach((labels, count) -> out.sample(labels, (long) count));
        }
    }

    private static Cell.Key failure(int status, Outcome outcome) {
        return new Cell.Key(Track.RESCUED, RequestMethod.OTHER, status, outcome);
    }

    private static Labels failedTry(VersionCells version, Cell.Key key) {
        return version.labels()
                .and(Labels.of(
                        "code",
                        Integer.toString(key.status()),
                        "outcome",
                        key.outcome().label()));
    }

    private static Labels answer(VersionCells version, Cell.Key key) {
        return version.labels()
                .and(Labels.of(
                        "track", key.track().label(),
                        "code", Integer.toString(key.status()),
                        "outcome", key.outcome().label()));
    }

    private void histogram(
            String name,
            Measure measure,
            Bounds bounds,
            String help,
            BiFunction<Exemplars, Track, ExpositionWriter.BucketExemplars> exemplars) {
        out.family(PREFIX + name, FamilyType.HISTOGRAM, help);
        for (VersionCells each : versions) {
            each.answersByTrack()
                    .forEach((track, cells) -> out.histogram(
                            each.labels().and("track", track.label()),
                            Distribution.of(measure, cells),
                            bounds,
                            exemplars.apply(each.version().exemplars(), track)));
        }
    }

    private void writeLoad() {
        gauge("in_flight", "Requests that have begun and not ended.", version -> version.load()
                .inFlight());
        gauge("queue_depth", "Requests that wait for a free place.", version -> version.load()
                .queued());
        out.family(
                PREFIX + "concurrency_limit",
                FamilyType.GAUGE,
                "Requests of a model that may be in flight just now, where that follows its load.");
        sorted(
                view.concurrencyLimits(),
                entry -> out.sample(Labels.of("model", entry.getKey()), (long) entry.getValue()));
    }

    private void gauge(String name, String help, ToLongFunction<Version> value) {
        out.family(PREFIX + name, FamilyType.GAUGE, help);
        versions.forEach(each -> out.sample(each.labels(), value.applyAsLong(each.version())));
    }

    private void writeUpstreams() {
        out.family(
                PREFIX + "upstream_healthy",
                FamilyType.GAUGE,
                "1 while every event loop gives the upstream traffic and it fails no check.");
        forEachUpstream((labels, upstream) -> out.sample(labels, upstream.healthy() ? 1L : 0L));
        out.family(
                PREFIX + "upstream_ejected_total",
                FamilyType.COUNTER,
                "How often an event loop took an upstream's traffic away.");
        forEachUpstream((labels, upstream) -> out.sample(labels, upstream.ejections()));
    }

    private void forEachUpstream(BiConsumer<Labels, Upstream> write) {
        for (VersionCells each : versions) {
            for (Upstream upstream : each.version().upstreams()) {
                write.accept(each.labels().and("upstream", upstream.authority()), upstream);
            }
        }
    }

    private void counters(String name, String help, String label, Map<String, Long> counts) {
        out.family(PREFIX + name, FamilyType.COUNTER, help);
        sorted(counts, entry -> out.sample(Labels.of(label, entry.getKey()), entry.getValue()));
    }

    private void writeHealthAndWeight() {
        out.family(
                PREFIX + "version_health",
                FamilyType.GAUGE,
                "0 healthy, 1 warning, 2 critical, NaN unknown, by window.");
        for (VersionCells each : versions) {
            each.version().health().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> out.sample(
                            each.labels().and("window", entry.getKey().label()),
                            entry.getValue().gauge()));
        }
        out.family(PREFIX + "traffic_weight", FamilyType.GAUGE, "A version's share of its model's split, 0 to 1.");
        for (VersionCells each : versions) {
            each.version().weight().ifPresent(weight -> out.sample(each.labels(), weight));
        }
    }

    private void writeRollouts() {
        out.family(
                PREFIX + "rollout_phase", FamilyType.GAUGE, "1 for the phase a model's current or last rollout is in.");
        for (Rollout rollout : view.rollouts()) {
            for (String phase : PHASES) {
                out.sample(
                        Labels.of("model", rollout.model(), "phase", phase), phase.equals(rollout.phase()) ? 1L : 0L);
            }
        }
        out.family(
                PREFIX + "rollout_evidence", FamilyType.GAUGE, "Decimal logarithm of a test's e-value; 3 is critical.");
        for (Rollout rollout : view.rollouts()) {
            sorted(
                    rollout.log10Evidence(),
                    entry -> out.sample(
                            Labels.of("model", rollout.model(), "test", entry.getKey()),
                            entry.getValue().doubleValue()));
        }
        out.family(PREFIX + "rollbacks_total", FamilyType.COUNTER, "Rollouts rolled back, by what decided it.");
        for (Rollout rollout : view.rollouts()) {
            sorted(
                    rollout.rollbacks(),
                    entry -> out.sample(
                            Labels.of("model", rollout.model(), "reason", entry.getKey()), entry.getValue()));
        }
    }

    private static <V> void sorted(Map<String, V> values, Consumer<Map.Entry<String, V>> write) {
        values.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(write);
    }
}
