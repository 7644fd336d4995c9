package io.inferencegateway.gateway.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Sends large answers one after another with a rest between them, and cuts whoever does not take his. The rest is for event
 * loops that serve traffic on the same core: two hundred pages written in one go would keep them waiting for as long as the
 * kernel copies. Owner: the control context.
 */
final class PacedAnswers {
    private static final int BYTES_PER_MILLISECOND = 256 * 1024;
    private static final long LONGEST_REST_MILLIS = 5;

    private final Vertx vertx;
    private final long unreadLimitMillis;
    private final Queue<Answer> waiting = new ArrayDeque<>();
    private boolean resting;

    private record Answer(HttpServerResponse response, Runnable closeConnection, SharedBody body) {}

    /** @param unreadLimit how long an answer may take to be read whole */
    PacedAnswers(Vertx vertx, Duration unreadLimit) {
        this.vertx = vertx;
        this.unreadLimitMillis = unreadLimit.toMillis();
    }

    /**
     * @param response with its head complete
     * @param closeConnection of the response
     * @param body held until it is sent
     */
    void send(HttpServerResponse response, Runnable closeConnection, SharedBody body) {
        body.hold();
        waiting.add(new Answer(response, closeConnection, body));
        if (!resting) {
            sendNext();
        }
    }

    private void sendNext() {
        resting = false;
        Answer next = waiting.poll();
        while (next != null && next.response.closed()) {
            next.body.letGo();
            next = waiting.poll();
        }
        if (next == null) {
            return;
        }
        resting = true;
        vertx.setTimer(restMillis(next.body.length()), rested -> sendNext());
        Runnable closeConnection = next.closeConnection;
        long cut = vertx.setTimer(unreadLimitMillis, unread -> closeConnection.run());
        SharedBody body = next.body;
        next.response.end(body.buffer()).onComplete(taken -> {
            vertx.cancelTimer(cut);
            body.letGo();
        });
    }

    private static long restMillis(int bytes) {
        return Math.min(LONGEST_REST_MILLIS, 1 + bytes / BYTES_PER_MILLISECOND);
    }
}
