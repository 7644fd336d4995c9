package io.inferencegateway.gateway.resources;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.upstream.UpstreamTlsOptions;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.ResourceTally;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the metrics of every upstream of every version that names some, every ten seconds, beside the traffic. Owner: the
 * control context. An answer has {@value #TIMEOUT_MILLIS} ms and {@value #MOST_BYTES} bytes; redirects are not followed.
 */
public final class UpstreamMetrics implements VersionUsages {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamMetrics.class);
    public static final Duration EVERY = Duration.ofSeconds(10);
    static final long TIMEOUT_MILLIS = 3_000;
    static final long MOST_BYTES = 1 << 20;
    private static final int MOST_AT_A_TIME = 32;
    private static final String AGENT = "igw-metrics";

    private final Supplier<GatewayConfig> config;
    private final Routes routes;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final BiConsumer<ModelVersion, ResourceTally> sink;
    private final HttpClient http;
    private final Map<ModelVersion, WatchedVersion> watched = new TreeMap<>(ModelVersion.BY_MODEL_AND_NUMBER);
    private final Set<URI> failing = new HashSet<>();
    private boolean reading;

    /** @param sink is told what a version used since it was told before */
    public UpstreamMetrics(
            Vertx vertx,
            Supplier<GatewayConfig> config,
            Routes routes,
            InstantSource clock,
            LongSupplier nanoTime,
            BiConsumer<ModelVersion, ResourceTally> sink) {
        this.config = config;
        this.routes = routes;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.sink = sink;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(MOST_AT_A_TIME).setMaxWaitQueueSize(-1));
    }

    /** Asks every upstream once; to be called every {@link #EVERY}. Nothing happens while answers are still awaited. */
    public Future<Void> read() {
        if (reading) {
            return Future.succeededFuture();
        }
        reading = true;
        List<Future<?>> rounds = new ArrayList<>();
        Map<ModelVersion, GatewayConfig.Version> wanted = wanted();
        watched.keySet().retainAll(wanted.keySet());
        wanted.forEach((version, configured) -> rounds.add(round(version, configured)));
        return Future.join(rounds).<Void>mapEmpty().onComplete(done -> reading = false);
    }

    private Map<ModelVersion, GatewayConfig.Version> wanted() {
        Map<ModelVersion, GatewayConfig.Version> wanted = new TreeMap<>(ModelVersion.BY_MODEL_AND_NUMBER);
        config.get().models().forEach((id, model) -> model.versions().forEach((number, version) -> {
            if (version.metrics() != null) {
                wanted.put(new ModelVersion(id, number), version);
            }
        }));
        return wanted;
    }

    private Future<Void> round(ModelVersion version, GatewayConfig.Version configured) {
        WatchedVersion watching = watched.computeIfAbsent(version, WatchedVersion::new);
        GatewayConfig.MetricsOfUpstreams metrics = configured.metrics();
        List<URI> urls = metrics == null ? List.of() : metrics.urls(configured.upstreams());
        watching.follow(urls, metrics == null ? 1 : metrics.cores());
        List<Future<?>> asked = new ArrayList<>();
        for (URI url : urls) {
            asked.add(ask(url, tls(version)).onComplete(answer -> {
                if (answer.succeeded()) {
                    if (failing.remove(url)) {
                        LOG.info("metrics read again version={} url={}", version, url);
                    }
                    watching.heard(url, answer.result(), millis(), clock.instant());
                } else {
                    watching.failed(reason(answer.cause()));
                    if (failing.add(url)) {
                        LOG.warn(
                                "metrics not read version={} url={} reason=\"{}\"",
                                version,
                                url,
                                reason(answer.cause()));
                    }
                }
            }));
        }
        return Future.join(asked).transform(done -> {
            ResourceTally used = watching.endRound(millis());
            if (!used.isEmpty()) {
                sink.accept(version, used);
            }
            return Future.succeededFuture();
        });
    }

    private @Nullable UpstreamTls tls(ModelVersion version) {
        ModelRoute model = routes.current().model(version.model());
        VersionRoute route = model == null ? null : model.versions().get(version.version());
        return route == null ? null : route.upstreamTls();
    }

    private Future<Map<Family, Double>> ask(URI url, @Nullable UpstreamTls tls) {
        boolean secure = "https".equals(url.getScheme());
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(url.getHost())
                .setPort(url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80)
                .setURI(url.getRawQuery() == null ? path : path + '?' + url.getRawQuery())
                .setConnectTimeout(TIMEOUT_MILLIS)
                .setTimeout(TIMEOUT_MILLIS)
                .setFollowRedirects(false)
                .putHeader("User-Agent", AGENT)
                .putHeader("Accept", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        if (secure) {
            options.setSsl(true);
            if (tls != null) {
                options.setSslOptions(UpstreamTlsOptions.of(tls, TIMEOUT_MILLIS));
            }
        }
        return http.request(options).compose(request -> request.send()
                .compose(UpstreamMetrics::read)
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> request.connection().close()));
    }

    private static Future<Map<Family, Double>> read(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(new UnreadableMetrics("status " + response.statusCode()));
        }
        Promise<Map<Family, Double>> read = Promise.promise();
        ExpositionReader lines = new ExpositionReader();
        long[] bytes = new long[1];
        response.handler(chunk -> {
            bytes[0] += chunk.length();
            if (bytes[0] <= MOST_BYTES) {
                lines.feed(chunk.getBytes());
            } else {
                read.tryFail(new UnreadableMetrics("more than " + MOST_BYTES + " bytes"));
            }
        });
        response.exceptionHandler(read::tryFail);
        response.endHandler(end -> {
            Map<Family, Double> found = lines.end();
            if (found.isEmpty()) {
                read.tryFail(new UnreadableMetrics("none of the known metrics is in it"));
            } else {
                read.tryComplete(found);
            }
        });
        return read.future();
    }

    private static String reason(Throwable failure) {
        return failure instanceof UnreadableMetrics
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getSimpleName();
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    @Override
    public List<VersionUsage> all() {
        long now = millis();
        return watched.values().stream().map(version -> version.usage(now)).toList();
    }

    /** What came is no exposition to go by. A value, so it carries no stack trace. */
    private static final class UnreadableMetrics extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableMetrics(String message) {
            super(message, null, false, false);
        }
    }
}
