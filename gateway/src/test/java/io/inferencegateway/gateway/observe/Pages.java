package io.inferencegateway.gateway.observe;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Rendered pages for tests. */
final class Pages {
    static final List<ExpositionFormat> TEXTS = List.of(ExpositionFormat.PROMETHEUS_TEXT, ExpositionFormat.OPENMETRICS);

    private Pages() {}

    static byte[] page(Set<Dialect> dialects, MetricsView view, ExpositionFormat format) {
        return new PrometheusExposition(dialects).render(view, format, Set.of(), new byte[0]);
    }

    static String text(Set<Dialect> dialects, MetricsView view, ExpositionFormat format) {
        return new String(page(dialects, view, format), StandardCharsets.UTF_8);
    }
}
