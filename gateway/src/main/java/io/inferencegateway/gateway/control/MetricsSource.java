package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.ConfigHash;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.notify.Deliveries;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.observe.MetricsView;
import io.inferencegateway.gateway.resources.VersionUsage;
import io.inferencegateway.gateway.rollout.RolloutController;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.state.StateHealth;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.health.HealthClassifier;
import io.inferencegateway.monitoring.health.HealthPolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what {@code /metrics} says. Owner: the control context. */
public final class MetricsSource {
    private static final Map<Window, Health> UNKNOWN = Map.copyOf(
            Stream.of(Window.values()).collect(Collectors.toMap(Function.identity(), window -> Health.UNKNOWN)));

    private final MetricsView.Identity identity;
    private final Collector collector;
    private final RolloutController rollouts;
    private final ConfigReloader configuration;
    private final Routes routes;
    private final CheckResults checks;
    private final Supplier<Map<String, Long>> lookups;
    private final Supplier<Map<String, Long>> refusedConnections;
    private final Supplier<Map<String, Long>> failedHandshakes;
    private final Supplier<Map<Deliveries.Key, Long>> deliveries;
    private final Supplier<List<VersionUsage>> usage;
    private final Supplier<StateHealth> state;
    private final Supplier<MetricsView.Resources> process;
    private final Supplier<Map<String, Double>> certificateExpiry;

    /** What {@code hash} is of: with ten thousand versions it takes longer than all else here. */
    private @Nullable GatewayConfig hashed;

    private long hash;

    /**
     * @param lookups of names, by what they came to
     * @param refusedConnections of callers, by the limit that they met
     * @param failedHandshakes with callers, by reason
     * @param deliveries of notifications
     * @param usage of the versions that name metrics
     * @param process looked at anew for each view
     * @param certificateExpiry by host, in seconds since the epoch
     */
    public MetricsSource(
            MetricsView.Identity identity,
            Collector collector,
            RolloutController rollouts,
            ConfigReloader configuration,
            Routes routes,
            CheckResults checks,
            Supplier<Map<String, Long>> lookups,
            Supplier<Map<String, Long>> refusedConnections,
            Supplier<Map<String, Long>> failedHandshakes,
            Supplier<Map<Deliveries.Key, Long>> deliveries,
            Supplier<List<VersionUsage>> usage,
            Supplier<StateHealth> state,
            Supplier<MetricsView.Resources> process,
            Supplier<Map<String, Double>> certificateExpiry) {
        this.identity = identity;
        this.collector = collector;
        this.rollouts = rollouts;
        this.configuration = configuration;
        this.routes = routes;
        this.checks = checks;
        this.lookups = lookups;
        this.refusedConnections = refusedConnections;
        this.failedHandshakes = failedHandshakes;
        this.deliveries = deliveries;
        this.usage = usage;
        this.state = state;
        this.process = process;
        this.certificateExpiry = certificateExpiry;
    }

    /** Everything that ended before this call is in it, unless an event loop does not answer in time. */
    public Future<MetricsView> view() {
        return collector.collectNow().map(collected -> assemble());
    }

    private MetricsView assemble() {
        ConfigReload.Result lastReload = configuration.last();
        return new MetricsView(
                identity,
                versions(),
                collector.unroutable(),
                collector.retried(),
                collector.dropped(),
                lookups.get(),
                refusedConnections.get(),
                collector.gauges().concurrencyLimits(),
                failedHandshakes.get(),
                deliveries(),
                rollouts(),
                rollouts.shadows(),
                new MetricsView.Config(
                        hash(configuration.inForce()),
                        lastReload.applied(),
                        configuration.lastAppliedAt().toEpochMilli()),
                configuration.counts(),
                storage(),
                process.get().withConnections(connections()),
                certificateExpiry.get(),
                usage.get());
    }

    private long hash(GatewayConfig config) {
        if (config != hashed) {
            hashed = config;
            hash = ConfigHash.of(config);
        }
        return hash;
    }

    private List<MetricsView.Delivery> deliveries() {
        return deliveries.get().entrySet().stream()
                .map(each -> new MetricsView.Delivery(
                        each.getKey().receiver(), each.getKey().result().label(), each.getValue()))
                .sorted(Comparator.comparing(MetricsView.Delivery::receiver)
                        .thenComparing(MetricsView.Delivery::result))
                .toList();
    }

