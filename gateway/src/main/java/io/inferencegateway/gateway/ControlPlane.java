package io.inferencegateway.gateway;

import io.inferencegateway.gateway.accept.ConnectionCaps;
import io.inferencegateway.gateway.accept.HandshakeFailures;
import io.inferencegateway.gateway.alert.AlertEvaluator;
import io.inferencegateway.gateway.alert.AlertTelling;
import io.inferencegateway.gateway.alert.FigureSource;
import io.inferencegateway.gateway.alert.Silences;
import io.inferencegateway.gateway.api.AdminDependencies;
import io.inferencegateway.gateway.api.MetricsPage;
import io.inferencegateway.gateway.check.HealthChecks;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.control.Announcements;
import io.inferencegateway.gateway.control.Chronicle;
import io.inferencegateway.gateway.control.Collector;
import io.inferencegateway.gateway.control.ConfigReloader;
import io.inferencegateway.gateway.control.HealthWatch;
import io.inferencegateway.gateway.control.History;
import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.control.MetricsSource;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.control.Notifier;
import io.inferencegateway.gateway.control.UpstreamFigures;
import io.inferencegateway.gateway.control.UsageLedger;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.Resolution;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.discovery.dns.DnsDirectory;
import io.inferencegateway.gateway.discovery.dns.DnsSettings;
import io.inferencegateway.gateway.notify.Announcer;
import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.MetricsView;
import io.inferencegateway.gateway.observe.RuntimeMeters;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.outbound.OutboundAddresses;
import io.inferencegateway.gateway.quality.QualityMetrics;
import io.inferencegateway.gateway.quality.QualityPlane;
import io.inferencegateway.gateway.quality.QualityWorker;
import io.inferencegateway.gateway.resources.UpstreamMetrics;
import io.inferencegateway.gateway.rollout.Reachability;
import io.inferencegateway.gateway.rollout.RolloutController;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.gateway.time.SteadyClock;
import io.inferencegateway.gateway.trace.otlp.Tracing;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slow half of a gateway, wired by hand: read {@link #restore} from top to bottom to know who knows whom. Owner: the
 * control context, an event loop that serves no traffic.
 */
final class ControlPlane {
    /** Long enough for a loop under load, short enough that nobody waits for one that hangs. */
    private static final Duration LOOP_ANSWER_LIMIT = Duration.ofMillis(500);

    private static final Duration CONNECT_PROBE = Duration.ofSeconds(1);
    private static final long COLLECT_EVERY_MILLIS = 1_000;
    private static final long STEP_EVERY_MILLIS = 250;
    private static final int EVENTS_KEPT = 1_000;

    private final InstantSource clock = InstantSource.system();
    private final Vertx vertx;
    private final Context context;
    private final RuntimeMeters meters;
    private final ConnectionCaps caps;
    private final HandshakeFailures handshakes;
    private final StateStore state;
    private final WriteBehind behind;

    private final Telemetry telemetry;
    private final Routes routes;
    private final DnsDirectory directory;
    private final CheckResults checks = new CheckResults();
    private final HealthChecks health;
    private final EventLog events;
    private final ConfigReloader configuration;
    private final Collector collector;
    private final History history;
    private final UpstreamMetrics resources;
    private final Tracing tracing;
    private final QualityWorker qualityWorker = new QualityWorker();

    // What has something stored: there once restore() is done, and nobody has the control plane before.
    private Announcer announcer;
    private Notifier notifier;
    private RolloutController rollouts;
    private Chronicle chronicle;
    private Monitors monitors;
    private AlertEvaluator alerts;
    private UsageLedger usage;
    private QualityPlane quality;

    @SuppressWarnings("NullAway.Init") // restore() makes the rest
    private ControlPlane(
            Vertx vertx,
            Context context,
            RuntimeMeters meters,
            ConnectionCaps caps,
            HandshakeFailures handshakes,
            StateStore state,
            String file,
            ConfigResult.Loaded read) {
        GatewayConfig config = read.config();
        this.vertx = vertx;
        this.context = context;
        this.meters = meters;
        this.caps = caps;
        this.handshakes = handshakes;
        this.state = state;
        this.behind = new WriteBehind(vertx, state);
        this.telemetry = new Telemetry(
                vertx,
                new SampleSettings(
                        config.samples().perVersion(), config.samples().slow()),
                LOOP_ANSWER_LIMIT);
        this.routes = new Routes(RoutingTables.initial(config));
        this.directory = DnsDirectory.start(vertx, context, dns(config.dns()));
        directory.follow(names(config));
        this.health = HealthChecks.start(vertx, routes, directory, checks);
        this.events = new EventLog(EVENTS_KEPT, clock);
        this.configuration =
                new ConfigReloader(context, routes, file, ConfigLoader.ofThisProcess(), config, read.warnings(), clock);
        this.collector = new Collector(telemetry, state, configuration::inForce, clock);
        this.history = new History(
                state, clock, steadyClock(), ThreadLocalRandom.current().nextLong());
        collector.onCollected(history::take);
        collector.onDropped("history_point", history::lost);
        this.tracing = new Tracing(
                vertx,
                clock,
                () -> new Tracing.Identity(BuildVersion.number(), ProcessFigures.hostName()),
                OutboundAddresses::objection,
                Tracing.Pace.USUAL);
        collector.onDropped("span", tracing::lost);
        this.resources =
                new UpstreamMetrics(vertx, configuration::inForce, routes, clock, System::nanoTime, history::take);
    }

    /** Takes up what is stored. Called on the context; {@link #begin} starts the clockwork. */
    static Future<ControlPlane> restore(
            Vertx vertx,
            Context context,
            RuntimeMeters meters,
            ConnectionCaps caps,
            HandshakeFailures handshakes,
            StateStore state,
            String file,
            ConfigResult.Loaded read) {
        GatewayConfig config = read.config();
        return new ControlPlane(vertx, context, meters, caps, handshakes, state, file, read).restore(config);
    }

    /** Whoever is told of something is there before what tells, and rollouts before a monitor can be asked about them. */
    private Future<ControlPlane> restore(GatewayConfig config) {
        Links links = new Links(configuration::inForce);
        return Announcer.load(vertx, state, behind, clock, config.notifications())
                .compose(loaded -> {
                    announcer = loaded;
                    return Notifier.load(state, behind, events, announcer, new Announcements(links));
                })
                .compose(loaded -> {
                    notifier = loaded;
                    rollouts = new RolloutController(rolloutsOutside(), config);
                    chronicle = new Chronicle(state, rollouts, notifier, clock);
                    configuration.onApplied(rollouts::configured);
                    return collector.restore();
                })
                .compose(restored -> history.restore())
                .compose(restored -> rollouts.restore())
                .compose(restored -> Monitors.load(state, collector, config.monitors()))
                .compose(loaded -> {
                    monitors = loaded;
                    return QualityPlane.load(qualityOutside(), config);
                })
                .compose(loaded -> {
                    quality = loaded;
                    return Silences.load(state, behind);
                })
                .compose(silences -> AlertEvaluator.load(
                        state,
                        behind,
                        silences,
                        monitors,
                        new FigureSource(collector, new UpstreamFigures(resources), rollouts, quality),
                        new AlertTelling(notifier, monitors, links, clock),
                        clock,
                        config.alerts()))
                .compose(loaded -> {
                    alerts = loaded;
                    return UsageLedger.load(state, behind, clock);
                })
                .map(loaded -> {
                    usage = loaded;
                    return this;
                });
    }

    private QualityPlane.Outside qualityOutside() {
        return new QualityPlane.Outside(
                qualityWorker,
                task -> context.runOnContext(turn -> task.run()),
                state,
                behind,
                this::stable,
                telemetry.captureBudget()::release,
                clock,
                () -> ThreadLocalRandom.current().nextLong());
    }

    private @Nullable Integer stable(String model) {
        ModelRoute route = routes.current().model(model);
        return route == null ? null : route.split().stable();
    }

    private RolloutController.Outside rolloutsOutside() {
        return new RolloutController.Outside(
                context,
                routes,
                state,
                behind,
                Reachability.byConnecting(vertx, directory, CONNECT_PROBE)
                        .unlessChecked(version -> isChecked(routes, version), health::passes),
                collector::inFlight,
                notifier,
                steadyClock(),
                clock,
                () -> ThreadLocalRandom.current().nextLong());
    }

    private SteadyClock steadyClock() {
        return new SteadyClock(clock, System::nanoTime);
    }

    private static DnsSettings dns(GatewayConfig.Dns dns) {
        return new DnsSettings(
                dns.servers(), dns.timeout(), new Resolution.Refresh(dns.refreshLeast(), dns.refreshMost()));
    }

    private static boolean isChecked(Routes routes, ModelVersion version) {
        ModelRoute model = routes.current().model(version.model());
        VersionRoute route = model == null ? null : model.versions().get(version.version());
        return route != null && route.check() != null;
    }

    /** The hosts of all upstreams. */
    private static List<ServiceName> names(GatewayConfig config) {
        return config.models().values().stream()
                .flatMap(model -> model.versions().values().stream())
                .flatMap(version -> version.upstreams().stream())
                .map(ServiceName::of)
                .distinct()
                .toList();
    }

    /** Starts the timers and follows the configuration. Called on the context. */
    void begin() {
        HealthWatch watch = new HealthWatch(routes, monitors, events);
        collector.onTick(history::tick);
        collector.onTick(alerts::tick);
        collector.onTick(watch::tick);
        collector.onTick(usage::tick);
        collector.onUsage(usage::add);
        collector.onTick(quality::tick);
        collector.onCaptured(quality::take);
        collector.onDropped("capture", quality::lost);
        configuration.onApplied(config -> directory.follow(names(config)));
        configuration.onApplied(config -> monitors.configure(config.monitors()));
        configuration.onApplied(config -> alerts.configure(config.alerts()));
        configuration.onApplied(config -> announcer.configure(config.notifications()));
        configuration.onApplied(quality::configure);
        configuration.onJudged(result -> events.publish(
                "reload",
                new JsonObject()
                        .put("trigger", result.trigger().label())
                        .put("applied", result.applied())
                        .put("problems", new JsonArray(result.problems()))
                        .put("models", configuration.inForce().models().size())));
        chronicle.follow(events);
        chronicle.record("start", "gateway started", "release " + BuildVersion.number(), "info");
        resources.read();
        vertx.setPeriodic(UpstreamMetrics.EVERY.toMillis(), timer -> resources.read());
        vertx.setPeriodic(COLLECT_EVERY_MILLIS, timer -> collector.tick());
        vertx.setPeriodic(STEP_EVERY_MILLIS, timer -> rollouts.tick());
    }

    Routes routes() {
        return routes;
    }

    /** Where the hosts of upstreams are. */
    Directory directory() {
        return directory;
    }

    /** Which replicas fail their checks. */
    CheckResults checks() {
        return checks;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** @param listener hears, on the control context, of the configuration in force and of each one that follows */
    void onApplied(Consumer<GatewayConfig> listener) {
        listener.accept(configuration.inForce());
        configuration.onApplied(listener);
    }

    /** What is configured of traces, in force. */
    Tracing tracing() {
        return tracing;
    }

    /** Any thread. */
    void reload(ReloadTrigger trigger) {
        configuration.reload(trigger);
    }

    AdminDependencies forAdmin(GatewayConfig.Endpoint endpoint, BooleanSupplier ready) {
        return new AdminDependencies(
                endpoint,
                configuration::inForce,
                configuration,
                state::health,
                routes,
                rollouts,
                collector,
                history,
                resources,
                quality,
                chronicle,
                monitors,
                alerts,
                usage,
                notifier,
                telemetry,
                events,
                metricsPage(),
                new QualityPage(context, new QualityMetrics(quality, configuration::inForce)),
                ready,
                clock);
    }

    private MetricsPage metricsPage() {
        MetricsSource source = new MetricsSource(
                identity(),
                collector,
                rollouts,
                configuration,
                routes,
                checks,
                directory::lookups,
                this::refusedConnections,
                handshakes::counts,
                announcer::deliveries,
                resources::all,
                state::health,
                ProcessFigures::now,
                new CertificateExpiry(configuration::inForce));
        return new PrometheusPage(context, source, meters, configuration::inForce);
    }

    private MetricsView.Identity identity() {
        MetricsView.Identity identity = ProcessFigures.identity(System.getenv());
        return configuration.inForce().listen().tls() == null ? identity : identity.overTls();
    }

    private Map<String, Long> refusedConnections() {
        return Stream.of(ConnectionCaps.Reason.values())
                .collect(Collectors.toMap(ConnectionCaps.Reason::label, caps::refused));
    }

    /** Stores what was counted and decided; to be called once the data plane is still. Any thread. */
    Future<Void> end() {
        Future<Void> stored = Future.future(promise -> context.runOnContext(go -> {
            configuration.close();
            announcer.close();
            directory.close();
            qualityWorker.close();
            Future.join(
                            collector.flush().compose(flushed -> history.flush()),
                            tracing.close(),
                            rollouts.flush(),
                            chronicle.record("stop", "gateway stopped", "", "info"))
                    .<Void>mapEmpty()
                    .eventually(() -> {
                        usage.save();
                        return behind.flush();
                    })
                    .onComplete(promise);
        }));
        return stored.onComplete(done -> meters.close());
    }
}
