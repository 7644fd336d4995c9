package io.inferencegateway.gateway.proxy;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.ShadowWatch;
import io.inferencegateway.gateway.route.ShadowWatch.Answer;
import io.inferencegateway.gateway.route.ShadowWatch.Drop;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.upstream.ConnectionLimitReached;
import io.inferencegateway.gateway.upstream.UpstreamListener;
import io.inferencegateway.gateway.upstream.UpstreamLoss;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.gateway.wire.OwnFields;
import io.inferencegateway.gateway.wire.RequestLength;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that stable serves, once more for the canary; nobody receives the answer. Owner: the exchange's event loop.
 *
 * <p>While the exchange lasts, its body is gathered here as it comes, within a bound. Only when the caller has its whole
 * answer is the copy sent, once, and what comes of it is compared with stable's answer and forgotten. So there is nothing that
 * the caller could wait for or fail by. A canary that stalls holds one of few places, for as long as a caller's request would
 * wait for its first byte, and then between its bytes.
 *
 * <p>It is measured apart: an ejection, a window, a rollout's evidence or the quality plane hears nothing of it.
 */
final class ShadowCopy implements Onlooker, UpstreamAttempt.Listener, UpstreamListener {
    private static final String MARK = "1";

    /** An answer that is longer than twice stable's by this is not read on: reading takes the loop's time from callers. */
    private static final long ANSWER_ROOM_BYTES = 1 << 20;

    private final TrafficLoop loop;
    private final Exchange exchange;
    private final ShadowWatch shadow;
    private final VersionRoute canary;
    private final RouteSettings settings;
    private final UpstreamTimes times = new UpstreamTimes();
    private final Deadlines.Deadline deadline = new Deadlines.Deadline() {
        @Override
        protected void due(long nowNanos) {
            onDue(nowNanos);
        }
    };

    private @Nullable ByteBuf body;
    private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private boolean whole;
    private int reservedBytes;
    private long requestBytes;
    private boolean over;

    private @Nullable ServedVersion served;
    private @Nullable UpstreamAttempt attempt;
    private @Nullable UpstreamStream stream;
    private long admission;
    private long sentNanos;
    private long stoodStillBefore;
    private int status;
    private long responseBytes;

    private ShadowCopy(TrafficLoop loop, Exchange exchange, ShadowWatch shadow, VersionRoute canary, ModelRoute model) {
        this.loop = loop;
        this.exchange = exchange;
        this.shadow = shadow;
        this.canary = canary;
        this.settings = model.settings();
        this.whole = !exchange.length().hasBody();
    }

    /**
     * Begins to copy a request that a rollout's split gave to stable.
     *
     * @return null where it is not to be copied
     */
    static @Nullable ShadowCopy begin(TrafficLoop loop, Exchange exchange, ModelRoute model) {
        CanaryWatch watch = model.watch();
        ShadowWatch shadow = watch == null ? null : watch.shadow();
        if (watch == null || shadow == null || !shadow.draws(loop.random().nextInt(TrafficSplit.WHOLE))) {
            return null;
        }
        if (model.split().canaryBasisPoints() == TrafficSplit.WHOLE) {
            // Stable serves only those who are outside the cohort: they are compared with, not tried on.
            return null;
        }
        VersionRoute canary = model.versions().get(watch.canary());
        boolean conversation =
                exchange.grpc() != null || exchange.request().headers().contains(HttpHeaderNames.UPGRADE);
        if (canary == null || conversation) {
            return null;
        }
        if (exchange.length().bytes() > shadow.bodyLimitBytes()) {
            shadow.dropped(Drop.BODY_SIZE);
            return null;
        }
        return shadow.enter() ? new ShadowCopy(loop, exchange, shadow, canary, model) : null;
    }

    // --- while the caller is served ----------------------------------------------------------------------------------

    @Override
    public void onRequestBody(ByteBuf chunk) {
        if (over) {
            return;
        }
        int count = chunk.readableBytes();
        requestBytes += count;
        if (requestBytes > shadow.bodyLimitBytes()) {
            drop(Drop.BODY_SIZE);
            return;
        }
        ByteBuf gathered = body == null ? Unpooled.buffer(0) : body;
        body = gathered;
        if (gathered.writableBytes() < count && !grow(gathered, count)) {
            drop(Drop.MEMORY);
            return;
        }
        gathered.writeBytes(chunk, chunk.readerIndex(), count);
    }

    /** To the length that the caller has announced, or as far as buffers grow. */
    private boolean grow(ByteBuf gathered, int count) {
        int needed = gathered.writerIndex() + count;
        int capacity = needed <= exchange.length().bytes()
                ? (int) exchange.length().bytes()
                : gathered.alloc().calculateNewCapacity(needed, Integer.MAX_VALUE);
        int more = capacity - gathered.capacity();
        if (!shadow.reserve(more)) {
            return false;
        }
        reservedBytes += more;
        gathered.capacity(capacity);
        return true;
    }

    @Override
    public void onRequestEnd(HttpHeaders itsTrailers) {
        whole = true;
        trailers = itsTrailers;
    }

    @Override
    public void onExchangeEnd() {
        if (over) {
            return;
        }
        boolean answered = exchange.upstreamResponseMicros() >= 0 && exchange.outcome() != Outcome.CLIENT_ABORT;
        if (answered && whole) {
            send();
        } else {
            drop(Drop.UNFINISHED);
        }
    }

