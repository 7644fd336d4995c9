package io.inferencegateway.gateway.proxy;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.observe.CaptureBudget;
import io.inferencegateway.gateway.observe.CaptureSkip;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.route.CaptureSettings;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.stats.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a request and the answer that its caller gets for the quality plane. Owner: the exchange's event loop.
 *
 * <p>Both are whole and the answer is a success, or nothing is handed over; credentials, fields and targets never are.
 */
final class Capture implements Onlooker {
    private static final String EVENT_STREAM = "text/event-stream";
    /** As many digits as an int surely has room for. */
    private static final int MOST_DIGITS = 9;

    private final TrafficLoop loop;
    private final Exchange exchange;
    private final String model;
    private final int limit;
    private final CapturedBody request;
    private final CapturedBody answer;
    private @Nullable String answerType;
    private boolean requestIsWhole;
    private boolean answered;
    private boolean over;

    private Capture(TrafficLoop loop, Exchange exchange, String model, int limit) {
        CaptureBudget budget = loop.telemetry().captureBudget();
        this.loop = loop;
        this.exchange = exchange;
        this.model = model;
        this.limit = limit;
        this.request = new CapturedBody(budget, limit);
        this.answer = new CapturedBody(budget, limit);
        this.requestIsWhole = !exchange.length().hasBody();
    }

    /** Null where the exchange is not to be copied: its model does not ask for it, it was not drawn, or it can't be read. */
    static @Nullable Capture begin(TrafficLoop loop, Exchange exchange, ModelRoute model) {
        CaptureSettings settings = model.settings().capture();
        if (settings == null
                || !exchange.request().method().equals(HttpMethod.POST)
                || !settings.draws(loop.random().nextInt(TrafficSplit.WHOLE))) {
            return null;
        }
        CaptureSkip why = objection(exchange, settings.bodyLimitBytes());
        if (why != null) {
            loop.telemetry().captureSkipped(model.id(), why);
            return null;
        }
        return new Capture(loop, exchange, model.id(), settings.bodyLimitBytes());
    }

    private static @Nullable CaptureSkip objection(Exchange exchange, int limit) {
        if (exchange.grpc() != null) {
            return CaptureSkip.GRPC;
        } else if (isEncoded(exchange.request().headers().getAll(HttpHeaderNames.CONTENT_ENCODING))) {
            return CaptureSkip.ENCODED;
        }
        return exchange.length().bytes() > limit ? CaptureSkip.BODY_LIMIT : null;
    }

    private static boolean isEncoded(List<String> codings) {
        for (String coding : codings) {
            if (!HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onRequestBody(ByteBuf chunk) {
        if (!over) {
            skipFor(request.add(chunk));
        }
    }

    @Override
    public void onRequestEnd(HttpHeaders trailers) {
        requestIsWhole = true;
    }

    @Override
    public void onAnswer(HttpResponse head) {
        if (over) {
            return;
        }
        HttpHeaders fields = head.headers();
        answered = true;
        answerType = fields.get(HttpHeaderNames.CONTENT_TYPE);
        if (head.status().code() / 100 != 2) {
            drop();
        } else if (isEncoded(fields.getAll(HttpHeaderNames.CONTENT_ENCODING))) {
            skip(CaptureSkip.ENCODED);
        } else if (isTooLong(fields.get(HttpHeaderNames.CONTENT_LENGTH))) {
            skip(CaptureSkip.BODY_LIMIT);
        }
    }

    /** @param digits nothing but digits, however many, or null */
    private boolean isTooLong(@Nullable String digits) {
        return digits != null && (digits.length() > MOST_DIGITS || Integer.parseInt(digits) > limit);
    }

    @Override
    public void onAnswerBody(ByteBuf chunk) {
        if (!over) {
            CaptureSkip why = answer.add(chunk);
            skipFor(why == CaptureSkip.BODY_LIMIT && isStream() ? CaptureSkip.STREAM : why);
        }
    }

    private boolean isStream() {
        String type = answerType;
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    @Override
    public void onExchangeEnd() {
        ServedVersion version = exchange.version();
        boolean isSuccess = answered && exchange.outcome() == Outcome.OK && exchange.status() / 100 == 2;
        if (over) {
            return;
        } else if (!isSuccess || version == null) {
            drop();
        } else if (!requestIsWhole) {
            skip(CaptureSkip.UNFINISHED);
        } else {
            over = true;
            loop.telemetry()
                    .captured(new Captured(
                            version.route().version(),
                            exchange.track(),
                            exchange.requestId(),
                            exchange.startedAtMillis(),
                            exchange.request().headers().get(HttpHeaderNames.CONTENT_TYPE),
                            request.take(),
                            answerType,
                            answer.take()));
        }
    }

    private void skipFor(@Nullable CaptureSkip why) {
        if (why != null) {
            skip(why);
        }
    }

    private void skip(CaptureSkip why) {
        loop.telemetry().captureSkipped(model, why);
        drop();
    }

    private void drop() {
        over = true;
        request.drop();
        answer.drop();
    }
}
