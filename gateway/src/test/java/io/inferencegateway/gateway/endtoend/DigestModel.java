package io.inferencegateway.gateway.endtoend;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An upstream that says of each request what arrived, as {@code METHOD BYTES SHA-256}; {@code GET …/bytes/N} gets N bytes
 * of {@link #bytes}.
 */
final class DigestModel implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong received = new AtomicLong();
    private final HttpServer server;

    DigestModel() {
        this.server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Requests that arrived whole. */
    long received() {
        return received.get();
    }

    /** The first bytes of a sequence without a short period. */
    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i ^ i >> 8 ^ i >> 16);
        }
        return bytes;
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpServerRequest request) {
        MessageDigest digest = sha256();
        AtomicLong length = new AtomicLong();
        request.handler(piece -> {
            digest.update(piece.getBytes());
            length.addAndGet(piece.length());
        });
        request.endHandler(whole -> {
            received.incrementAndGet();
            int bytes = request.path().indexOf("/bytes/");
            if (bytes >= 0) {
                int count = Integer.parseInt(request.path().substring(bytes + "/bytes/".length()));
                request.response().putHeader("content-length", Integer.toString(count));
                write(request.response(), Buffer.buffer(bytes(count)), 0);
            } else {
                request.response()
                        .end(request.method() + " " + length + " "
                                + HexFormat.of().formatHex(digest.digest()));
            }
        });
    }

    private static void write(HttpServerResponse response, Buffer all, int from) {
        if (response.ended()) {
            return;
        }
        int at = from;
        while (at < all.length() && !response.writeQueueFull()) {
            int next = Math.min(all.length(), at + PIECE);
            response.write(all.slice(at, next));
            at = next;
        }
        int next = at;
        if (at < all.length()) {
            response.drainHandler(drained -> write(response, all, next));
        } else {
            response.end();
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
