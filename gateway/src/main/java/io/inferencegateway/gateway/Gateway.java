package io.inferencegateway.gateway;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.SampleSettings;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.proxy.TrafficOptions;
import io.inferencegateway.gateway.proxy.TrafficServer;
import io.inferencegateway.gateway.proxy.Transports;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.StateStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One running gateway, wired by hand: read {@link #start} from top to bottom to know what there is and who knows whom.
 * Thread-safe.
 */
public final class Gateway {
    /** Long enough for a loop under load, short enough that nobody waits for one that hangs. */
    private static final Duration LOOP_ANSWER_LIMIT = Duration.ofMillis(500);

    private final Vertx vertx;
    private final GatewayConfig config;
    private final StateStore state;
    private final TrafficServer traffic;

    private Gateway(Vertx vertx, GatewayConfig config, StateStore state, TrafficServer traffic) {
        this.vertx = vertx;
        this.config = config;
        this.state = state;
        this.traffic = traffic;
    }

    /**
     * Completes when both listeners accept; fails, leaving nothing behind, where something the configuration names can't
     * be had: a port, the state.
     *
     * @param file where {@code config} was read from, as typed; watched for changes
     */
    public static Future<Gateway> start(String file, GatewayConfig config) {
        Vertx vertx = Vertx.builder()
                .withTransport(Transports.choose(Transports.AUTOMATIC))
                .build();
        return SqliteStateStore.open(vertx, config.stateUrl())
                .compose(state -> start(vertx, config, state))
                .recover(failure -> vertx.close().transform(closed -> Future.failedFuture(failure)));
    }

    private static Future<Gateway> start(Vertx vertx, GatewayConfig config, StateStore state) {
        Telemetry telemetry = new Telemetry(
                vertx,
                new SampleSettings(
                        config.samples().perVersion(), config.samples().slow()),
                LOOP_ANSWER_LIMIT);
        Routes routes = new Routes(RoutingTables.initial(config));
        TrafficOptions options = TrafficOptions.of(
                config.listen().traffic().host(), config.listen().traffic().port(), Duration.ofSeconds(10));
        return TrafficServer.start(vertx, options, routes, telemetry)
                .map(traffic -> new Gateway(vertx, config, state, traffic));
    }

    /** The port that callers reach. */
    public int trafficPort() {
        return traffic.port();
    }

    /** The port of the admin API, the console and the metrics. */
    public int adminPort() {
        return config.listen().admin().port();
    }

    /** Reads the configuration again now; an invalid one changes nothing. */
    public void reload() {}

    /** The line that says where it serves. */
    String readyLine() {
        return "igw ready traffic=" + url(config.listen().traffic().host(), trafficPort()) + " admin="
                + url(config.listen().admin().host(), adminPort()) + " pid="
                + ProcessHandle.current().pid();
    }

    private static String url(String host, int port) {
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return "http://" + (reachable.indexOf(':') >= 0 ? '[' + reachable + ']' : reachable) + ':' + port;
    }

    /**
     * Readiness off, then no new work, then the end of what is in flight, at latest after {@code patience}; a second call
     * shortens it.
     */
    public Future<Void> stop(Duration patience) {
        return traffic.drain(patience).compose(drained -> state.close()).compose(closed -> vertx.close());
    }
}
