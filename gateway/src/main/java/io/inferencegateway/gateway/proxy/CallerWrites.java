package io.inferencegateway.gateway.proxy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in which an exchange writes to its caller: what is thrown there is a write that failed, and a caller that
 * has left. An HTTP/2 connection whose socket is closed already throws at every write, where one of its streams was
 * refused by Netty before Vert.x knew it; an exchange that let that pass would never end.
 */
final class CallerWrites {
    private static final Logger LOG = LoggerFactory.getLogger(CallerWrites.class);

    private CallerWrites() {}

    /** @param body the last of it, or null where there is none */
    static Future<Void> end(HttpServerResponse response, @Nullable Buffer body) {
        try {
            return body == null ? response.end() : response.end(body);
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    static Future<Void> write(HttpServerResponse response, Buffer chunk) {
        try {
            return response.write(chunk);
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    static Future<Void> head(HttpServerResponse response) {
        try {
            return response.writeHead();
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    /** The caller may send its body. */
    static Future<Void> goOn(HttpServerResponse response) {
        try {
            return response.writeContinue();
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    static Future<Void> hints(HttpServerResponse response, MultiMap fields) {
        try {
            return response.writeEarlyHints(fields);
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    static Future<Void> reset(HttpServerResponse response, long code) {
        try {
            return response.reset(code);
        } catch (RuntimeException thrown) {
            return failed(thrown);
        }
    }

    private static Future<Void> failed(RuntimeException thrown) {
        LOG.debug("a write to a caller", thrown);
        return Future.failedFuture(thrown);
    }
}
