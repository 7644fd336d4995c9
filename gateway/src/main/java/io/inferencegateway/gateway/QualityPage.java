package io.inferencegateway.gateway;

import io.inferencegateway.gateway.api.MetricsPage;
import io.inferencegateway.gateway.observe.QualityExposition;
import io.inferencegateway.gateway.observe.QualitySeries;
import io.inferencegateway.gateway.quality.QualityMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;

/** {@code /metrics/quality}: put together on the control context and written by the worker that asked. */
final class QualityPage implements MetricsPage {
    private final Context control;
    private final QualityMetrics metrics;

    QualityPage(Context control, QualityMetrics metrics) {
        this.control = control;
        this.metrics = metrics;
    }

    @Override
    public Rendered render(Wanted wanted) {
        QualitySeries view = PrometheusPage.figures(control, () -> Future.succeededFuture(metrics.view()));
        return new Rendered(
                wanted.format().contentType(), QualityExposition.render(view, wanted.format(), wanted.families()));
    }
}
