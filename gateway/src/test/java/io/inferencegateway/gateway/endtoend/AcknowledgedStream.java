package io.inferencegateway.gateway.endtoend;

import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An answer that goes on only when its reader has said, past the gateway, that the last piece arrived: whoever holds a
 * piece back stops it for good. Owned by the event loop of its response.
 */
final class AcknowledgedStream {
    private final HttpServerResponse response;
    private final Iterator<String> pieces;
    private final Consumer<HttpServerResponse> end;

    private AcknowledgedStream(HttpServerResponse response, Iterator<String> pieces, Consumer<HttpServerResponse> end) {
        this.response = response;
        this.pieces = pieces;
        this.end = end;
    }

    /** @param last what comes with the last byte */
    static AcknowledgedStream start(HttpServerResponse response, List<String> pieces, String last) {
        return start(response, pieces.iterator(), whole -> whole.end(last));
    }

    static AcknowledgedStream endless(HttpServerResponse response, String piece) {
        return start(response, Stream.generate(() -> piece).iterator(), HttpServerResponse::end);
    }

    /** Behind the last piece the connection dies. */
    static AcknowledgedStream dying(HttpServerResponse response, List<String> pieces) {
        return start(response, pieces.iterator(), HttpServerResponse::reset);
    }

    private static AcknowledgedStream start(
            HttpServerResponse response, Iterator<String> pieces, Consumer<HttpServerResponse> end) {
        AcknowledgedStream stream = new AcknowledgedStream(response.setChunked(true), pieces, end);
        stream.acknowledged();
        return stream;
    }

    void acknowledged() {
        if (response.closed() || response.ended()) {
            return;
        }
        if (pieces.hasNext()) {
            response.write(pieces.next());
        } else {
            end.accept(response);
        }
    }
}
