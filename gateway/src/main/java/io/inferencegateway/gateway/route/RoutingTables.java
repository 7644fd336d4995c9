package io.inferencegateway.gateway.route;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the data plane's view of a configuration. Pure: may run again when another thread published first. */
public final class RoutingTables {
    private RoutingTables() {}

    /** Every model of {@code config}, all traffic on its configured stable version. */
    public static RoutingTable initial(GatewayConfig config) {
        return from(config, RoutingTable.of(java.util.List.of()));
    }

    /**
     * Every model of {@code config}. What rollouts have decided outlives a reload: a model that {@code previous} has too
     * keeps its split, so that a promoted version stays stable and a canary keeps its share, and its watch, as long as
     * the versions of that split still exist. Where they do not, the rollout is over for the data plane: all traffic
     * goes to the stable version in force or, if that is gone, to the configured one.
     */
    public static RoutingTable from(GatewayConfig config, RoutingTable previous) {
        return RoutingTable.of(config.models().values().stream()
                .map(model -> route(model, previous.model(model.id())))
                .toList());
    }

    /**
     * The same for a reload from {@code before} to {@code after}: an operator who changes a model's {@code stable} gets
     * what the file says, unless a rollout of that model is running, or the change is to be one.
     */
    public static RoutingTable reloaded(GatewayConfig before, GatewayConfig after, RoutingTable previous) {
        return RoutingTable.of(after.models().values().stream()
                .map(model -> {
                    ModelRoute inForce = previous.model(model.id());
                    GatewayConfig.Model old = before.models().get(model.id());
                    boolean changed = old != null && old.stable() != model.stable();
                    return route(model, changed && switches(model) && isIdle(inForce) ? null : inForce);
                })
                .toList());
    }

    private static boolean switches(GatewayConfig.Model model) {
        return switch (model.canary().conduct().onStableChange()) {
            case SWITCH -> true;
            case ROLLOUT -> false;
        };
    }

    /** Whether nobody is on trial: a watch over the stable version itself only looks. */
    private static boolean isIdle(@Nullable ModelRoute inForce) {
        if (inForce == null) {
            return false;
        }
        CanaryWatch watch = inForce.watch();
        return watch == null || watch.canary() == inForce.split().stable();
    }

    private static ModelRoute route(GatewayConfig.Model model, @Nullable ModelRoute inForce) {
        Map<Integer, VersionRoute> versions = new LinkedHashMap<>();
        model.versions()
                .forEach((number, version) -> versions.put(
                        number,
                        new VersionRoute(
                                new ModelVersion(model.id(), number),
                                version.upstreams(),
                                version.hostHeader(),
                                upstreamTls(version.upstreamTls()),
                                protocol(version.protocol()),
                                check(version.check()))));
        RouteSettings settings = settings(model);
        if (inForce == null) {
            return new ModelRoute(
                    model.id(), TrafficSplit.allTo(model.stable()), versions, model.labels(), settings, null);
        }
        TrafficSplit split = inForce.split();
        CanaryWatch watch = inForce.watch();
        boolean stableExists = versions.containsKey(split.stable());
        boolean watchable = watch == null || versions.containsKey(watch.canary());
        if (stableExists && versions.containsKey(split.canary()) && watchable) {
            return new ModelRoute(model.id(), split, versions, model.labels(), settings, watch, inForce.cohort());
        }
        int stable = stableExists ? split.stable() : model.stable();
        return new ModelRoute(model.id(), TrafficSplit.allTo(stable), versions, model.labels(), settings, null);
    }

    private static @Nullable Check check(GatewayConfig.@Nullable Check check) {
        return check == null
                ? null
                : new Check(
                        check.path(),
                        check.interval().toMillis(),
                        check.timeout().toMillis(),
                        check.healthy(),
                        check.unhealthy(),
                        check.status().least(),
                        check.status().most());
    }

    private static UpstreamTls upstreamTls(GatewayConfig.@Nullable UpstreamTls tls) {
        return tls == null
                ? UpstreamTls.DEFAULT
                : new UpstreamTls(
                        content(tls.authorities()), content(tls.certificate()), content(tls.key()), tls.serverName());
    }

    private static UpstreamProtocol protocol(GatewayConfig.UpstreamProtocol protocol) {
        return switch (protocol) {
            case HTTP1 -> UpstreamProtocol.HTTP1;
            case HTTP2 -> UpstreamProtocol.HTTP2;
        };
    }

    private static @Nullable String content(@Nullable PemFile file) {
        return file == null ? null : file.content();
    }

    private static RouteSettings settings(GatewayConfig.Model model) {
        GatewayConfig.Timeouts timeouts = model.timeouts();
        GatewayConfig.Limits limits = model.limits();
        GatewayConfig.StickyKey sticky = model.canary().sticky();
        Duration hedgeAfter = model.hedgeAfter();
        return new RouteSettings(
                timeouts.connect().toMillis(),
                timeouts.firstByte().toMillis(),
                timeouts.idle().toMillis(),
                timeouts.total().toMillis(),
                timeouts.requestBody().toMillis(),
                limits.requestBodyBytes(),
                limits.inFlight(),
                limits.queue(),
                limits.queueWait().toMillis(),
                limits.connections(),
                model.path() == GatewayConfig.PathMode.KEEP,
                model.idempotent(),
                model.generative(),
                model.canary().headerOverride(),
                model.canary().splitPinned(),
                model.canary().rescue(),
                sticky == null ? null : sticky.header(),
                sticky == null ? null : sticky.cookie(),
                CallerTokens.of(model.tokens()),
                new CallerNames(model.usage()),
                AdaptiveLimit.of(limits.adaptive(), limits.inFlight()),
                hedgeAfter == null ? 0 : Math.max(1, hedgeAfter.toMillis()),
                RateLimit.of(limits.rate()),
                capture(model.quality()));
    }

    private static @Nullable CaptureSettings capture(@Nullable QualitySettings quality) {
        return quality == null ? null : new CaptureSettings(quality.sampleBasisPoints(), quality.bodyLimitBytes());
    }
}
