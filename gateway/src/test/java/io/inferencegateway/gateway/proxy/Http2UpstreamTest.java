package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream.Script;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that speak HTTP/2: streams of one connection, each an exchange with an end of its own. */
class Http2UpstreamTest {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final String GET = "GET /models/m/v/1/x?q=1 HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST /models/m/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";

    private final Vertx vertx = Vertx.vertx();
    private @Nullable ScriptedHttp2Upstream upstream;

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
        if (upstream != null) {
            upstream.close();
            assertThat(upstream.faults()).isEmpty();
        }
    }

    private RunningProxy proxy(Script script, int... settings) {
        return proxy(RunningProxy.DEFAULTS, script, settings);
    }

    private RunningProxy proxy(RunningProxy.Settings wanted, Script script, int... settings) {
        upstream = ScriptedHttp2Upstream.start(script, settings);
        return new RunningProxy(vertx, wanted.http2(), change -> change.withLoops(1), upstream.url());
    }

    private int connections() {
        return Objects.requireNonNull(upstream).connections();
    }

    /** The stream of the next request; fails where none comes. */
    private static Frame request(RawHttp2 caller) {
        Frame head = caller.nextHead();
        assertThat(head).as("a request").isNotNull();
        return Objects.requireNonNull(head);
    }

    private static Http2Headers head(Frame frame) {
        return Objects.requireNonNull(frame.head());
    }

    /** Answers everything with the request's path, until the caller closes. */
    private static void echo(RawHttp2 caller) {
        for (Frame head = caller.nextHead(); head != null; head = caller.nextHead()) {
            caller.ok(head.stream(), String.valueOf(head(head).path()));
        }
    }

    @Test
    void a_request_arrives_as_http2_has_it_and_its_answer_as_http1_has_it() {
        LinkedBlockingQueue<Http2Headers> heads = new LinkedBlockingQueue<>();
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            heads.add(head(head));
            assertThat(caller.answer(head.stream()).body()).isEqualTo("hello");
            caller.headers(head.stream(), false, ":status", "201", "x-own", "1", "via", "1.0 z")
                    .data(head.stream(), true, "made")
                    .flush();
            echo(caller);
        });
        WireMessage answer = proxy.exchange("POST /models/m/v/1/x?q=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                + "Connection: X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nX-Other: 2\r\n\r\nhello");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.content()).isEqualTo("made");
        assertThat(answer.field("x-own")).contains("1");
        assertThat(answer.field("via").orElse("")).startsWith("1.0 z, 2.0 ");
        Http2Headers head = heads.remove();
        assertThat(head.method()).hasToString("POST");
        assertThat(head.path()).hasToString("/x?q=1");
        assertThat(head.scheme()).hasToString("http");
        assertThat(head.authority()).hasToString("a");
        assertThat(head.get("content-length")).hasToString("5");
        assertThat(head.get("x-other")).hasToString("2");
        assertThat(head.get("te")).hasToString("trailers");
        assertThat(head.contains("host")).isFalse();
        assertThat(head.contains("connection")).isFalse();
        assertThat(head.contains("x-mine")).isFalse();
        assertThat(head.contains("transfer-encoding")).isFalse();
        assertThat(proxy.outcomes()).isEqualTo(Map.of("201 ok", 1L));
    }

    @Test
    void streams_share_a_connection_up_to_the_upstreams_limit_and_then_another_is_opened() throws Exception {
        CountDownLatch all = new CountDownLatch(5);
        RunningProxy proxy = proxy(
                (caller, number) -> {
                    List<Frame> waiting = new ArrayList<>();
                    int expected = number < 3 ? 2 : 1;
                    while (waiting.size() < expected) {
                        waiting.add(request(caller));
                        all.countDown();
                    }
                    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
                    // The last first: streams do not wait for each other.
                    for (int i = waiting.size() - 1; i >= 0; i--) {
                        caller.ok(waiting.get(i).stream(), "from " + number);
                    }
                    echo(caller);
                },
                MAX_CONCURRENT_STREAMS,
                2);
        List<RawHttp> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(RawHttp.connect(proxy.port()).send(GET));
        }
        List<String> answers = new ArrayList<>();
        for (RawHttp caller : callers) {
            answers.add(caller.read().content());
            caller.close();
        }
        assertThat(answers).containsExactlyInAnyOrder("from 1", "from 1", "from 2", "from 2", "from 3");
        assertThat(connections()).isEqualTo(3);
        assertThat(proxy.exchange(GET).content()).isEqualTo("/x?q=1");
        assertThat(connections()).isEqualTo(3);
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void who_comes_while_a_connection_is_being_opened_waits_for_that_one() {
        RunningProxy proxy = proxy((caller, number) -> echo(caller));
        List<RawHttp> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            callers.add(RawHttp.connect(proxy.port()).send(GET));
        }
        callers.forEach(caller -> assertThat(caller.read().status()).isEqualTo(200));
        callers.forEach(RawHttp::close);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void trailers_go_both_ways_and_interim_answers_are_survived() {
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            RawHttp2.Answer whole = caller.answer(head.stream());
            assertThat(whole.body()).isEqualTo("hello");
            assertThat(whole.fields()).containsEntry("x-sum", "7");
            caller.headers(head.stream(), false, ":status", "103", "link", "</a>")
                    .headers(head.stream(), false, ":status", "199")
                    .headers(head.stream(), false, ":status", "200")
                    .data(head.stream(), false, "body")
                    .headers(head.stream(), true, "x-check", "9", "content-length", "4")
                    .flush();
            echo(caller);
        });
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            caller.send("POST /models/m/v/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n0\r\nX-Sum: 7\r\nContent-Length: 5\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(103);
            String rest = caller.readAtLeast(1);
            while (!rest.endsWith("\r\n\r\n") || !rest.contains("x-check")) {
                rest += caller.readAtLeast(1);
            }
            assertThat(rest).contains("200 OK").contains("body").contains("x-check: 9");
            assertThat(rest.substring(rest.indexOf("body"))).doesNotContain("content-length");
        }
    }

    @Test
    void head_204_and_304_have_no_body_and_keep_their_length() {
        RunningProxy proxy = proxy((caller, number) -> {
            for (Frame head = caller.nextHead(); head != null; head = caller.nextHead()) {
                String status = String.valueOf(head(head).get("x-want"));
                caller.headers(head.stream(), true, ":status", status, "content-length", "12")
                        .flush();
            }
        });
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            caller.send("HEAD /models/m HTTP/1.1\r\nHost: a\r\nX-Want: 200\r\n\r\n");
            assertThat(caller.readHead().field("content-length")).contains("12");
        }
        assertThat(proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nX-Want: 304\r\n\r\n")
                        .status())
                .isEqualTo(304);
        assertThat(connections()).isEqualTo(1);
        // The same of a GET is an answer that lacks its body.
        assertThat(proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nX-Want: 200\r\n\r\n")
                        .status())
                .isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing: x",
                ":status: 99",
                ":status: 600",
                ":status: 2000",
                ":status: +20",
                ":status: 101",
                ":status: 200|:status: 200",
                ":status: 200|:path: /",
                "x: y|:status: 200",
                ":status: 200|Upper: x",
                ":status: 200|connection: close",
                ":status: 200|transfer-encoding: chunked",
                ":status: 200|keep-alive: 5",
                ":status: 200|upgrade: h2c",
                ":status: 200|x: a\rb",
                ":status: 200|x: a\0b",
                ":status: 200|a b: c",
                ":status: 200|content-length: 3|content-length: 2",
                ":status: 200|content-length: -2",
                ":status: 200|content-length: 3"
            })
    void a_malformed_head_is_502_and_an_error_of_its_stream(String lines) {
        String[] fields = lines.replace("|", ": ").replaceFirst("^:", "").split(": ");
        fields[0] = lines.startsWith(":") ? ":" + fields[0] : fields[0];
        LinkedBlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            caller.headers(head.stream(), false, fields)
                    .data(head.stream(), true, "hi")
                    .flush();
            resets.add(caller.answer(head.stream()).reset());
            echo(caller);
        });
        try (RawHttp caller = RawHttp.connect(proxy.port()).send(GET)) {
            WireMessage answer = caller.readOrClosed();
            // An answer whose fault shows only at its end may have begun.
            if (answer != null) {
                assertThat(answer.status()).isEqualTo(502);
            }
        }
        assertThat(proxy.outcomes().keySet())
                .allMatch(outcome -> outcome.endsWith(" upstream_error"))
                .hasSize(1);
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_reset_in_the_middle_of_an_answer_is_never_a_clean_end(boolean politely) {
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            caller.headers(head.stream(), false, ":status", "200")
                    .data(head.stream(), false, "begun")
                    .flush();
            assertThat(moved.await(10, TimeUnit.SECONDS)).isTrue();
            caller.reset(head.stream(), politely ? RawHttp2.NO_ERROR : RawHttp2.INTERNAL_ERROR)
                    .flush();
            echo(caller);
        });
        try (RawHttp caller = RawHttp.connect(proxy.port()).send(GET)) {
            assertThat(caller.readHead().status()).isEqualTo(200);
            moved.countDown();
            assertThat(caller.readToEnd()).doesNotContain("0\r\n\r\n");
        }
        await().untilAsserted(() -> assertThat(proxy.outcomes().keySet())
                .allMatch(outcome -> outcome.endsWith(" upstream_reset"))
                .hasSize(1));
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void an_upstream_that_dies_in_its_answer_breaks_off_all_streams_and_no_more() {
        RunningProxy proxy = proxy((caller, number) -> {
            if (number == 1) {
                Frame head = request(caller);
                caller.headers(head.stream(), false, ":status", "200")
                        .data(head.stream(), false, "begun")
                        .flush();
                request(caller);
                caller.crash();
            }
            echo(caller);
        });
        try (RawHttp begun = RawHttp.connect(proxy.port()).send(POST)) {
            assertThat(begun.readHead().status()).isEqualTo(200);
            assertThat(proxy.exchange(POST).status()).isEqualTo(502);
            assertThat(begun.readToEnd()).doesNotContain("0\r\n\r\n");
        }
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        assertThat(connections()).isEqualTo(2);
    }

    @Test
    void a_refused_stream_is_tried_again_whatever_the_method() {
        AtomicInteger seen = new AtomicInteger();
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            seen.incrementAndGet();
            caller.reset(head.stream(), RawHttp2.REFUSED_STREAM).flush();
            echo(caller);
        });
        WireMessage answer = proxy.exchange(POST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(seen).hasValue(1);
        assertThat(proxy.retried()).isEqualTo(Map.of("refused_stream", 1L));
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @Test
    void a_body_that_came_in_pieces_is_whole_when_it_is_sent_again() {
        RunningProxy proxy = proxy((caller, number) -> {
            caller.reset(request(caller).stream(), RawHttp2.REFUSED_STREAM).flush();
            Frame again = request(caller);
            caller.ok(again.stream(), caller.answer(again.stream()).body());
            echo(caller);
        });
        WireMessage answer = proxy.exchange("POST /models/m HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n");
        assertThat(answer.content()).isEqualTo("hello world");
    }

    @Test
    void another_reset_before_the_answer_is_502_and_not_tried_again() {
        RunningProxy proxy = proxy((caller, number) -> {
            caller.reset(request(caller).stream(), RawHttp2.CANCEL).flush();
            echo(caller);
        });
        assertThat(proxy.exchange(POST).status()).isEqualTo(502);
        assertThat(proxy.retried()).isEmpty();
    }

    @Test
    void goaway_lets_what_was_accepted_finish_and_sends_the_rest_elsewhere() {
        RunningProxy proxy = proxy((caller, number) -> {
            if (number == 1) {
                Frame first = request(caller);
                Frame second = request(caller);
                caller.goAway(first.stream(), RawHttp2.NO_ERROR).flush();
                // Only when the second has come back by another connection.
                assertThat(request2(second)).isTrue();
                caller.ok(first.stream(), "first");
            }
            echo(caller);
        });
        try (RawHttp first = RawHttp.connect(proxy.port()).send(POST)) {
            await().until(() -> proxy.inFlight() == 1);
            assertThat(proxy.exchange(POST).content()).isEqualTo("/x");
            moved.countDown();
            assertThat(first.read().content()).isEqualTo("first");
        }
        assertThat(connections()).isEqualTo(2);
        assertThat(proxy.retried()).isEqualTo(Map.of("refused_stream", 1L));
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        assertThat(connections()).isEqualTo(2);
    }

    private final CountDownLatch moved = new CountDownLatch(1);

    private boolean request2(Frame second) throws InterruptedException {
        assertThat(second.stream()).isGreaterThan(1);
        return moved.await(10, TimeUnit.SECONDS);
    }

    @Test
    void a_caller_that_leaves_resets_its_stream_and_no_other() throws Exception {
        LinkedBlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        CountDownLatch arrived = new CountDownLatch(2);
        RunningProxy proxy = proxy((caller, number) -> {
            Frame stays = request(caller);
            arrived.countDown();
            Frame leaves = request(caller);
            arrived.countDown();
            resets.add(caller.answer(leaves.stream()).reset());
            caller.ok(stays.stream(), "whole");
            echo(caller);
        });
        try (RawHttp stays = RawHttp.connect(proxy.port()).send(GET)) {
            await().until(() -> arrived.getCount() == 1);
            RawHttp leaves = RawHttp.connect(proxy.port()).send(GET);
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            leaves.reset();
            assertThat(resets.poll(10, TimeUnit.SECONDS)).isEqualTo(RawHttp2.CANCEL);
            assertThat(stays.read().content()).isEqualTo("whole");
        }
        assertThat(connections()).isEqualTo(1);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L, "499 client_abort", 1L));
    }

    @Test
    void an_early_answer_stops_the_upload_and_resets_its_stream() {
        LinkedBlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            caller.ok(head.stream(), "enough");
            resets.add(caller.answer(head.stream()).reset());
            echo(caller);
        });
        try (RawHttp caller = RawHttp.connect(proxy.port())) {
            caller.send("POST /models/m/v/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nbegun");
            assertThat(caller.read().content()).isEqualTo("enough");
        }
        await().untilAsserted(() -> assertThat(resets).containsExactly(RawHttp2.CANCEL));
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void a_websocket_is_501_and_the_connection_lives_on() {
        RunningProxy proxy = proxy((caller, number) -> echo(caller));
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        WireMessage answer = proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.content()).contains("no WebSocket is opened");
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void an_upstream_that_speaks_http1_is_502_that_says_so() {
        int http1 = RunningProxy.await(vertx.createNetServer()
                        .connectHandler(socket ->
                                socket.handler(bytes -> socket.end(Buffer.buffer("HTTP/1.1 400 Bad Request\r\n\r\n"))))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        RunningProxy other = new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), "http://127.0.0.1:" + http1);
        WireMessage answer = other.exchange(POST);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.content()).contains("does not speak HTTP/2");
    }

    @Test
    void an_upstream_that_takes_no_stream_is_502_and_one_without_settings_504() {
        assertThat(proxy((caller, number) -> echo(caller), MAX_CONCURRENT_STREAMS, 0)
                        .exchange(GET)
                        .status())
                .isEqualTo(502);
        int silent = RunningProxy.await(vertx.createNetServer()
                        .connectHandler(socket -> socket.handler(bytes -> {}))
                        .listen(0, "127.0.0.1"))
                .actualPort();
        RunningProxy other =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.http2().connect(200), "http://127.0.0.1:" + silent);
        assertThat(other.exchange(GET).status()).isEqualTo(504);
    }

    @Test
    void a_flood_of_frames_to_no_end_costs_the_connection() {
        RunningProxy proxy = proxy((caller, number) -> {
            request(caller);
            for (int i = 0; i < 20_000; i++) {
                caller.frame(RawHttp2.PING, 0, 0, new byte[8]);
            }
            caller.flushRegardless();
            Frame last = caller.nextOfConnection(RawHttp2.GOAWAY);
            assertThat(last == null || last.number(4) == RawHttp2.ENHANCE_YOUR_CALM)
                    .isTrue();
        });
        assertThat(proxy.exchange(POST).status()).isEqualTo(502);
    }

    @Test
    void a_head_beyond_its_limit_is_502() {
        String large = "y".repeat(20_000);
        RunningProxy proxy = proxy((caller, number) -> {
            Frame head = request(caller);
            byte[] block = RawHttp2.block(":status", "200", "a", large, "b", large, "c", large, "d", large);
            int piece = 16_000;
            for (int at = 0; at < block.length; at += piece) {
                byte[] part = Arrays.copyOfRange(block, at, Math.min(block.length, at + piece));
                boolean last = at + piece >= block.length;
                int type = at == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION;
                caller.frame(type, last ? RawHttp2.END_HEADERS : 0, head.stream(), part);
            }
            caller.flushRegardless();
            echo(caller);
        });
        assertThat(proxy.exchange(POST).status()).isEqualTo(502);
        assertThat(proxy.exchange(GET).status()).isEqualTo(200);
    }

    @Test
    void a_connection_that_does_not_answer_a_ping_gets_nothing_new() {
        CountDownLatch asked = new CountDownLatch(1);
        RunningProxy proxy = proxy((caller, number) -> {
            if (number > 1) {
                echo(caller);
                return;
            }
            request(caller);
            assertThat(caller.nextOfConnection(RawHttp2.PING)).isNotNull();
            asked.countDown();
            assertThat(moved.await(20, TimeUnit.SECONDS)).isTrue();
        });
        try (RawHttp stuck = RawHttp.connect(proxy.port()).send(GET)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> asked.getCount() == 0);
            assertThat(proxy.exchange(POST).content()).isEqualTo("/x");
            assertThat(connections()).isEqualTo(2);
            moved.countDown();
            assertThat(stuck.read().status()).isIn(502, 200);
        }
    }
}