    private void drop(Drop why) {
        shadow.dropped(why);
        leave();
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    private void send() {
        ServedVersion version = loop.served(canary);
        served = version;
        if (!version.hasReplica()) {
            admission = shadow.sent();
            failed(ProxyFailure.UPSTREAM_NOT_FOUND);
            return;
        }
        Upstream replica = version.picker().pick(loop.nowNanos(), null);
        int limit = settings.connectionLimit();
        if (limit != 0 && !version.pool(replica).hasRoom(limit)) {
            drop(Drop.BUSY);
            return;
        }
        admission = shadow.sent();
        AttemptTrace trace = exchange.tries(AttemptTrace.SHADOW, version, replica);
        UpstreamAttempt begun = new UpstreamAttempt(version, replica, trace, this);
        attempt = begun;
        begun.open(false, settings.connectTimeoutMillis());
    }

    @Override
    public void onReady(UpstreamAttempt ready, UpstreamStream opened, long connectMicros) {
        ServedVersion version = served;
        if (over || version == null) {
            opened.giveBack();
            return;
        }
        stream = opened;
        HttpRequest head = UpstreamRequest.head(loop, exchange, version, settings, ready, new Gathered());
        head.headers().set(OwnFields.SHADOW, MARK);
        long now = System.nanoTime();
        times.connected(connectMicros);
        times.sent(now, true);
        sentNanos = now;
        stoodStillBefore = loop.stoodStillNanos(now);
        await(now, settings.firstByteTimeoutMillis());
        ByteBuf all = body;
        body = null;
        opened.send(this, head, null, all, true, trailers);
    }

    /** The whole body, which goes out with the head. */
    private final class Gathered implements RequestBody {
        @Override
        public long wholeLength() {
            return trailers.isEmpty() ? requestBytes : RequestLength.UNKNOWN;
        }
    }

    @Override
    public void onUnreachable(UpstreamAttempt tried, Throwable cause) {
        if (cause instanceof ConnectionLimitReached) {
            withdraw(Drop.BUSY);
        } else {
            failed(ProxyFailure.ofConnect(cause));
        }
    }

    @Override
    public void onFailure(ProxyFailure why) {
        failed(why);
    }

    private void await(long nowNanos, long millis) {
        long totalNanos = sentNanos + TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis());
        long nextNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        loop.deadlines().set(deadline, totalNanos - nextNanos < 0 ? totalNanos : nextNanos);
    }

    private void onDue(long nowNanos) {
        boolean total = nowNanos - sentNanos >= TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis());
        failed(
                total
                        ? ProxyFailure.TOTAL_TIMEOUT
                        : status == 0 ? ProxyFailure.FIRST_BYTE_TIMEOUT : ProxyFailure.IDLE_TIMEOUT);
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    @Override
    public void onInformational(int interim, HttpHeaders headers) {
        // Nobody waits for it.
    }

    @Override
    public void onSwitched(HttpResponse head) {
        failed(ProxyFailure.UPSTREAM_GARBLED);
    }

    @Override
    public void onHead(HttpResponse head) {
        status = head.status().code();
        long now = System.nanoTime();
        times.answered(now);
        AttemptTrace trace = attempt == null ? null : attempt.trace();
        if (trace != null) {
            trace.answered(status);
        }
        await(now, settings.idleTimeoutMillis());
    }

    @Override
    public void onBody(ByteBuf chunk) {
        responseBytes += chunk.readableBytes();
        chunk.release();
        if (responseBytes > 2 * exchange.responseBytes() + ANSWER_ROOM_BYTES) {
            withdraw(Drop.ANSWER_SIZE);
        } else {
            await(loop.nowNanos(), settings.idleTimeoutMillis());
        }
    }

    @Override
    public void onEnd(HttpHeaders itsTrailers) {
        stream = null;
        times.ended(System.nanoTime());
        ended(status, AnswerStatus.outcomeOf(status));
    }

    @Override
    public void onBatchEnd() {
        // Nothing was held back.
    }

    @Override
    public void onWritable() {
        // All of the request went out at once.
    }

    @Override
    public void onLost(UpstreamLoss loss) {
        stream = null;
        if (loss == UpstreamLoss.STALE || loss == UpstreamLoss.REFUSED) {
            // A request in its place would be sent again; a copy is not worth that.
            withdraw(Drop.STALE);
        } else {
            failed(ProxyFailure.ofLoss(loss));
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    private void failed(ProxyFailure how) {
        if (attempt != null) {
            attempt.blame(how.error().token());
        }
        ended(how.status(), how.outcome());
    }

    private void ended(int endStatus, Outcome outcome) {
        ServedVersion version = served;
        if (over || version == null) {
            return;
        }
        long now = System.nanoTime();
        long tookNanos = sentNanos == 0 ? 0 : now - sentNanos - (loop.stoodStillNanos(now) - stoodStillBefore);
        long micros = TimeUnit.NANOSECONDS.toMicros(tookNanos);
        version.telemetry()
                .shadowed(new ShadowAnswer(
                        exchange.method(), endStatus, outcome, micros, times, requestBytes, responseBytes));
        Answer ofStable = new Answer(exchange.status(), exchange.outcome(), exchange.upstreamResponseMicros());
        shadow.answered(admission, ofStable, new Answer(endStatus, outcome, micros));
        leave();
    }

    private void withdraw(Drop why) {
        if (!over) {
            shadow.withdrawn(admission, why);
            if (attempt != null) {
                attempt.abandon();
            }
            leave();
        }
    }

    /** It is over, whatever comes: everything that it held is given back. */
    private void leave() {
        over = true;
        loop.deadlines().cancel(deadline);
        ByteBuf unsent = body;
        body = null;
        if (unsent != null) {
            unsent.release();
        }
        UpstreamStream open = stream;
        stream = null;
        if (open != null) {
            open.abandon();
        }
        UpstreamAttempt tried = attempt;
        if (tried != null) {
            tried.end();
        }
        shadow.leave(reservedBytes);
    }
}
