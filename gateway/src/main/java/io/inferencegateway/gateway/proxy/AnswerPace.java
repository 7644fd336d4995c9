package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Makes an upstream wait that writes faster than its caller reads. Owner: the exchange's event loop. */
final class AnswerPace {
    private final ResponsePump answer;
    private final HttpServerResponse response;
    private final Patience patience;
    private @Nullable UpstreamStream waiting;

    AnswerPace(ResponsePump answer, HttpServerResponse response, Patience patience) {
        this.answer = answer;
        this.response = response;
        this.patience = patience;
    }

    /** More of the answer was written to the caller. */
    void look(@Nullable UpstreamStream from) {
        if (waiting == null && from != null && answer.isFull()) {
            waiting = from;
            from.pauseReading();
            patience.answerStalled();
            response.drainHandler(drained -> resume());
        }
    }

    /** The upstream is no longer this exchange's. */
    void forget() {
        waiting = null;
    }

    private void resume() {
        UpstreamStream from = waiting;
        waiting = null;
        if (from != null) {
            patience.answerResumed();
            from.resumeReading();
        }
    }
}
