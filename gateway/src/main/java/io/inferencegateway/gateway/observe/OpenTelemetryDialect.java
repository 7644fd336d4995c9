package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.RequestMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The request duration by OpenTelemetry's semantic conventions for HTTP servers, and what those for generative AI name. */
final class OpenTelemetryDialect {
    private static final Bounds SECONDS = Bounds.ofSeconds(
            Measure.REQUEST_DURATION, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10);

    private final ExpositionWriter out;
    private final String scheme;
    private final List<VersionCells> versions;

    OpenTelemetryDialect(ExpositionWriter out, MetricsView view, List<VersionCells> versions) {
        this.out = out;
        this.scheme = view.identity().scheme();
        this.versions = versions;
    }

    void write() {
        Map<Labels, List<Cell>> series = new LinkedHashMap<>();
        for (VersionCells each : versions) {
            for (Cell cell : each.answers()) {
                series.merge(labels(each.version(), cell.key()), List.of(cell), (left, right) -> Stream.concat(
                                left.stream(), right.stream())
                        .toList());
            }
        }
        out.family("http_server_request_duration_seconds", FamilyType.HISTOGRAM, "Duration of HTTP server requests.");
        series.forEach((labels, cells) -> out.histogram(
                labels,
                Distribution.of(Measure.REQUEST_DURATION, cells),
                SECONDS,
                ExpositionWriter.BucketExemplars.NONE));
        new GenerationFamilies(out, versions).write();
    }

    private Labels labels(Version version, Cell.Key key) {
        return Labels.of(
                "http_request_method",
                        key.method() == RequestMethod.OTHER
                                ? "_OTHER"
                                : key.method().label(),
                "url_scheme", scheme,
                "http_route", Paths.of(version.id()),
                "http_response_status_code", Integer.toString(key.status()),
                "error_type", ErrorType.of(key.outcome(), key.status()));
    }
}