    private MetricsView.Storage storage() {
        StateHealth health = state.get();
        Map<String, Long> faults = new HashMap<>();
        health.failed().forEach((kind, count) -> faults.put(kind.label(), count));
        return new MetricsView.Storage(health.isWell(), faults);
    }

    /** Those of the routing table, and those that a reload removed after they had served: a counter never goes away. */
    private List<MetricsView.Version> versions() {
        Set<ModelVersion> all = new TreeSet<>(ModelVersion.BY_MODEL_AND_NUMBER);
        all.addAll(collector.served());
        routes.current()
                .models()
                .forEach(model -> model.versions().values().forEach(version -> all.add(version.version())));
        List<MetricsView.Version> versions = new ArrayList<>();
        all.forEach(id -> versions.add(version(id)));
        return versions;
    }

    private MetricsView.Version version(ModelVersion id) {
        Optional<GatewayConfig.Model> model =
                Optional.ofNullable(configuration.inForce().models().get(id.model()));
        return new MetricsView.Version(
                id,
                collector.totals(id),
                collector.exemplars(id),
                collector.generations(id),
                MetricsView.Version.ANY_HOST,
                model.map(GatewayConfig.Model::route).orElse("predict"),
                model.map(found -> found.versions().get(id.version()))
                        .map(GatewayConfig.Version::framework)
                        .orElse(""),
                collector.load(id),
                weight(id),
                health(id),
                upstreams(id),
                model.map(found -> found.canary().rescue()).orElse(false));
    }

    /** The configured ones, whether or not they have served yet; two of the same host and port are one. */
    private List<MetricsView.Upstream> upstreams(ModelVersion id) {
        ModelRoute model = routes.current().model(id.model());
        VersionRoute route = model == null ? null : model.versions().get(id.version());
        if (route == null) {
            return List.of();
        }
        Set<String> authorities = new TreeSet<>();
        route.upstreams().forEach(url -> authorities.add(Upstream.authorityOf(url)));
        return authorities.stream()
                .map(authority -> new MetricsView.Upstream(
                        authority, isHealthy(id, authority), collector.ejections(id, authority)))
                .toList();
    }

    private boolean isHealthy(ModelVersion id, String authority) {
        return collector.gauges().isHealthy(id, authority) && !checks.current().hasAt(id, authority);
    }

    /** As nginx counts them: active ones are all that are open. */
    private Map<String, Long> connections() {
        LoopGauges gauges = collector.gauges();
        return Map.of(
                "active", gauges.reading() + gauges.writing() + gauges.waiting(),
                "reading", gauges.reading(),
                "writing", gauges.writing(),
                "waiting", gauges.waiting());
    }

    private OptionalDouble weight(ModelVersion id) {
        ModelRoute model = routes.current().model(id.model());
        if (model == null) {
            return OptionalDouble.empty();
        }
        return model.split().basisPointsOf(id.version()).stream()
                .mapToDouble(basisPoints -> basisPoints / 10_000.0)
                .findFirst();
    }

    private Map<Window, Health> health(ModelVersion id) {
        Map<Window, WindowStats> windows = collector.windows(id);
        if (windows.isEmpty()) {
            return UNKNOWN;
        }
        HealthPolicy policy = collector.policy(id);
        Map<Window, Health> health = new EnumMap<>(Window.class);
        windows.forEach((window, stats) -> health.put(window, HealthClassifier.classify(stats, policy)));
        return health;
    }

    private List<MetricsView.Rollout> rollouts() {
        Map<String, Map<String, Long>> rollbacks = new HashMap<>();
        rollouts.rollbacks().forEach((key, count) -> rollbacks
                .computeIfAbsent(key.model(), model -> new HashMap<>())
                .put(key.reason(), count));
        List<MetricsView.Rollout> views = new ArrayList<>();
        configuration.inForce().models().keySet().forEach(model -> rollouts.current(model)
                .ifPresent(rollout -> views.add(new MetricsView.Rollout(
                        model, rollout.phase(), log10Evidence(rollout), rollbacks.getOrDefault(model, Map.of())))));
        return views;
    }

    private static Map<String, Double> log10Evidence(RolloutView rollout) {
        Map<String, Double> evidence = new HashMap<>();
        rollout.evidence().forEach(test -> evidence.put(test.test(), Math.log10(test.eValue())));
        return evidence;
    }
}
