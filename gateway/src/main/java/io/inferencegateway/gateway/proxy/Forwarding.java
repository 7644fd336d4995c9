package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.RouteSettings;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.upstream.ConnectionLimitReached;
import io.inferencegateway.gateway.upstream.UpstreamLoss;
import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.gateway.wire.Refusal;
import io.inferencegateway.gateway.wire.WebSocketUpgrade;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries one admitted request to an upstream and its answer back. Owner: the exchange's event loop, on which all of its
 * events arrive. Every way out leads through {@link #conclude}.
 */
final class Forwarding
        implements Caller.Listener, RequestPump.Listener, UpstreamAttempt.Listener, Hedge.Listener, Patience.Listener {
    private final TrafficLoop loop;
    private final Caller caller;
    private final Exchange exchange;
    private final RouteSettings settings;
    private final HttpServerRequest request;
    private final ResponsePump answer;
    private final RequestBody body;
    private final @Nullable WebSocketUpgrade upgrade;
    private final Patience patience;
    private final Attempts attempts;
    private final AnswerPace pace;
    private final AnswerStatus answerStatus;

    private @Nullable UpstreamStream connection;
    private boolean closeCaller;
    private boolean concluded;

    Forwarding(TrafficLoop loop, Caller caller, Exchange exchange, RouteSettings settings, ServedVersion version) {
        this.loop = loop;
        this.caller = caller;
        this.exchange = exchange;
        this.settings = settings;
        this.request = exchange.request();
        this.answer = new ResponsePump(request.response());
        this.body = exchange.length().hasBody()
                ? new RequestPump(exchange, caller, settings.requestBodyLimitBytes(), this)
                : RequestBody.NONE;
        this.upgrade = WebSocketUpgrade.askedBy(request, exchange.length());
        this.patience = new Patience(loop, exchange, settings, body, this);
        this.attempts = new Attempts(loop, exchange, version, settings, patience, this);
        this.pace = new AnswerPace(answer, request.response(), patience);
        this.answerStatus = new AnswerStatus(exchange.grpc() != null);
    }

    /** To be called in the turn in which the request came, or later where it is paused and has queued. */
    void start() {
        caller.begin(this);
        patience.begin();
        if (body.isEnded()) {
            attempts.begin();
            return;
        }
        body.start();
        if (exchange.times().hasQueued()) {
            caller.readOn(request);
        }
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
        patience.requestMoved();
    }

    @Override
    public void onRequestEnd() {
        patience.requestEnded();
        tryUpstreamOnce();
    }

    @Override
    public void onRequestTooLarge() {
        fail(ProxyFailure.BODY_TOO_LARGE);
    }

    @Override
    public void onRequestBroken(Throwable fault) {
        if (caller.isGone(fault)) {
            onCallerGone();
        } else {
            onCallerGarbled();
        }
    }

    private void onCallerGarbled() {
        if (!concluded) {
            exchange.decide(Refusal.GARBLED.status(), Outcome.CLIENT_ERROR);
            giveUp();
            caller.closeGarbled();
        }
    }

    @Override
    public void onCallerGone() {
        if (!concluded) {
            if (patience.callersTimeIsOver()) {
                exchange.decide(ProxyFailure.DEADLINE_PASSED.status(), ProxyFailure.DEADLINE_PASSED.outcome());
            } else {
                exchange.callerLeft();
            }
            giveUp();
        }
    }

    @Override
    public void onCut() {
        if (!concluded) {
            exchange.decide(ProxyFailure.SHED.status(), ProxyFailure.SHED.outcome());
            giveUp();
        }
    }

    @Override
    public long answerBytes() {
        return exchange.responseBytes();
    }

    @Override
    public boolean isAnswering() {
        return answer.isCommitted();
    }

    // --- finding an upstream -----------------------------------------------------------------------------------------

    private void tryUpstreamOnce() {
        if (!concluded) {
            attempts.begin();
        }
    }

    @Override
    public void onUnreachable(UpstreamAttempt attempt, Throwable cause) {
        Upstream replica = attempt.replica();
        patience.connectEnded();
        if (cause instanceof ConnectionLimitReached) {
            if (!attempts.elsewhere(replica)) {
                fail(ProxyFailure.UPSTREAMS_FULL);
            }
            return;
        }
        ProxyFailure failure = ProxyFailure.ofConnect(cause);
        // Nothing was sent, so another replica may have it whatever the method.
        boolean elsewhere = failure != ProxyFailure.CONNECT_TIMEOUT && attempts.hasOther();
        if (!elsewhere || !attempts.retry("refused_connect", replica)) {
            fail(failure);
        }
    }

    /**
     * Lets stable answer for a canary that failed.
     *
     * @param unsent whether the canary can't have got the request, so that any method may go to stable
     * @return false where that may not be, and nothing has happened
     */
    private boolean rescue(int failedStatus, Outcome failure, boolean unsent) {
        boolean mayRepeat = !answer.hasHead() && ((unsent && body.isStillHere()) || isRepeatable());
        ServedVersion stable = mayRepeat ? attempts.rescuer() : null;
        if (stable == null) {
            return false;
        }
        leaveUpstream();
        request.response().headers().clear();
        attempts.rescue(stable, failedStatus, failure);
        return true;
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    @Override
    public void onReady(UpstreamAttempt attempt, UpstreamStream opened, long connectMicros) {
        patience.connectEnded();
        if (upgrade != null && !opened.mayLeaveHttp()) {
            opened.giveBack();
            fail(ProxyFailure.UPGRADE_NOT_SERVED);
            return;
        }
        exchange.times().connected(connectMicros);
        connection = opened;
        boolean whole = body.isEnded();
        ByteBuf begin = body.peekGathered();
        HttpRequest head = headFor(attempt);
        WebSocketUpgrade asked = upgrade;
        if (asked != null) {
            asked.addTo(head.headers());
        }
        long now = System.nanoTime();
        exchange.times().sent(now, whole);
        patience.sent(now, whole, begin == null && UpstreamRequest.expectsContinue(request));
        if (settings.hedgeAfterMillis() > 0 && whole && asked == null && isRepeatable()) {
            patience.mayHedge(now);
        }
        opened.send(this, head, asked, begin, whole, body.trailers());
        body.attach(opened);
    }

    private HttpRequest headFor(UpstreamAttempt attempt) {
        return UpstreamRequest.head(loop, exchange, attempts.version(), settings, attempt, body);
    }

    @Override
    public void onHedgeDue() {
        if (exchange.times().awaitsAnswer()) {
            attempts.hedge(this::headFor, body.peekGathered(), body.trailers(), this);
        }
    }

    @Override
    public void onHedgeWon(UpstreamStream stream) {
        UpstreamStream slow = connection;
        forgetUpstream();
        connection = stream;
        attempts.hedgeWon();
        if (slow != null) {
            slow.abandon();
        }
    }

    @Override
    public void onWritable() {
        body.onUpstreamWritable();
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    @Override
    public void onInformational(int status, HttpHeaders fields) {
        if (status == 100) {
            if (patience.continued()) {
                CallerWrites.goOn(request.response());
            }
        } else if (status == 103) {
            AnswerHead.relayHints(loop, request, fields);
        }
    }

    @Override
    public void onSwitched(HttpResponse head) {
        UpstreamStream switching = connection;
        UpstreamAttempt answering = attempts.current();
        WebSocketUpgrade asked = upgrade;
        ByteBuf bytes = asked == null ? null : AnswerHead.switching(loop, exchange, head, asked);
        if (switching == null || answering == null || bytes == null) {
            fail(ProxyFailure.UPSTREAM_GARBLED);
            return;
        }
        attempts.answered(head.status().code());
        Tunnel tunnel = new Tunnel(loop, caller, exchange, answering, settings.idleTimeoutMillis());
        if (tunnel.begin(bytes, switching)) {
            concluded = true;
            patience.end();
        } else {
            bytes.release();
            onCallerGarbled();
        }
    }

    @Override
    public void onHead(HttpResponse head) {
        answerStatus.read(head);
        int status = answerStatus.code();
        exchange.times().answered(System.nanoTime());
        if (answerStatus.isKnown()) {
            attempts.answered(status);
        }
        if (status >= 500 && rescue(status, AnswerStatus.outcomeOf(status), false)) {
            return;
        }
        patience.answered();
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
        patience.answerMoved();
        pace.look(connection);
    }

    @Override
    public void onBatchEnd() {
        answer.flush();
        pace.look(connection);
    }

    @Override
    public void onEnd(HttpHeaders trailers) {
        forgetUpstream();
        exchange.times().ended(System.nanoTime());
        if (!answerStatus.isKnown()) {
            answerStatus.read(trailers);
            attempts.answered(answerStatus.code());
        }
        attempts.end();
        patience.answerEnded();
        if (!body.isEnded()) {
            // The upstream has said its last word, so nobody wants the rest of the request.
            body.stop();
            closeCaller();
        }
        exchange.decide(answerStatus.code(), AnswerStatus.outcomeOf(answerStatus.code()));
        exchange.judge();
        answer.end(trailers).onComplete(done -> {
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
        if (!answer.isCommitted()) {
            caller.sayClose(request.response());
        }
    }

    // --- what goes wrong ---------------------------------------------------------------------------------------------

    @Override
    public void onLost(UpstreamLoss loss) {
        forgetUpstream();
        UpstreamStream second = attempts.takeOver();
        if (second != null) {
            connection = second;
            return;
        }
        if (loss == UpstreamLoss.STALE && isRepeatable() && attempts.retry("stale_connection", null)) {
            return;
        }
        if (loss == UpstreamLoss.REFUSED && body.isStillHere() && attempts.retry("refused_stream", null)) {
            return;
        }
        fail(patience.callersTimeIsOver() ? ProxyFailure.DEADLINE_PASSED : ProxyFailure.ofLoss(loss));
    }

    /** Whether sending it again can do no harm, and all of it is still here. */
    private boolean isRepeatable() {
        return body.isRepeatable() && (settings.idempotent() || UpstreamRequest.isSafe(request));
    }

    @Override
    public void onFailure(ProxyFailure why) {
        fail(why);
    }

    @Override
    public void onAnswerUnread() {
        if (!concluded) {
            exchange.callerLeft();
            giveUp();
            caller.close();
        }
    }

    @Override
    public void onContinueDue() {
        CallerWrites.goOn(request.response());
    }

    private void fail(ProxyFailure failure) {
        if (concluded) {
            return;
        }
        attempts.failed(failure);
        if (failure.mayBeRescued() && rescue(failure.status(), failure.outcome(), failure.isUnsent())) {
            return;
        }
        leaveUpstream();
        body.stop();
        if (answer.isCommitted()) {
            // It has the status already; all that is left is not to let it look whole.
            exchange.decide(request.response().getStatusCode(), failure.outcome());
            conclude();
            caller.breakOff(answer.isDelimitedByClose());
        } else {
            answer.discard();
            concluded = true;
            patience.end();
            GatewayAnswer.fail(loop, caller, exchange, failure);
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    private void forgetUpstream() {
        connection = null;
        pace.forget();
    }

    private void leaveUpstream() {
        UpstreamStream open = connection;
        forgetUpstream();
        if (open != null) {
            open.abandon();
        }
        attempts.end();
    }

    private void giveUp() {
        leaveUpstream();
        conclude();
    }

    private void conclude() {
        concluded = true;
        answer.discard();
        patience.end();
        caller.end(this);
        exchange.end();
    }
}
