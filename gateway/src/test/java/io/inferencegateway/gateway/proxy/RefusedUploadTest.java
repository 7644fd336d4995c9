package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTP/2 upstream refuses, unseen, a request whose body is under way. */
class RefusedUploadTest {
    private static final int INITIAL_WINDOW_SIZE = 4;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest(name = "by GOAWAY: {0}")
    @ValueSource(booleans = {false, true})
    void that_has_gone_is_502_that_says_so_and_is_not_tried_again(boolean byGoAway) {
        try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((caller, number) -> {
            Frame head = Objects.requireNonNull(caller.nextHead());
            if (number == 1) {
                // Something of the body has come.
                assertThat(Objects.requireNonNull(caller.next(head.stream())).type())
                        .isEqualTo(RawHttp2.DATA);
                if (byGoAway) {
                    caller.goAway(0, RawHttp2.NO_ERROR).flush();
                } else {
                    caller.reset(head.stream(), RawHttp2.REFUSED_STREAM).flush();
                }
                // The end of the connection, after GOAWAY.
                head = caller.nextHead();
            }
            while (head != null) {
                caller.ok(head.stream(), "next");
                head = caller.nextHead();
            }
        })) {
            RunningProxy proxy = new RunningProxy(
                    vertx, RunningProxy.DEFAULTS.http2(), change -> change.withLoops(1), upstream.url());
            try (RawHttp caller = proxy.connect()) {
                caller.send("POST /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"
                        + "x".repeat(100_000));

                WireMessage answer = caller.read();
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.field("proxy-status").orElseThrow()).contains("error=destination_unavailable");
                assertThat(answer.content()).contains("refused the request without looking at it");
                assertThat(answer.field("connection")).hasValue("close");
            }
            assertThat(proxy.exchange("GET /models/m/v/1/x HTTP/1.1\r\nHost: a\r\n\r\n")
                            .content())
                    .isEqualTo("next");
            await().untilAsserted(() ->
                    assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_reset", 1L, "200 ok", 1L)));
            assertThat(proxy.retried()).isEmpty();
            assertThat(proxy.inFlight()).isZero();
            assertThat(upstream.connections()).isEqualTo(byGoAway ? 2 : 1);
            assertThat(upstream.faults()).isEmpty();
        }
    }

    /** What waits for the upstream's window fails with the stream, which says nothing of the answer. */
    @Test
    void that_is_here_as_a_whole_goes_elsewhere_although_some_of_it_was_still_to_be_sent() {
        try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(
                (caller, number) -> {
                    int stream = Objects.requireNonNull(caller.nextHead()).stream();
                    if (number == 1) {
                        caller.goAway(0, RawHttp2.NO_ERROR).flush();
                    } else {
                        caller.window(stream, 1 << 20).flush();
                        caller.ok(stream, "got " + caller.answer(stream).body().length());
                    }
                    caller.nextHead();
                },
                INITIAL_WINDOW_SIZE,
                1_000)) {
            RunningProxy proxy = new RunningProxy(
                    vertx, RunningProxy.DEFAULTS.http2(), change -> change.withLoops(1), upstream.url());
            WireMessage answer = proxy.exchange(
                    "POST /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5_000));
            assertThat(answer.content()).isEqualTo("got 5000");
            assertThat(proxy.retried()).isEqualTo(Map.of("refused_stream", 1L));
            assertThat(upstream.faults()).isEmpty();
        }
    }
}
