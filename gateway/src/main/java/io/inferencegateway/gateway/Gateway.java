package io.inferencegateway.gateway;

import io.inferencegateway.gateway.accept.AcceptGuard;
import io.inferencegateway.gateway.accept.ConnectionCaps;
import io.inferencegateway.gateway.accept.HandshakeFailures;
import io.inferencegateway.gateway.api.AdminApi;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.observe.RuntimeMeters;
import io.inferencegateway.gateway.proxy.ListenerTls;
import io.inferencegateway.gateway.proxy.TrafficOptions;
import io.inferencegateway.gateway.proxy.TrafficServer;
import io.inferencegateway.gateway.proxy.Transports;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.wire.TrustedPeers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running gateway: {@link #start} wires the data plane, {@link ControlPlane} the rest. Thread-safe.
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Vertx vertx;
    private final GatewayConfig.Listen listen;
    private final StateStore state;
    private final ControlPlane control;
    private final TrafficServer traffic;
    private final AdminApi admin;
    private final AtomicBoolean ready;
    /** What new connections meet; null where the listener was opened in clear. Owner: the control context. */
    private GatewayConfig.@Nullable ServerTls certificates;

    private final Promise<Void> patienceLost = Promise.promise();
    private final Promise<Void> stopped = Promise.promise();

    private Gateway(
            Vertx vertx,
            GatewayConfig.Listen listen,
            StateStore state,
            ControlPlane control,
            TrafficServer traffic,
            AdminApi admin,
            AtomicBoolean ready) {
        this.vertx = vertx;
        this.listen = listen;
        this.certificates = listen.tls();
        this.state = state;
        this.control = control;
        this.traffic = traffic;
        this.admin = admin;
        this.ready = ready;
    }

    /**
     * Completes when both listeners accept; fails, leaving nothing behind, where something the configuration names can't
     * be had: a port, the state.
     *
     * @param file where {@code read} was read from, as typed; watched for changes
     */
    public static Future<Gateway> start(String file, ConfigResult.Loaded read) {
        GatewayConfig config = read.config();
        RuntimeMeters meters = new RuntimeMeters();
        TrustedPeers trusted = TrustedPeers.of(config.trustedProxies().cidrs());
        ConnectionCaps caps = new ConnectionCaps(limits(config), address -> trusted.contains(address.getHostAddress()));
        AcceptGuard guard = new AcceptGuard(caps);
        HandshakeFailures handshakes = new HandshakeFailures();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setMetricsOptions(meters.vertxOptions())
                        .setFileSystemOptions(withoutCache()))
                .withMetrics(meters.vertxMetrics())
                .withTransport(guard.inFrontOf(Transports.choose(Transports.AUTOMATIC)))
                .build();
        Context context = vertx.getOrCreateContext();
        Promise<Gateway> started = Promise.promise();
        context.runOnContext(go -> SqliteStateStore.open(vertx, config.stateUrl())
                .compose(state -> start(vertx, context, meters, guard, handshakes, state, file, read)
                        .recover(failure -> state.close().transform(closed -> Future.failedFuture(failure))))
                .recover(failure -> vertx.close().transform(closed -> Future.failedFuture(failure)))
                .onComplete(started));
        return started.future();
    }

    /** What is stored is taken up before a caller can reach anything: a canary that was rolled back stays so. */
    private static Future<Gateway> start(
            Vertx vertx,
            Context context,
            RuntimeMeters meters,
            AcceptGuard guard,
            HandshakeFailures handshakes,
            StateStore state,
            String file,
            ConfigResult.Loaded read) {
        GatewayConfig config = read.config();
        AtomicBoolean ready = new AtomicBoolean(true);
        return ControlPlane.restore(vertx, context, meters, guard.caps(), handshakes, state, file, read)
                .compose(control -> AdminApi.start(
                                vertx, control.forAdmin(config.listen().admin(), ready::get))
                        .compose(admin -> TrafficServer.start(
                                        vertx,
                                        trafficOptions(config).withHandshakes(handshakes),
                                        control.routes(),
                                        control.directory(),
                                        control.checks(),
                                        control.telemetry())
                                .map(traffic ->
                                        new Gateway(vertx, config.listen(), state, control, traffic, admin, ready)))
                        .map(gateway -> {
                            guard.guard(gateway.traffic.port());
                            guard.guard(gateway.traffic.h2cPort());
                            guard.pace(gateway.admin.port());
                            control.onApplied(gateway::followCertificates);
                            control.onApplied(after -> guard.caps().limit(limits(after)));
                            control.onApplied(after ->
                                    gateway.traffic.traceWith(control.tracing().configure(after.tracing())));
                            control.begin();
                            return gateway;
                        }));
    }

    /** Nothing is read from the class path through Vert.x, whose cache for that outlives a process that is killed. */
    private static FileSystemOptions withoutCache() {
        return new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    }

    private static ConnectionCaps.Limits limits(GatewayConfig config) {
        GatewayConfig.CallerConnections connections = config.listen().connections();
        return new ConnectionCaps.Limits(connections.all(), connections.perAddress());
    }

    private static TrafficOptions trafficOptions(GatewayConfig config) {
        GatewayConfig.Endpoint endpoint = config.listen().traffic();
        GatewayConfig.Endpoint h2c = config.listen().h2c();
        return TrafficOptions.of(endpoint.host(), endpoint.port(), config.requestHeadTimeout())
                .withTrustedProxies(config.trustedProxies().cidrs())
                .withTls(tls(config.listen()))
                .withH2c(h2c == null ? null : new TrafficOptions.Endpoint(h2c.host(), h2c.port()));
    }

    private static @Nullable ListenerTls tls(GatewayConfig.Listen listen) {
        GatewayConfig.ServerTls tls = listen.tls();
        if (tls == null) {
            return null;
        }
        List<ListenerTls.Pair> pairs = new ArrayList<>();
        pairs.add(new ListenerTls.Pair(tls.certificate().content(), tls.key().content()));
        tls.also()
                .forEach(pair -> pairs.add(new ListenerTls.Pair(
                        pair.certificate().content(), pair.key().content())));
        PemFile clients = tls.clientAuthorities();
        return new ListenerTls(pairs, clients == null ? null : clients.content());
    }

    /** A listener that was opened in clear stays so until a restart, and the other way round. */
    private void followCertificates(GatewayConfig config) {
        GatewayConfig.ServerTls asked = config.listen().tls();
        ListenerTls tls = tls(config.listen());
        if (asked == null || tls == null || certificates == null || asked.equals(certificates)) {
            return;
        }
        certificates = asked;
        traffic.update(tls)
                .onSuccess(done -> LOG.info("certificates of the traffic listener changed"))
                .onFailure(fault -> LOG.error("certificates of the traffic listener did not change", fault));
    }

    /** The port that callers reach. */
    public int trafficPort() {
        return traffic.port();
    }

    /** The port of the admin API, the console and the metrics. */
    public int adminPort() {
        return admin.port();
    }

    /** What SIGHUP does: reads the configuration again now; an invalid one changes nothing. */
    public void reload() {
        control.reload(ReloadTrigger.SIGNAL);
    }

    /** @param action runs, on no event loop, where one dies although nobody stopped the gateway */
    void onLoopDeath(Runnable action) {
        LoopWatch.over(vertx, () -> !ready.get(), action);
    }

    /** The line that says where it serves. */
    String readyLine() {
        GatewayConfig.Endpoint h2c = listen.h2c();
        return "igw ready traffic="
                + url(listen.tls() == null ? "http" : "https", listen.traffic().host(), trafficPort()) + " admin="
                + url("http", listen.admin().host(), adminPort())
                + (h2c == null ? "" : " h2c=" + url("http", h2c.host(), traffic.h2cPort())) + " pid="
                + ProcessHandle.current().pid();
    }

    private static String url(String scheme, String host, int port) {
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return scheme + "://" + (reachable.indexOf(':') >= 0 ? '[' + reachable + ']' : reachable) + ':' + port;
    }

    /**
     * Readiness off, then no new work, then the end of what is in flight, at latest after {@code patience}. What was
     * counted is stored before the end. A second call does not wait for what is still in flight.
     *
     * @return completes when nothing is left
     */
    public Future<Void> stop(Duration patience) {
        if (!ready.compareAndSet(true, false)) {
            patienceLost.tryComplete();
            return stopped.future();
        }
        Future.any(traffic.drain(patience), patienceLost.future())
                .transform(drained -> control.end())
                .transform(ended -> admin.close())
                .transform(closed -> state.close())
                .onComplete(stored -> vertx.close().onComplete(closed -> {
                    if (stored.succeeded()) {
                        stopped.tryComplete();
                    } else {
                        stopped.tryFail(stored.cause());
                    }
                }));
        return stopped.future();
    }
}
