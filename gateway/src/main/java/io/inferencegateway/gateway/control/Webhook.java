package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver of alert changes. Owned by the control context. Deliveries leave one after the other in the order they
 * were offered, so a receiver never hears "resolved" before "firing". A delivery that fails is repeated with growing
 * pauses and given up after {@value #ATTEMPTS} attempts; a full queue gives up its oldest.
 */
final class Webhook {
    static final int QUEUE_CAPACITY = 500;
    static final int ATTEMPTS = 6;
    private static final long TIMEOUT_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    private final Vertx vertx;
    private final WebClient client;
    private final GatewayConfig.Webhook target;
    private final Duration firstPause;
    private final ArrayDeque<Buffer> queue = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;
    private long given;

    /** @param firstPause before the second attempt; doubles with each further one */
    Webhook(Vertx vertx, WebClient client, GatewayConfig.Webhook target, Duration firstPause) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.firstPause = firstPause;
    }

    GatewayConfig.Webhook target() {
        return target;
    }

    void offer(Buffer body) {
        if (queue.size() >= QUEUE_CAPACITY) {
            queue.removeFirst();
            giveUp("its queue is full");
        }
        queue.addLast(body);
        if (!sending) {
            sendNext();
        }
    }

    /** Deliveries that were given up. */
    long givenUp() {
        return given;
    }

    void close() {
        closed = true;
        queue.clear();
    }

    private void sendNext() {
        Buffer body = queue.pollFirst();
        sending = body != null;
        if (body != null) {
            attempt(body, 1);
        }
    }

    private void attempt(Buffer body, int number) {
        Future<HttpResponse<Buffer>> delivery = client.postAbs(target.url().toString())
                .timeout(TIMEOUT_MILLIS)
                .followRedirects(false)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(body);
        delivery.onComplete(answer -> {
            if (answer.succeeded() && answer.result().statusCode() / 100 == 2) {
                sendNext();
                return;
            }
            String why = answer.succeeded()
                    ? "status " + answer.result().statusCode()
                    : String.valueOf(answer.cause().getMessage());
            afterFailure(body, number, why);
        });
    }

    private void afterFailure(Buffer body, int number, String why) {
        if (closed) {
            return;
        }
        if (number >= ATTEMPTS) {
            giveUp(why);
            sendNext();
            return;
        }
        vertx.setTimer(Math.max(1, firstPause.toMillis() << (number - 1)), elapsed -> {
            if (!closed) {
                attempt(body, number + 1);
            }
        });
    }

    private void giveUp(String why) {
        given++;
        LOG.warn(
                "webhook delivery given up host={} total={} reason=\"{}\"",
                target.url().getHost(),
                given,
                why);
    }
}
