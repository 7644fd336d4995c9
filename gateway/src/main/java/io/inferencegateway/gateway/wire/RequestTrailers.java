package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The trailers of the requests on one HTTP/1 connection, or of the one on an HTTP/2 stream, which Vert.x's server drops:
 * the decoder leaves them here and who forwards a request fetches them at its end. Owner: the connection's event loop.
 *
 * <p>The decoder may be many pipelined requests ahead of the handler. Both count, so trailers find the request that they
 * belong to, and those that nobody fetched go when the next request is handled.
 */
public final class RequestTrailers {
    private final Deque<Numbered> waiting = new ArrayDeque<>(0);
    private long decoded;
    private long handled;

    private record Numbered(long request, HttpHeaders fields) {}

    /** The decoder has passed on a head. */
    public void headDecoded() {
        decoded++;
    }

    /** The decoder has read the trailers of the request whose head it passed on last. */
    public void trailersDecoded(HttpHeaders fields) {
        waiting.addLast(new Numbered(decoded, fields));
    }

    /** The next request has reached its handler. */
    public void headHandled() {
        handled++;
        while (!waiting.isEmpty() && waiting.getFirst().request < handled) {
            waiting.removeFirst();
        }
    }

    /** Whether the handler has yet to get a request that was decoded. */
    public boolean isBehind() {
        return decoded > handled;
    }

    /** The trailers of the request that is being handled; empty where it has none, or has not ended. */
    public HttpHeaders current() {
        boolean present = !waiting.isEmpty() && waiting.getFirst().request == handled;
        return present ? waiting.getFirst().fields : EmptyHttpHeaders.INSTANCE;
    }
}
