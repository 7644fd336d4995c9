package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Identity;
import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Track;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The names, labels and buckets of ingress-nginx: dashboards and alerts written for it work unchanged. */
final class IngressNginxDialect {
    private static final String PREFIX = "nginx_ingress_controller_";
    private static final double[] SECONDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600
    };
    private static final Bounds REQUEST_SECONDS = Bounds.ofSeconds(Measure.REQUEST_DURATION, SECONDS);
    private static final Bounds RESPONSE_SECONDS = Bounds.ofSeconds(Measure.UPSTREAM_RESPONSE, SECONDS);
    private static final Bounds HEADER_SECONDS = Bounds.ofSeconds(Measure.UPSTREAM_FIRST_BYTE, SECONDS);
    private static final Bounds CONNECT_SECONDS = Bounds.ofSeconds(Measure.UPSTREAM_CONNECT, SECONDS);
    private static final Bounds REQUEST_BYTES = Bounds.all(Measure.REQUEST_SIZE.ladder());
    private static final Bounds RESPONSE_BYTES = Bounds.all(Measure.RESPONSE_SIZE.ladder());

    private final ExpositionWriter out;
    private final MetricsView view;
    private final List<VersionCells> versions;
    private final Labels constants;

    IngressNginxDialect(ExpositionWriter out, MetricsView view, List<VersionCells> versions) {
        this.out = out;
        this.view = view;
        this.versions = versions;
        Identity identity = view.identity();
        this.constants = Labels.of(
                "controller_namespace", identity.controllerNamespace(),
                "controller_class", identity.controllerClass(),
                "controller_pod", identity.controllerPod());
    }

    void write() {
        Map<Labels, List<Cell>> series = series();
        out.family(PREFIX + "requests", FamilyType.COUNTER, "Requests that ended, by what the caller received.");
        series.forEach((labels, cells) ->
                out.sample(labels, cells.stream().mapToLong(Cell::count).sum()));
        histogram(
                series,
                "request_duration_seconds",
                Measure.REQUEST_DURATION,
                REQUEST_SECONDS,
                "From the first byte read from the caller to the last byte written to it.");
        histogram(
                series,
                "response_duration_seconds",
                Measure.UPSTREAM_RESPONSE,
                RESPONSE_SECONDS,
                "From the request being sent upstream to the last byte of the answer.");
        histogram(
                series,
                "header_duration_seconds",
                Measure.UPSTREAM_FIRST_BYTE,
                HEADER_SECONDS,
                "From the request being sent upstream to the first byte of the answer.");
        histogram(
                series,
                "connect_duration_seconds",
                Measure.UPSTREAM_CONNECT,
                CONNECT_SECONDS,
                "Time to a usable upstream connection, 0 on a reused one.");
        histogram(series, "request_size", Measure.REQUEST_SIZE, REQUEST_BYTES, "Bytes of request bodies.");
        histogram(series, "response_size", Measure.RESPONSE_SIZE, RESPONSE_BYTES, "Bytes of response bodies.");
        writeUpstreamLatency();
        writeConfig();
        writeProcess();
    }

    private void histogram(Map<Labels, List<Cell>> series, String name, Measure measure, Bounds bounds, String help) {
        out.family(PREFIX + name, FamilyType.HISTOGRAM, help);
        series.forEach((labels, cells) -> {
            if (!cells.isEmpty()) {
                out.histogram(labels, Distribution.of(measure, cells), bounds, ExpositionWriter.BucketExemplars.NONE);
            }
        });
    }

    /** Cells by the labels they share; what answered nobody is left to the native dialect. */
    private Map<Labels, List<Cell>> series() {
        Map<Labels, List<Cell>> series = new LinkedHashMap<>();
        for (VersionCells each : versions) {
            Place place = new Place(each.version());
            for (Cell.Key key : ExpectedAnswers.of(each.version())) {
                series.putIfAbsent(place.labels(key), List.of());
            }
            for (Cell cell : each.answers()) {
                series.merge(place.labels(cell.key()), List.of(cell), IngressNginxDialect::concat);
            }
        }
        return series;
    }

    private static List<Cell> concat(List<Cell> left, List<Cell> right) {
        List<Cell> both = new ArrayList<>(left);
        both.addAll(right);
        return both;
    }

    /** What the labels of a version's series have in common. */
    private final class Place {
        private final Labels where;
        private final Labels stable;
        private final Labels canary;

        Place(Version version) {
            String model = version.id().model();
            String service = model + "-v" + version.id().version();
            where = Labels.of("host", version.host(), "path", Paths.of(version.id()));
            Labels who = Labels.of("namespace", view.identity().namespace(), "ingress", model, "service", service);
            stable = who.and("canary", "").and(constants);
            canary = who.and("canary", service).and(constants);
        }

        Labels labels(Cell.Key key) {
            return where.and(Labels.of("method", key.method().label(), "status", Integer.toString(key.status())))
                    .and(key.track() == Track.CANARY ? canary : stable);
        }
    }

    private static String canary(String service, Track track) {
        return track == Track.CANARY ? service : "";
    }

    /**
     * Gone from ingress-nginx, where it told the time to connect, but what Flagger's nginx provider asks for as the duration
     * of requests. The upstream's whole answer is what such a query is after.
     */
    private void writeUpstreamLatency() {
        out.family(
                PREFIX + "ingress_upstream_latency_seconds",
                FamilyType.SUMMARY,
                "From the request being sent upstream to the last byte of the answer, by ingress.");
        for (VersionCells each : versions) {
            Map<String, List<Cell>> byCanary = new TreeMap<>();
            String model = each.version().id().model();
            String service = model + "-v" + each.version().id().version();
            for (Cell cell : each.answers()) {
                byCanary.merge(canary(service, cell.key().track()), List.of(cell), IngressNginxDialect::concat);
            }
            byCanary.forEach((canary, cells) -> out.summary(
                    Labels.of(
                                    "ingress", model,
                                    "namespace", view.identity().namespace(),
                                    "service", service,
                                    "canary", canary)
                            .and(constants),
                    Distribution.of(Measure.UPSTREAM_RESPONSE, cells),
                    RESPONSE_SECONDS));
        }
    }

    private void writeConfig() {
        out.family(PREFIX + "config_hash", FamilyType.GAUGE, "Hash of the configuration in force.");
        out.sample(constants, (double) view.config().hash());
        out.family(
                PREFIX + "config_last_reload_successful",
                FamilyType.GAUGE,
                "Whether the last configuration that was read was taken over.");
        out.sample(constants, view.config().lastReloadSuccessful() ? 1L : 0L);
        out.family(
                PREFIX + "config_last_reload_successful_timestamp_seconds",
                FamilyType.GAUGE,
                "When a configuration was last taken over.");
        out.sample(constants, view.config().lastReloadMillis() / 1e3);
        out.family(PREFIX + "success", FamilyType.COUNTER, "Configurations taken over.");
        out.sample(constants, view.reloads().getOrDefault("success", 0L));
    }

    private void writeProcess() {
        out.family(PREFIX + "nginx_process_connections", FamilyType.GAUGE, "Connections of callers, by state.");
        view.process().connections().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.sample(constants.and("state", entry.getKey()), entry.getValue()));
        out.family(PREFIX + "nginx_process_resident_memory_bytes", FamilyType.GAUGE, "Resident memory of the process.");
        out.sample(constants, view.process().residentBytes());
        out.family(
                PREFIX + "nginx_process_cpu_seconds_total", FamilyType.COUNTER, "User and system time of the process.");
        out.sample(constants, view.process().cpuSeconds());
        out.family(PREFIX + "ssl_expire_time_seconds", FamilyType.GAUGE, "When the certificate of a host expires.");
        view.certificateExpiry().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> out.sample(constants.and("host", entry.getKey()), entry.getValue()));
    }
}
