package io.inferencegateway.gateway.observe;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the JVM, the process and Vert.x's pools say of themselves, kept by Micrometer. Any thread. Requests are not
 * among it: Vert.x's meters of HTTP and of sockets cost a quarter of the proxy's CPU and know no model version, so
 * those domains are off and the gateway's own record takes their place.
 */
public final class RuntimeMeters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public RuntimeMeters() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** For {@code Vertx.builder().withMetrics}. */
    public VertxMetricsFactory vertxMetrics() {
        return new MicrometerMetricsFactory(registry);
    }

    /** Only what lies off the request path. */
    public MicrometerMetricsOptions vertxOptions() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setDisabledMetricsCategories(EnumSet.complementOf(EnumSet.of(MetricsDomain.NAMED_POOLS)).stream()
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()));
    }

    /**
     * All meters in this form, as their registry ends it.
     *
     * @param names of those that are wanted; empty for all
     */
    public byte[] scrape(ExpositionFormat format, Set<String> names) {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            if (names.isEmpty()) {
                registry.scrape(page, format.contentType());
            } else {
                registry.scrape(page, format.contentType(), names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes everything", e);
        }
        return page.toByteArray();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
