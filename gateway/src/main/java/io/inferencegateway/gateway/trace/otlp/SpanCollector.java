package io.inferencegateway.gateway.trace.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.Secret;
import io.inferencegateway.gateway.config.TracingSettings;
import io.inferencegateway.gateway.outbound.Unanswered;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go: a server that takes OTLP over HTTP, in binary. Owner: the control context. One batch takes no longer than
 * the timeout, from connecting to the last byte of the answer, of which no more than {@value #MOST_BODY_BYTES} bytes are
 * read. Redirects are not followed: they would take a credential elsewhere.
 */
final class SpanCollector {
    private static final int MOST_BODY_BYTES = 64 * 1024;
    private static final int CONNECT_MILLIS = 3_000;

    private final Vertx vertx;
    private final TracingSettings settings;
    private final Function<SocketAddress, @Nullable String> objections;
    private final HttpClient client;

    /** What became of a batch. */
    enum Verdict {
        TAKEN,
        /** It may be sent again (OTLP, section "Failures"). */
        LATER,
        REFUSED
    }

    /**
     * @param words for a person; never a secret, never of the collector's own
     * @param rejected how many spans of a batch that was taken were not
     * @param retryAfter the collector's wish (RFC 9110, section 10.2.3), or null
     */
    record Answer(Verdict verdict, String words, long rejected, @Nullable String retryAfter) {}

    /** @param objections why nothing is sent to a peer, or null */
    SpanCollector(Vertx vertx, TracingSettings settings, Function<SocketAddress, @Nullable String> objections) {
        this.vertx = vertx;
        this.settings = settings;
        this.objections = objections;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(
                        (int) Math.min(CONNECT_MILLIS, settings.timeout().toMillis()))
                .setDecompressionSupported(false);
        PemFile authorities = settings.authorities();
        if (authorities != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorities.content())));
        }
        this.client = vertx.createHttpClient(options);
    }

    /** Host and port, for a log. */
    String place() {
        return settings.collector().getRawAuthority();
    }

    /** Never fails. */
    Future<Answer> send(Buffer batch) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(settings.collector().toString())
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/x-protobuf")
                .putHeader("User-Agent", "inference-gateway");
        settings.headers().forEach((name, header) -> options.putHeader(name, header.value()));
        Secret token = settings.token();
        if (token != null) {
            options.putHeader("Authorization", "Bearer " + token.reveal());
        }
        Promise<Answer> promise = Promise.promise();
        HttpClientRequest[] open = new HttpClientRequest[1];
        long limit = vertx.setTimer(settings.timeout().toMillis(), elapsed -> {
            promise.tryComplete(later("it did not answer in time"));
            if (open[0] != null) {
                cut(open[0]);
            }
        });
        // A closed client throws, and a composed future catches that.
        Future.succeededFuture()
                .compose(begun -> client.request(options))
                .compose(request -> {
                    open[0] = request;
                    // Whatever comes of it is the answer's to tell.
                    request.exceptionHandler(gone -> {});
                    String objection = objections.apply(request.connection().remoteAddress());
                    if (objection != null) {
                        cut(request);
                        return Future.succeededFuture(new Answer(Verdict.REFUSED, objection, 0, null));
                    } else if (promise.future().isComplete()) {
                        cut(request);
                        return Future.succeededFuture(later("it did not answer in time"));
                    }
                    return request.send(batch).compose(this::read);
                })
                .otherwise(failure -> later(Unanswered.inWords(failure)))
                .onSuccess(promise::tryComplete);
        return promise.future().onComplete(done -> vertx.cancelTimer(limit));
    }

    private Future<Answer> read(HttpClientResponse response) {
        Promise<Answer> promise = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(part -> {
            if (body.length() + part.length() > MOST_BODY_BYTES) {
                cut(response.request());
            } else {
                body.appendBuffer(part);
            }
        });
        response.exceptionHandler(gone -> promise.tryComplete(judged(response, Buffer.buffer())));
        response.endHandler(whole -> promise.tryComplete(judged(response, body)));
        return promise.future();
    }

    /** At once: a close of Vert.x's would wait for a peer that does not read. */
    private static void cut(HttpClientRequest request) {
        ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }

    private static Answer judged(HttpClientResponse response, Buffer body) {
        int status = response.statusCode();
        String words = "it answered " + status;
        return switch (status) {
            case 200, 201, 202, 204 -> new Answer(Verdict.TAKEN, words, rejected(body), null);
            case 429, 502, 503, 504 -> new Answer(Verdict.LATER, words, 0, response.getHeader("Retry-After"));
            default -> new Answer(Verdict.REFUSED, words, 0, null);
        };
    }

    private static long rejected(Buffer body) {
        try {
            return Math.max(
                    0,
                    ExportTraceServiceResponse.parseFrom(body.getBytes())
                            .getPartialSuccess()
                            .getRejectedSpans());
        } catch (InvalidProtocolBufferException inAnotherFormat) {
            return 0;
        }
    }

    private static Answer later(String words) {
        return new Answer(Verdict.LATER, words, 0, null);
    }

    void close() {
        client.close();
    }
}
