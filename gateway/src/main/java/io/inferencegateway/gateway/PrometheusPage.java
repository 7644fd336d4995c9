package io.inferencegateway.gateway;

import io.inferencegateway.gateway.api.MetricsPage;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.control.MetricsSource;
import io.inferencegateway.gateway.observe.Dialect;
import io.inferencegateway.gateway.observe.ExpositionFormat;
import io.inferencegateway.gateway.observe.PrometheusExposition;
import io.inferencegateway.gateway.observe.RuntimeMeters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * {@code /metrics}: the control context puts the figures together, and the worker thread that asked turns them into
 * text, so that ten thousand series are never written on an event loop.
 */
final class PrometheusPage implements MetricsPage {
    /** A drain answers within half a second, even when a loop does not. */
    private static final long PATIENCE_SECONDS = 5;

    private final Context control;
    private final MetricsSource source;
    private final RuntimeMeters meters;
    private final Supplier<GatewayConfig> config;

    PrometheusPage(Context control, MetricsSource source, RuntimeMeters meters, Supplier<GatewayConfig> config) {
        this.control = control;
        this.source = source;
        this.meters = meters;
        this.config = config;
    }

    @Override
    public Rendered render(Wanted wanted) {
        ExpositionFormat format = wanted.format();
        byte[] page = new PrometheusExposition(dialects(config.get().dialects()))
                .render(
                        figures(control, source::view),
                        format,
                        wanted.families(),
                        meters.scrape(format, wanted.families()));
        return new Rendered(format.contentType(), page);
    }

    /** What the control context puts together for whoever waits here, which is a worker. */
    static <T> T figures(Context control, Supplier<Future<T>> source) {
        CompletableFuture<T> figures = new CompletableFuture<>();
        control.runOnContext(go -> Future.<T>future(promise -> source.get().onComplete(promise))
                .onSuccess(figures::complete)
                .onFailure(figures::completeExceptionally));
        try {
            return figures.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the figures could not be put together", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the gateway is stopping", e);
        }
    }

    private static Set<Dialect> dialects(Set<GatewayConfig.MetricsDialect> configured) {
        Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        for (GatewayConfig.MetricsDialect each : configured) {
            dialects.add(
                    switch (each) {
                        case INGRESS_NGINX -> Dialect.INGRESS_NGINX;
                        case ML -> Dialect.ML;
                        case NATIVE -> Dialect.NATIVE;
                        case OPENTELEMETRY -> Dialect.OPENTELEMETRY;
                    });
        }
        return dialects;
    }
}
