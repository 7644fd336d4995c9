package io.inferencegateway.gateway.observe;

import java.util.List;
import java.util.Set;

/**
 * Renders {@code /metrics}. Pure: a view goes in, a page comes out, on whichever thread can spare the time; never on an
 * event loop that serves traffic.
 *
 * <p>The request families are not Micrometer's: the Prometheus client behind it can't name a counter without {@code
 * _total} and writes {@code le="1.0"} where the dashboards match {@code le="1"}.
 */
public final class PrometheusExposition {
    private final Set<Dialect> dialects;

    public PrometheusExposition(Set<Dialect> dialects) {
        this.dialects = Set.copyOf(dialects);
    }

    /**
     * @param names of the families that are wanted, or of their series; empty for all
     * @param meters families of the JVM, the process and Vert.x, rendered by their registry in the same form; none of
     *     them may be one of ours
     */
    public byte[] render(MetricsView view, ExpositionFormat format, Set<String> names, byte[] meters) {
        ExpositionWriter out = ExpositionWriter.of(format, names);
        List<VersionCells> versions =
                view.versions().stream().map(VersionCells::of).toList();
        if (dialects.contains(Dialect.INGRESS_NGINX)) {
            new IngressNginxDialect(out, view, versions).write();
        }
        if (dialects.contains(Dialect.ML)) {
            new MlDialect(out, versions).write();
        }
        if (dialects.contains(Dialect.NATIVE)) {
            new NativeDialect(out, view, versions).write();
        }
        if (dialects.contains(Dialect.OPENTELEMETRY)) {
            new OpenTelemetryDialect(out, view, versions).write();
        }
        out.append(meters);
        return out.finish();
    }
}
