package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trailers on the wire, in both directions. The numbers are the sentences'. */
class TrailersTest {
    private static final String CHUNKED = "POST /models/m HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String FORBIDDEN = String.join(
            "\r\n",
            "Content-Length: 3",
            "Transfer-Encoding: chunked",
            "Host: evil",
            "Authorization: evil",
            "X-Forwarded-For: 6.6.6.6",
            "Connection: close",
            "Content-Type: evil",
            "Cookie: evil",
            "Set-Cookie: evil",
            "Expect: 100-continue",
            "Range: bytes=0-1",
            "X-Request-Id: evil",
            "X-Model-Version: 9",
            "X-Igw-Track: canary",
            "Via: evil",
            "");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void s25_the_trailers_of_a_request_that_came_at_once_go_upstream() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        proxyTo(upstream).exchange(CHUNKED + "3\r\nabc\r\n0\r\nX-Checksum: 1\r\nX-Checksum: 2\r\n\r\n");
        assertThat(upstream.lastRequest().content()).isEqualTo("abc");
        assertThat(upstream.lastRequest().trailerLines()).containsExactly("X-Checksum: 1", "X-Checksum: 2");
        assertThat(upstream.lastRequest().fields("content-length")).isEmpty();
    }

    @Test
    void s25_the_trailers_of_a_streamed_request_go_upstream() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(CHUNKED + "3\r\nabc\r\n");
            await().until(() -> upstream.connections().stream()
                    .anyMatch(connection -> connection.received().contains("abc")));
            caller.send("0\r\nX-Checksum: 1\r\n").send("\r\n");
            assertThat(caller.read().status()).isEqualTo(200);
        }
        assertThat(upstream.lastRequest().trailerLines()).containsExactly("X-Checksum: 1");
    }

    @Test
    void s25_each_pipelined_request_keeps_its_own_trailers() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        String plain = "GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n";
        try (RawHttp caller = proxyTo(upstream).connect()) {
            caller.send(CHUNKED + "1\r\na\r\n0\r\nX-N: 1\r\n\r\n" + plain + CHUNKED + "1\r\na\r\n0\r\n\r\n" + CHUNKED
                    + "1\r\na\r\n0\r\nX-N: 4\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                assertThat(caller.read().status()).isEqualTo(200);
            }
        }
        assertThat(upstream.requests())
                .extracting(request -> String.join(",", request.trailerLines()))
                .containsExactly("X-N: 1", "", "", "X-N: 4");
    }

    @Test
    void s25_a_trailer_that_frames_routes_or_authenticates_is_dropped_on_the_way_up() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        proxyTo(upstream).exchange(CHUNKED + "3\r\nabc\r\n0\r\n" + FORBIDDEN + "X-Kept: 1\r\n\r\n");
        assertThat(upstream.lastRequest().trailerLines()).containsExactly("X-Kept: 1");
        assertThat(upstream.lastRequest().raw()).doesNotContain("evil").doesNotContain("6.6.6.6");
    }

    @Test
    void s25_a_trailer_that_frames_routes_or_authenticates_is_dropped_on_the_way_down() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n" + FORBIDDEN
                        + "grpc-status: 0\r\n\r\n");
        WireMessage answer = proxyTo(upstream).exchange("GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer.trailerLines()).containsExactly("grpc-status: 0");
        assertThat(answer.raw()).doesNotContain("evil");
    }

    @Test
    void s25_an_http10_caller_gets_no_trailers() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\ngrpc-status: 0\r\n\r\n");
        try (RawHttp caller = proxyTo(upstream).connect()) {
            assertThat(caller.send("GET /models/m HTTP/1.0\r\n\r\n").readToEnd())
                    .endsWith("\r\n\r\nhi");
        }
    }

    /** HTTP/2 has a frame of their own for them (RFC 9113, section 8.1); HTTP/1.1 has a place for them only behind chunks. */
    @ParameterizedTest(name = "caller over HTTP/2: {0}, upstream: {1}")
    @CsvSource({"true, true", "true, false", "false, true"})
    void s25_behind_a_length_they_go_on_where_http2_goes_on(boolean http2Caller, boolean http2Upstream) {
        CompletableFuture<String> arrived = new CompletableFuture<>();
        ScriptedUpstream http1 = ScriptedUpstream.start(vertx, (request, connection) -> {
            arrived.complete(request.content() + request.trailerLines());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        });
        try (ScriptedHttp2Upstream http2 = ScriptedHttp2Upstream.start((caller, number) -> {
            int stream = Objects.requireNonNull(caller.nextHead()).stream();
            // Its head has been taken, so that what the fields are read into here are its trailers.
            RawHttp2.Answer rest = http2Caller ? caller.answer(stream) : null;
            arrived.complete(rest == null ? "" : rest.body() + rest.fields());
            caller.headers(stream, false, ":status", "200", "content-length", "2")
                    .data(stream, false, "hi")
                    .headers(stream, true, "x-check", "9")
                    .flush();
            caller.nextHead();
        })) {
            RunningProxy proxy = http2Upstream
                    ? new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), http2.url())
                    : proxyTo(http1);
            if (!http2Caller) {
                WireMessage answer = proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(answer.content()).isEqualTo("hi");
                assertThat(answer.raw()).doesNotContain("x-check").endsWith("hi");
                assertThat(answer.field("content-length")).hasValue("2");
                return;
            }
            try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
                caller.headers(1, false, RawHttp2.head("POST", "/models/m", "content-length", "3"))
                        .data(1, false, "abc")
                        .headers(1, true, "x-sum", "7")
                        .flush();
                RawHttp2.Answer answer = caller.answer(1);
                assertThat(answer.body()).isEqualTo("hi");
                assertThat(answer.ended()).isTrue();
                assertThat(answer.trailers()).isEqualTo(http2Upstream ? Map.of("x-check", "9") : Map.of());
                assertThat(arrived.join()).isEqualTo(http2Upstream ? "abc{x-sum=7}" : "abc[]");
            }
        }
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }
}
