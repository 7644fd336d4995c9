package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.gateway.testsupport.WireReader;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * An upstream that tells each caller what it was asked, and keeps what nobody was to ask. It may be asked each thing as
 * often as it was told to expect it. Thread-safe.
 */
final class EchoUpstream {
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z]+ /[!-~]* HTTP/1\\.1");
    private static final Pattern FIELD_LINE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:( [\\t -~\\x80-\\xff]*)?");

    private final Map<String, Integer> expected = new ConcurrentHashMap<>();
    private final Queue<String> strange = new ConcurrentLinkedQueue<>();
    private final NetServer server;

    EchoUpstream(Vertx vertx) {
        server = vertx.createNetServer(
                        new NetServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true))
                .connectHandler(socket -> {
                    WireReader reader = WireReader.ofRequests();
                    socket.exceptionHandler(reset -> {});
                    socket.handler(bytes -> receive(bytes, reader, socket));
                });
        RunningProxy.await(server.listen());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void expect(String description) {
        expected.merge(description, 1, Integer::sum);
    }

    void expectNothingMore() {
        expected.clear();
    }

    /** What came and was not expected. */
    Queue<String> strange() {
        return strange;
    }

    private void receive(Buffer bytes, WireReader reader, NetSocket socket) {
        try {
            reader.feed(bytes.toString(StandardCharsets.ISO_8859_1));
            for (WireMessage request = reader.next(false); request != null; request = reader.next(false)) {
                String content = answer(request);
                String body = request.method().equals("HEAD") ? "" : content;
                socket.write(
                        Buffer.buffer(("HTTP/1.1 200 OK\r\ncontent-length: " + content.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.ISO_8859_1)));
            }
        } catch (RuntimeException e) {
            strange.add("not HTTP/1.1: " + e + "\n" + reader.rest());
            socket.close();
        }
    }

    private String answer(WireMessage request) {
        boolean framedTwice = request.fields("content-length").size()
                        + request.fields("transfer-encoding").size()
                > 1;
        boolean wellFormed = REQUEST_LINE.matcher(request.startLine()).matches()
                && request.fields("host").size() == 1
                && request.fieldLines().stream()
                        .allMatch(line -> FIELD_LINE.matcher(line).matches());
        String description = StrictHttp2Request.describe(request);
        Integer before = expected.computeIfPresent(description, (same, count) -> count == 0 ? null : count);
        if (framedTwice || !wellFormed || before == null) {
            strange.add(request.raw());
        } else {
            expected.merge(description, -1, Integer::sum);
        }
        return description;
    }
}
