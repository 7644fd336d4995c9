package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Admission;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.trace.Tracer;
import io.inferencegateway.gateway.upstream.ConnectionBudgets;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that callers reach: one HTTP server of each per event loop on one port. Thread-safe.
 */
public final class TrafficServer {
    /** How long new callers are still taken in while load balancers learn that the gateway is leaving. */
    private static final Duration STILL_ACCEPTING = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(TrafficServer.class);
    /** Vert.x shares a free port among the servers of one negative number, so each listener needs its own number. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger(-1);

    private final Vertx vertx;
    private final String deployment;
    private final List<TrafficVerticle> loops;

    private TrafficServer(Vertx vertx, String deployment, List<TrafficVerticle> loops) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.loops = loops;
    }

    /** Completes when every loop accepts. */
    public static Future<TrafficServer> start(
            Vertx vertx,
            TrafficOptions options,
            Routes routes,
            Directory directory,
            CheckResults checks,
            Telemetry telemetry) {
        TrafficOptions.Endpoint h2c = options.h2c();
        TrafficVerticle.BoundPorts ports =
                new TrafficVerticle.BoundPorts(bind(options.port()), h2c == null ? 0 : bind(h2c.port()));
        Admission admission = new Admission();
        ConnectionBudgets connections = new ConnectionBudgets();
        Queue<TrafficVerticle> made = new ConcurrentLinkedQueue<>();
        Supplier<Deployable> supplier = () -> {
            TrafficVerticle verticle =
                    new TrafficVerticle(options, ports, routes, directory, checks, admission, connections, telemetry);
            made.add(verticle);
            return verticle;
        };
        return vertx.deployVerticle(supplier, new DeploymentOptions().setInstances(options.loops()))
                .map(deployment -> new TrafficServer(vertx, deployment, List.copyOf(made)));
    }

    private static int bind(int port) {
        return port == 0 ? FREE_PORTS.getAndDecrement() : port;
    }

    /** Whoever connects from now on meets these certificates; connections that are open live on. */
    public Future<Void> update(ListenerTls tls) {
        return loops.get(0).update(tls);
    }

    /** @param tracer what begins the traces of exchanges from now on, or null where none are recorded */
    public void traceWith(@Nullable Tracer tracer) {
        onLoops(loop -> loop.traceWith(tracer));
    }

    /** Runs on every loop. */
    void onLoops(Consumer<TrafficLoop> action) {
        loops.forEach(loop -> loop.onLoop(action));
    }

    /** The port really bound. */
    public int port() {
        return loops.get(0).port();
    }

    /** The port really bound for HTTP/2 with prior knowledge, or -1 where there is none. */
    public int h2cPort() {
        return loops.get(0).h2cPort();
    }

    /**
     * Stops taking work: answers carry {@code Connection: close}, HTTP/2 callers get GOAWAY, new connections are accepted for one more second, and
     * the future completes when nothing is in flight, at latest after {@code atMost}, when the rest is cut, counted and
     * logged.
     */
    public Future<Void> drain(Duration atMost) {
        onLoops(TrafficLoop::startDrain);
        long leftMillis = Math.max(1, atMost.minus(STILL_ACCEPTING).toMillis());
        Promise<Void> done = Promise.promise();
        vertx.setTimer(STILL_ACCEPTING.toMillis(), accepted -> {
            long deadline = vertx.setTimer(leftMillis, expired -> cut().onComplete(done));
            Future.all(loops.stream().map(loop -> loop.finishDrain(leftMillis)).toList())
                    .onComplete(empty -> {
                        if (vertx.cancelTimer(deadline)) {
                            done.complete();
                        }
                    });
        });
        return done.future().eventually(() -> vertx.undeploy(deployment));
    }

    private Future<Void> cut() {
        List<Future<Integer>> cuts = loops.stream().map(TrafficVerticle::cut).toList();
        return Future.all(cuts).map(all -> {
            int count = cuts.stream().mapToInt(Future::result).sum();
            if (count > 0) {
                LOG.warn("drain cut exchanges={}", count);
            }
            return null;
        });
    }
}
