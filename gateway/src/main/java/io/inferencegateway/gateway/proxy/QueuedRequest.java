package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Gate;
import io.inferencegateway.gateway.grpc.GrpcCall;
import io.inferencegateway.gateway.observe.VersionTelemetry;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.time.Deadlines;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A request that waits for a place under its model's limit. Owner: the exchange's event loop; only {@link #granted}
 * comes from any thread. While it waits its body stays with the caller, and no upstream hears of it.
 */
final class QueuedRequest extends Gate.Waiter implements Caller.Listener {
    private final TrafficLoop loop;
    private final Caller caller;
    private final Exchange exchange;
    private final Gate gate;
    private final VersionTelemetry telemetry;
    private final RouteSettings settings;
    private final BiConsumer<Caller, Exchange> admitted;
    private final Context context = Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    private final Deadlines.Deadline overdue = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            waitedLongEnough(nowNanos);
        }
    };

    private boolean over;

    private QueuedRequest(
            TrafficLoop loop,
            Caller caller,
            Exchange exchange,
            ServedVersion version,
            RouteSettings settings,
            BiConsumer<Caller, Exchange> admitted) {
        this.loop = loop;
        this.caller = caller;
        this.exchange = exchange;
        this.gate = version.gate();
        this.telemetry = version.telemetry();
        this.settings = settings;
        this.admitted = admitted;
    }

    /**
     * To be called in the turn in which the request came.
     *
     * @param admitted hears of it when it has a place, in a later turn of this loop; every other end is seen to here
     * @return false where the queue is full, and nothing has happened
     */
    static boolean begin(
            TrafficLoop loop,
            Caller caller,
            Exchange exchange,
            ServedVersion version,
            RouteSettings settings,
            BiConsumer<Caller, Exchange> admitted) {
        if (settings.queueLimit() == 0) {
            return false;
        }
        QueuedRequest request = new QueuedRequest(loop, caller, exchange, version, settings, admitted);
        if (!request.gate.queue(settings.queueLimit(), request)) {
            return false;
        }
        request.begin();
        return true;
    }

    private void begin() {
        if (exchange.length().hasBody()) {
            caller.holdBack(exchange.request());
        }
        caller.begin(this);
        telemetry.queued();
        long now = System.nanoTime();
        long waitNanos = TimeUnit.MILLISECONDS.toNanos(settings.queueWaitMillis());
        loop.deadlines().set(overdue, now + Math.min(waitNanos, Math.min(totalLeft(now), callersLeft(now))));
    }

    @Override
    protected void granted() {
        context.runOnContext(turn -> {
            if (!over) {
                leaveQueue();
                exchange.waited(System.nanoTime());
                admitted.accept(caller, exchange);
            }
        });
    }

    private void waitedLongEnough(long nowNanos) {
        if (!gate.giveUp(this)) {
            // It has a place: the turn in which it goes on is on its way.
            return;
        }
        leaveQueue();
        answer(loop, caller, exchange, whatRanOut(nowNanos));
    }

    private ProxyFailure whatRanOut(long nowNanos) {
        if (callersLeft(nowNanos) <= 0) {
            return ProxyFailure.DEADLINE_PASSED_WAITING;
        }
        return totalLeft(nowNanos) <= 0 ? ProxyFailure.TOTAL_TIMEOUT : ProxyFailure.SHED;
    }

    /** Answers a request that has waited: what it kept back of its body has to be read and dropped. */
    static void answer(TrafficLoop loop, Caller caller, Exchange exchange, ProxyFailure failure) {
        if (exchange.length().hasBody()) {
            caller.readOn(exchange.request());
        }
        GatewayAnswer.fail(loop, caller, exchange, failure);
    }

    @Override
    public void onCallerBatchEnd() {
        // What came waits with the caller.
    }

    @Override
    public void onCallerGone() {
        giveUp();
        exchange.callerLeft();
        conclude();
    }

    @Override
    public void onCut() {
        giveUp();
        exchange.decide(ProxyFailure.SHED.status(), ProxyFailure.SHED.outcome());
        conclude();
    }

    private void giveUp() {
        leaveQueue();
        if (!gate.giveUp(this)) {
            gate.leave();
        }
    }

    private void leaveQueue() {
        over = true;
        loop.deadlines().cancel(overdue);
        telemetry.leftQueue();
    }

    private void conclude() {
        caller.end(this);
        exchange.end();
    }

    private long totalLeft(long nowNanos) {
        return TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis())
                - (nowNanos - exchange.times().startNanos());
    }

    /** How long the caller of a gRPC call goes on waiting. */
    private long callersLeft(long nowNanos) {
        GrpcCall call = exchange.grpc();
        return call == null
                ? Long.MAX_VALUE
                : call.timeoutNanos() - (nowNanos - exchange.times().startNanos());
    }
}
