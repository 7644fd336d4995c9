package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.tokens.AnswerTokens;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Counts the tokens of a generative model's answer for the version that gave it. Owner: the exchange's event loop. */
final class TokenCount implements Onlooker {
    private final Exchange exchange;
    private @Nullable AnswerTokens tokens;

    private TokenCount(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Null where the answer is none of a generative model. Those of other methods, such as lists of models, generate nothing. */
    static @Nullable TokenCount begin(Exchange exchange, ModelRoute model) {
        boolean generates =
                model.settings().generative() && exchange.request().method().equals(HttpMethod.POST);
        return generates ? new TokenCount(exchange) : null;
    }

    @Override
    public void onAnswer(HttpResponse head) {
        HttpHeaders fields = head.headers();
        tokens = new AnswerTokens(
                fields.get(HttpHeaderNames.CONTENT_TYPE), fields.get(HttpHeaderNames.CONTENT_ENCODING));
    }

    @Override
    public void onAnswerBody(ByteBuf chunk) {
        AnswerTokens counted = tokens;
        if (counted != null) {
            counted.body(chunk, System.nanoTime());
        }
    }

    @Override
    public void onExchangeEnd() {
        AnswerTokens counted = tokens;
        ServedVersion version = exchange.version();
        if (counted != null && version != null && exchange.outcome() == Outcome.OK && exchange.status() / 100 == 2) {
            version.telemetry().generated(counted.end(exchange.times().startNanos(), exchange.latencyMicros()));
        }
    }
}
