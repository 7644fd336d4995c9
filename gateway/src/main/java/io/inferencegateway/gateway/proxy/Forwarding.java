package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries one admitted request to an upstream and its answer back. Owner: the exchange's event loop, on which all of its
 * events arrive. Every way out leads through {@link #conclude}.
 */
final class Forwarding
        implements CallerConnection.Listener,
                RequestPump.Listener,
                UpstreamAttempt.Listener,
                UpstreamListener,
                Timeouts.Listener {
    /** How long a caller that asked for 100 waits for the upstream's before it gets ours. */
    private static final long CONTINUE_MILLIS = 300;

    private final TrafficLoop loop;
    private final CallerConnection caller;
    private final Exchange exchange;
    private final RouteSettings settings;
    private final ServedVersion version;
    private final HttpServerRequest request;
    private final ResponsePump answer;
    private final Timeouts timeouts;
    private final @Nullable RequestPump body;

    private @Nullable UpstreamAttempt attempt;
    private @Nullable UpstreamConnection connection;
    private boolean begun;
    private boolean answerStalled;
    private boolean closeCaller;
    private boolean concluded;

    Forwarding(
            TrafficLoop loop,
            CallerConnection caller,
            Exchange exchange,
            RouteSettings settings,
            ServedVersion version) {
        this.loop = loop;
        this.caller = caller;
        this.exchange = exchange;
        this.settings = settings;
        this.version = version;
        this.request = exchange.request();
        this.answer = new ResponsePump(request.response());
        this.timeouts = new Timeouts(loop.deadlines(), this, exchange.startNanos());
        this.body =
                exchange.length().hasBody() ? new RequestPump(request, settings.requestBodyLimitBytes(), this) : null;
    }

    /** To be called in the turn in which the request came. */
    void start() {
        caller.begin(this);
        long now = loop.nowNanos();
        timeouts.setNanos(
                Timeouts.Kind.TOTAL,
                exchange.startNanos(),
                TimeUnit.MILLISECONDS.toNanos(settings.totalTimeoutMillis()));
        long slowAfterMicros = exchange.slowAfterMicros();
        if (slowAfterMicros >= 0) {
            timeouts.setNanos(
                    Timeouts.Kind.SLOW, exchange.startNanos(), TimeUnit.MICROSECONDS.toNanos(slowAfterMicros));
        }
        RequestPump upload = body;
        if (upload == null) {
            tryUpstream(null);
            return;
        }
        upload.start();
        timeouts.setMillis(Timeouts.Kind.REQUEST_BODY, now, settings.requestBodyTimeoutMillis());
        if (!caller.inBatch()) {
            // A pipelined request: its bytes were read long ago, so no batch ends after it.
            tryUpstreamOnce();
        }
    }

    // --- the caller's side -------------------------------------------------------------------------------------------

    @Override
    public void onCallerBatchEnd() {
        tryUpstreamOnce();
    }

    @Override
    public void onRequestBytes(int count) {
        exchange.countRequestBytes(count);
        timeouts.setMillis(Timeouts.Kind.REQUEST_BODY, loop.nowNanos(), settings.requestBodyTimeoutMillis());
        if (connection != null && !exchange.isAnswered()) {
            watchIdle(Timeouts.Kind.UPSTREAM_IDLE);
        }
    }

    @Override
    public void onRequestEnd() {
        timeouts.clear(Timeouts.Kind.REQUEST_BODY);
        timeouts.clear(Timeouts.Kind.CONTINUE);
        if (connection != null && !exchange.isAnswered()) {
            timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
            timeouts.setMillis(Timeouts.Kind.FIRST_BYTE, loop.nowNanos(), settings.firstByteTimeoutMillis());
        }
        tryUpstreamOnce();
    }

    @Override
    public void onRequestTooLarge() {
        fail(ProxyFailure.BODY_TOO_LARGE);
    }

    @Override
    public void onRequestBroken() {
        if (!concluded) {
            exchange.decide(Refusal.GARBLED.status(), Outcome.CLIENT_ERROR);
            leaveUpstream();
            conclude();
            caller.close();
        }
    }

    @Override
    public void onCallerGone() {
        if (!concluded) {
            exchange.callerLeft();
            leaveUpstream();
            conclude();
        }
    }

    @Override
    public void onCut() {
        if (!concluded) {
            exchange.decide(ProxyFailure.SHED.status(), ProxyFailure.SHED.outcome());
            leaveUpstream();
            conclude();
        }
    }

    // --- finding an upstream -----------------------------------------------------------------------------------------

    private void tryUpstreamOnce() {
        if (!begun && !concluded) {
            tryUpstream(null);
        }
    }

    private void tryUpstream(@Nullable Upstream avoid) {
        begun = true;
        Upstream replica = version.picker().pick(loop.nowNanos(), avoid);
        exchange.triedOn(replica);
        UpstreamAttempt started = new UpstreamAttempt(version, replica, this);
        attempt = started;
        if (started.open(exchange.retries() > 0, settings.connectTimeoutMillis())) {
            timeouts.setMillis(Timeouts.Kind.CONNECT, loop.nowNanos(), settings.connectTimeoutMillis());
        }
    }

    @Override
    public void onUnreachable(Upstream replica, Throwable cause) {
        timeouts.clear(Timeouts.Kind.CONNECT);
        boolean late = cause instanceof ConnectTimeoutException;
        boolean hasOther = version.picker().upstreams().size() > 1;
        // Nothing was sent, so another replica may have it whatever the method.
        if (!late && hasOther && mayRetry()) {
            countAgainstReplica();
            retry("refused_connect", replica);
        } else {
            fail(late ? ProxyFailure.CONNECT_TIMEOUT : ProxyFailure.UPSTREAM_UNREACHABLE);
        }
    }

    private boolean mayRetry() {
        return exchange.retries() == 0 && loop.retries().tryRetry(loop.nowNanos());
    }

    private void retry(String reason, @Nullable Upstream avoid) {
        loop.telemetry().retried(reason);
        endAttempt();
        connection = null;
        exchange.retried();
        timeouts.clear(Timeouts.Kind.FIRST_BYTE);
        timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
        tryUpstream(avoid);
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    @Override
    public void onReady(Upstream replica, UpstreamConnection opened, long connectMicros) {
        timeouts.clear(Timeouts.Kind.CONNECT);
        exchange.connected(connectMicros);
        connection = opened;
        RequestPump upload = body;
        boolean whole = upload == null || upload.isEnded();
        ByteBuf begin = upload == null ? null : upload.peekGathered();
        HttpRequest head = UpstreamRequest.head(loop, exchange, version, settings.keepPath(), replica, begin, whole);
        long now = System.nanoTime();
        exchange.sent(now);
        if (whole) {
            timeouts.setMillis(Timeouts.Kind.FIRST_BYTE, now, settings.firstByteTimeoutMillis());
        } else {
            timeouts.setMillis(Timeouts.Kind.UPSTREAM_IDLE, now, settings.idleTimeoutMillis());
            if (begin == null && UpstreamRequest.expectsContinue(request)) {
                timeouts.setMillis(Timeouts.Kind.CONTINUE, now, CONTINUE_MILLIS);
            }
        }
        opened.send(this, head, begin, whole);
        if (upload != null) {
            upload.attach(opened);
        }
    }

    @Override
    public void onWritable() {
        RequestPump upload = body;
        if (upload != null) {
            upload.onUpstreamWritable();
        }
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    @Override
    public void onInformational(int status, HttpHeaders fields) {
        if (status == 100) {
            if (timeouts.isPending(Timeouts.Kind.CONTINUE)) {
                timeouts.clear(Timeouts.Kind.CONTINUE);
                request.response().writeContinue();
            }
        } else if (status == 103) {
            AnswerHead.relayHints(loop, request, fields);
        }
    }

    @Override
    public void onHead(HttpResponse head) {
        exchange.answered(System.nanoTime());
        UpstreamAttempt answering = attempt;
        if (answering != null) {
            answering.answered();
        }
        timeouts.clear(Timeouts.Kind.FIRST_BYTE);
        timeouts.clear(Timeouts.Kind.CONTINUE);
        watchIdle(Timeouts.Kind.UPSTREAM_IDLE);
        if (!AnswerHead.relay(loop, exchange, head, answer)) {
            fail(ProxyFailure.UPSTREAM_GARBLED);
        } else if (loop.isDraining() || answer.isDelimitedByClose()) {
            closeCaller();
        }
    }

    @Override
    public void onBody(ByteBuf chunk) {
        exchange.countResponseBytes(chunk.readableBytes());
        answer.body(chunk);
        watchIdle(Timeouts.Kind.UPSTREAM_IDLE);
        if (answer.isFull() && !answerStalled) {
            stallAnswer();
        }
    }

    @Override
    public void onBatchEnd() {
        answer.flush();
        if (answer.isFull() && !answerStalled) {
            stallAnswer();
        }
    }

    /** The caller reads more slowly than the upstream writes: the upstream has to wait. */
    private void stallAnswer() {
        UpstreamConnection from = connection;
        if (from == null) {
            return;
        }
        answerStalled = true;
        from.pauseReading();
        timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
        watchIdle(Timeouts.Kind.ANSWER_STALLED);
        request.response().drainHandler(drained -> {
            if (answerStalled && !concluded) {
                answerStalled = false;
                timeouts.clear(Timeouts.Kind.ANSWER_STALLED);
                UpstreamConnection waiting = connection;
                if (waiting != null) {
                    watchIdle(Timeouts.Kind.UPSTREAM_IDLE);
                    waiting.resumeReading();
                }
            }
        });
    }

    @Override
    public void onEnd(HttpHeaders trailers) {
        connection = null;
        exchange.answerEnded(System.nanoTime());
        endAttempt();
        timeouts.clear(Timeouts.Kind.UPSTREAM_IDLE);
        timeouts.clear(Timeouts.Kind.REQUEST_BODY);
        watchIdle(Timeouts.Kind.ANSWER_STALLED);
        RequestPump upload = body;
        if (upload != null && !upload.isEnded()) {
            // The upstream has said its last word, so nobody wants the rest of the request.
            upload.stop();
            if (!answer.isCommitted()) {
                closeCaller();
            } else {
                closeCaller = true;
            }
        }
        int status = request.response().getStatusCode();
        exchange.decide(status, Exchange.outcomeOf(status));
        exchange.judge();
        Future<Void> written = answer.end(trailers);
        written.onComplete(done -> {
            if (concluded) {
                return;
            }
            if (done.failed()) {
                exchange.callerLeft();
            }
            conclude();
            if (closeCaller) {
                caller.lingerThenClose(request);
            }
        });
    }

    private void closeCaller() {
        closeCaller = true;
        AnswerFields.sayClose(request.response());
    }

    // --- what goes wrong ---------------------------------------------------------------------------------------------

    @Override
    public void onLost(UpstreamLoss loss) {
        connection = null;
        if (loss == UpstreamLoss.STALE && isRepeatable() && mayRetry()) {
            retry("stale_connection", null);
            return;
        }
        fail(loss == UpstreamLoss.GARBLED ? ProxyFailure.UPSTREAM_GARBLED : ProxyFailure.UPSTREAM_CLOSED);
    }

    /** Whether sending it again can do no harm, and all of it is still here. */
    private boolean isRepeatable() {
        boolean harmless = settings.idempotent() || UpstreamRequest.isSafe(request);
        RequestPump upload = body;
        return harmless && (upload == null || upload.isRepeatable());
    }

    @Override
    public void onOverdue(Timeouts.Kind kind) {
        if (concluded) {
            return;
        }
        switch (kind) {
            case TOTAL -> {
                if (answer.isEnded()) {
                    onAnswerStalled();
                } else {
                    fail(ProxyFailure.TOTAL_TIMEOUT);
                }
            }
            case CONNECT -> fail(ProxyFailure.CONNECT_TIMEOUT);
            case FIRST_BYTE -> fail(ProxyFailure.FIRST_BYTE_TIMEOUT);
            case UPSTREAM_IDLE -> onUpstreamIdle();
            case REQUEST_BODY -> onBodyOverdue();
            case ANSWER_STALLED -> onAnswerStalled();
            case SLOW -> exchange.slow();
            case CONTINUE -> request.response().writeContinue();
        }
    }

    private void onAnswerStalled() {
        exchange.callerLeft();
        leaveUpstream();
        caller.close();
        conclude();
    }

    private void watchIdle(Timeouts.Kind kind) {
        timeouts.setMillis(kind, loop.nowNanos(), settings.idleTimeoutMillis());
    }

    private void onUpstreamIdle() {
        RequestPump upload = body;
        if (!exchange.isAnswered() && upload != null && upload.waitsForCaller()) {
            // The caller is the one who is late; its own limit watches over that.
            watchIdle(Timeouts.Kind.UPSTREAM_IDLE);
        } else {
            fail(ProxyFailure.IDLE_TIMEOUT);
        }
    }

    private void onBodyOverdue() {
        RequestPump upload = body;
        if (upload != null && upload.waitsForCaller()) {
            fail(ProxyFailure.BODY_TOO_SLOW);
        } else if (upload != null && !upload.isEnded()) {
            // It was told to wait: the upstream does not read.
            timeouts.setMillis(Timeouts.Kind.REQUEST_BODY, loop.nowNanos(), settings.requestBodyTimeoutMillis());
        }
    }

    private void fail(ProxyFailure failure) {
        if (concluded) {
            return;
        }
        if (failure.countsForEjection()) {
            countAgainstReplica();
        }
        leaveUpstream();
        RequestPump upload = body;
        if (upload != null) {
            upload.stop();
        }
        if (answer.isCommitted()) {
            // It has the status already; all that is left is not to let it look whole.
            exchange.decide(request.response().getStatusCode(), failure.outcome());
            conclude();
            caller.breakOff(answer.isDelimitedByClose());
        } else {
            answer.discard();
            concluded = true;
            timeouts.cancelAll();
            GatewayAnswer.fail(loop, caller, exchange, failure);
        }
    }

    private void countAgainstReplica() {
        UpstreamAttempt failed = attempt;
        if (failed != null) {
            failed.failed(loop.nowNanos());
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    private void leaveUpstream() {
        UpstreamConnection open = connection;
        connection = null;
        if (open != null) {
            open.abandon();
        }
        endAttempt();
    }

    private void endAttempt() {
        UpstreamAttempt over = attempt;
        attempt = null;
        if (over != null) {
            over.end();
        }
    }

    private void conclude() {
        concluded = true;
        answer.discard();
        timeouts.cancelAll();
        caller.end(this);
        exchange.end();
    }
}
