package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.gateway.wire.WebSocketFrames;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * An exchange whose caller and upstream have agreed to leave HTTP for a WebSocket: bytes both ways, each at the pace of the
 * slower side, until both have ended. Owner: the event loop of both.
 *
 * <p>It lies below HTTP, on the channels themselves. Vert.x could take either side over as a WebSocket, but would parse,
 * unmask and mask anew every frame, and need to know each extension that the two ends agree on; nothing of that is a proxy's
 * business. So the caller's HTTP handlers stay in the pipeline, unread from here on, only for their own cleaning up, and
 * the upstream's are taken out.
 *
 * <p>An end of one side is passed on behind all that the side has sent, and the other may still speak. An upstream that ends
 * before anyone has said Close has died all the same: TCP shows no difference between the two (decision 0021). A side that
 * dies takes the other with it. The idle limit of the model holds for both directions together; its total limit does not hold.
 */
final class Tunnel implements Caller.Listener {
    /** How long one side may go on in silence after the other has ended. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TrafficLoop loop;
    private final Caller caller;
    private final Exchange exchange;
    private final UpstreamAttempt attempt;
    private final long idleNanos;
    private final TunnelEnd towardsCaller = new TunnelEnd(this);
    private final TunnelEnd towardsUpstream = new TunnelEnd(this);
    private final WebSocketFrames fromCaller = new WebSocketFrames();
    private final WebSocketFrames fromUpstream = new WebSocketFrames();
    private final Deadlines.Deadline silence = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            lookForSilence(nowNanos);
        }
    };
    private long movedNanos;
    private boolean diedSilently;
    private boolean concluded;

    Tunnel(TrafficLoop loop, Caller caller, Exchange exchange, UpstreamAttempt attempt, long idleMillis) {
        this.loop = loop;
        this.caller = caller;
        this.exchange = exchange;
        this.attempt = attempt;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
    }

    /**
     * Takes both connections out of HTTP.
     *
     * @param head the caller's 101; owned by the tunnel if it begins
     * @return false if the caller's connection can't be taken: it has sent more than its request
     */
    boolean begin(ByteBuf head, UpstreamStream upstream) {
        if (!caller.leaveHttp(towardsCaller)) {
            return false;
        }
        exchange.switched(System.nanoTime());
        caller.begin(this);
        movedNanos = loop.nowNanos();
        towardsCaller.write(head);
        towardsCaller.flush();
        upstream.leaveHttp(towardsUpstream);
        towardsUpstream.read(true);
        towardsCaller.read(true);
        lookForSilence(movedNanos);
        return true;
    }

    // --- what its ends hear ------------------------------------------------------------------------------------------

    /** @param bytes owned by the tunnel from now on */
    void onRead(TunnelEnd from, ByteBuf bytes) {
        if (concluded) {
            bytes.release();
            return;
        }
        onMoved();
        if (from == towardsCaller) {
            exchange.countRequestBytes(bytes.readableBytes());
            fromCaller.follow(bytes);
        } else {
            exchange.countResponseBytes(bytes.readableBytes());
            fromUpstream.follow(bytes);
        }
        TunnelEnd to = other(from);
        to.write(bytes);
        if (!to.isWritable()) {
            from.read(false);
        }
    }

    void onReadComplete(TunnelEnd from) {
        other(from).flush();
    }

    void onWritable(TunnelEnd end) {
        if (!concluded) {
            other(end).read(true);
        }
    }

    void onMoved() {
        movedNanos = loop.nowNanos();
    }

    /** One side sends no more. */
    void onEnd(TunnelEnd from) {
        onMoved();
        boolean mayEnd = towardsCaller.hasEnded() || fromCaller.isClosing() || fromUpstream.isClosing();
        if (from == towardsUpstream && !mayEnd) {
            diedSilently = true;
            attempt.failed(loop.nowNanos());
        }
        other(from).finish();
        lookForSilence(loop.nowNanos());
    }

    /** One side was told all there was for it. */
    void onFinished() {
        if (towardsCaller.isFinished() && towardsUpstream.isFinished()) {
            conclude(Outcome.OK);
        }
    }

    void onGone(TunnelEnd end) {
        if (concluded) {
            return;
        }
        if (end == towardsCaller) {
            onCallerGone();
        } else if (end.hasEnded() || towardsCaller.hasEnded()) {
            towardsCaller.finish();
            onFinished();
        } else {
            attempt.failed(loop.nowNanos());
            conclude(Outcome.UPSTREAM_RESET);
            caller.breakOff(true);
        }
    }

    // --- what its caller does ----------------------------------------------------------------------------------------

    @Override
    public void onCallerBatchEnd() {
        // Each end hears of its own.
    }

    @Override
    public void onCallerGone() {
        if (concluded) {
            return;
        }
        if (!towardsCaller.hasEnded() && !towardsCaller.isFinished() && !diedSilently) {
            exchange.callerLeft();
        }
        conclude(Outcome.OK);
    }

    @Override
    public void onCut() {
        if (!concluded) {
            conclude(Outcome.SHED);
        }
    }

    @Override
    public boolean isAnswering() {
        return true;
    }

    // --- silence, and the end ----------------------------------------------------------------------------------------

    private void lookForSilence(long nowNanos) {
        if (concluded) {
            return;
        }
        boolean waits = towardsCaller.hasUnsent() || towardsUpstream.hasUnsent();
        boolean half = towardsCaller.hasEnded() || towardsUpstream.hasEnded();
        long due = movedNanos + (half && !waits ? Math.min(LINGER_NANOS, idleNanos) : idleNanos);
        if (nowNanos - due < 0) {
            loop.deadlines().set(silence, due);
        } else if (towardsUpstream.hasUnsent()) {
            attempt.failed(nowNanos);
            conclude(Outcome.TIMEOUT_IDLE);
        } else {
            if (towardsCaller.hasUnsent() && !diedSilently) {
                exchange.callerLeft();
            }
            conclude(Outcome.OK);
        }
    }

    private void conclude(Outcome outcome) {
        if (concluded) {
            return;
        }
        concluded = true;
        loop.deadlines().cancel(silence);
        if (outcome != Outcome.OK || diedSilently) {
            exchange.tunnelBroke(diedSilently ? Outcome.UPSTREAM_RESET : outcome);
        }
        attempt.end();
        caller.end(this);
        exchange.end();
        towardsUpstream.close();
        if (outcome != Outcome.UPSTREAM_RESET) {
            towardsCaller.close();
        }
    }

    private TunnelEnd other(TunnelEnd end) {
        return end == towardsCaller ? towardsUpstream : towardsCaller;
    }
}
