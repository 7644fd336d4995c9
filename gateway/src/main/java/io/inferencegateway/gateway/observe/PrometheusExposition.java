package io.inferencegateway.gateway.observe;

import java.util.Set;

/**
 * Renders {@code /metrics}. Pure: a view goes in, text comes out, on whichever thread can spare the time; never on an
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
     * @param meters families of the JVM, the process and Vert.x, rendered by their registry in the same format; none of
     *     them may be one of ours
     */
    public String render(MetricsView view, ExpositionFormat format, String meters) {
        ExpositionWriter out = new ExpositionWriter(format);
        if (dialects.contains(Dialect.INGRESS_NGINX)) {
            new IngressNginxDialect(out, view).write();
        }
        if (dialects.contains(Dialect.ML)) {
            new MlDialect(out, view).write();
        }
        if (dialects.contains(Dialect.NATIVE)) {
            new NativeDialect(out, view).write();
        }
        if (dialects.contains(Dialect.OPENTELEMETRY)) {
            new OpenTelemetryDialect(out, view).write();
        }
        out.append(meters);
        return out.finish();
    }
}
