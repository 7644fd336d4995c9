package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.outbound.OutboundAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Posts one document. Owner: the control context. The status alone counts: of an answer's body no more than {@value
 * #MOST_BODY_BYTES} bytes are read, and all of it may take {@value #LIMIT_MILLIS} ms.
 */
final class Post implements Carrier {
    static final long LIMIT_MILLIS = 10_000;
    static final int MOST_BODY_BYTES = 64 * 1024;
    private static final int CONNECT_MILLIS = 3_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final Function<SocketAddress, @Nullable String> objections;
    private final long limitMillis;

    Post(Vertx vertx) {
        this(vertx, OutboundAddresses::objection, LIMIT_MILLIS);
    }

    /**
     * @param objections why nothing is sent to a peer, or null
     * @param limitMillis how long all of it may take, once there is a connection
     */
    Post(Vertx vertx, Function<SocketAddress, @Nullable String> objections, long limitMillis) {
        this.vertx = vertx;
        this.limitMillis = limitMillis;
        this.objections = objections;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setDecompressionSupported(false));
    }

    @Override
    public Future<Answer> send(Channel channel, Letter letter, long nowSeconds) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(channel.url().toString())
                .setFollowRedirects(false);
        options.putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "inference-gateway")
                .putHeader("X-IGW-Delivery", letter.delivery())
                .putHeader("X-IGW-Event", letter.type());
        for (Map.Entry<String, String> field :
                channel.fields(letter, nowSeconds).entrySet()) {
            options.putHeader(field.getKey(), field.getValue());
        }
        return client.request(options).compose(request -> {
            String objection = objections.apply(request.connection().remoteAddress());
            if (objection != null) {
                request.connection().close();
                return Future.succeededFuture(new Answer(Pace.Verdict.REFUSED, objection, null));
            }
            long limit = vertx.setTimer(limitMillis, elapsed -> cut(request.connection()));
            return request.send(Buffer.buffer(channel.body(letter)))
                    .onFailure(gone -> vertx.cancelTimer(limit))
                    .map(answer -> judged(request, answer, limit));
        });
    }

    private Answer judged(HttpClientRequest request, HttpClientResponse response, long limit) {
        int[] read = {0};
        response.handler(part -> {
                    read[0] += part.length();
                    if (read[0] > MOST_BODY_BYTES) {
                        cut(request.connection());
                    }
                })
                .exceptionHandler(gone -> vertx.cancelTimer(limit))
                .endHandler(whole -> vertx.cancelTimer(limit));
        return new Answer(
                Pace.verdict(response.statusCode()),
                "it answered " + response.statusCode(),
                response.getHeader("Retry-After"));
    }

    /** At once: {@link HttpConnection#close} waits until the receiver has read everything, which is what some don't. */
    private static void cut(HttpConnection connection) {
        ((ConnectionBase) connection).channelHandlerContext().close();
    }

    @Override
    public void close() {
        client.close();
    }
}
