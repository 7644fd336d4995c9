package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a caller over HTTP/2 may rest, think or wait, and what it may say last. */
class Http2LimitsTest {
    private static final String PATH = "/models/m/v/1/x";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void the_trailers_of_a_request_go_upstream() {
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH))
                    .data(1, false, "abc")
                    .headers(1, true, "x-checksum", "1", "x-checksum", "2", "host", "evil", "authorization", "evil")
                    .flush();
            assertThat(caller.answer(1).status()).isEqualTo(200);
        }
        assertThat(upstream.lastRequest().content()).isEqualTo("abc");
        assertThat(upstream.lastRequest().trailerLines())
                .extracting(line -> line.replace(" ", ""))
                .containsExactly("x-checksum:1", "x-checksum:2");
    }

    @Test
    void a_pseudo_header_among_trailers_is_an_error_of_its_stream_and_sends_nothing_whole() {
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", PATH))
                    .data(1, false, "abc")
                    .headers(1, true, ":path", "/evil")
                    .flush();
            assertThat(caller.answer(1).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
            assertThat(caller.get(3, PATH).answer(3).status())
                    .as("the next stream")
                    .isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_head_that_never_ends_costs_its_connection() {
        RunningProxy proxy = limited(Duration.ofMillis(200), Duration.ofMinutes(10));
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, RawHttp2.block(RawHttp2.head("GET", PATH)))
                    .flush();
            assertThat(caller.nextOfConnection(RawHttp2.GOAWAY)).isNotNull();
            assertThat(caller.nextOfConnection(RawHttp2.GOAWAY)).as("the end").isNull();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_head_that_never_ends_costs_its_connection_whatever_its_other_streams_do() {
        ScriptedUpstream streaming = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            long ticks = vertx.setPeriodic(20, tick -> connection.send("1\r\nx\r\n"));
            vertx.setTimer(8_000, end -> vertx.cancelTimer(ticks));
        });
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS, limits(Duration.ofMillis(300), Duration.ofMinutes(10)), streaming.url());
        byte[] head = RawHttp2.block(RawHttp2.head("GET", PATH));
        for (int flags : new int[] {0, RawHttp2.END_HEADERS}) {
            try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
                caller.get(1, PATH);
                assertThat(caller.next(1)).isNotNull();
                if (flags == 0) {
                    caller.frame(RawHttp2.HEADERS, 0, 3, head).flush();
                } else {
                    caller.beginOfFrame(RawHttp2.HEADERS, flags, 3, head, 5).flush();
                }
                Frame last = Objects.requireNonNull(caller.nextOfConnection(RawHttp2.GOAWAY), "GOAWAY");
                assertThat(last.number(4)).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            }
        }
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 2L)));
        assertThat(proxy.unroutable()).isEqualTo(Map.of(408, 2L));
        await().until(() -> streaming.openConnections() == 0);
    }

    @Test
    void heads_in_pieces_cost_nothing_while_they_come() {
        RunningProxy proxy = limited(Duration.ofMillis(600), Duration.ofMinutes(10));
        byte[] head = RawHttp2.block(RawHttp2.head("GET", PATH));
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            for (int stream = 1; stream < 13; stream += 2) {
                caller.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, stream, head)
                        .flush();
                await().pollDelay(Duration.ofMillis(200)).until(() -> true);
                caller.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, stream, new byte[0])
                        .flush();
                assertThat(caller.answer(stream).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_caller_that_rests_and_answers_pings_keeps_its_connection() {
        RunningProxy proxy = limited(Duration.ofMillis(200), Duration.ofMinutes(10));
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            for (int i = 0; i < 4; i++) {
                Frame ping = Objects.requireNonNull(caller.nextOfConnection(RawHttp2.PING), "a ping");
                caller.frame(RawHttp2.PING, RawHttp2.ACK, 0, ping.payload()).flush();
            }
            assertThat(caller.get(1, PATH).answer(1).status()).isEqualTo(200);
        }
    }

    @Test
    void a_connection_that_rests_for_its_idle_time_is_told_to_go() {
        RunningProxy proxy = limited(Duration.ofMinutes(10), Duration.ofMillis(300));
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            assertThat(caller.get(1, PATH).answer(1).status()).isEqualTo(200);
            Frame last = Objects.requireNonNull(caller.nextOfConnection(RawHttp2.GOAWAY), "GOAWAY");
            assertThat(last.number(4)).isEqualTo(RawHttp2.NO_ERROR);
            assertThat(caller.nextOfConnection(RawHttp2.GOAWAY)).as("the end").isNull();
        }
    }

    @Test
    void an_answer_may_take_longer_than_the_idle_time() {
        ScriptedUpstream slow = ScriptedUpstream.start(
                vertx,
                (request, connection) -> vertx.setTimer(1_500, late -> connection.send(ScriptedUpstream.ok("late"))));
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS, limits(Duration.ofMillis(200), Duration.ofMillis(300)), slow.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            assertThat(caller.get(1, PATH).answer(1).body()).isEqualTo("late");
        }
    }

    @Test
    void a_stream_over_the_in_flight_limit_waits_for_its_place_and_leaves_it_when_it_is_reset() {
        List<ScriptedUpstream.Connection> asked = new CopyOnWriteArrayList<>();
        ScriptedUpstream patient = ScriptedUpstream.start(vertx, (request, connection) -> asked.add(connection));
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(1).queue(3, 20_000), patient.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, PATH);
            await().until(() -> asked.size() == 1);
            caller.get(3, PATH);
            await().until(() -> proxy.queued() == 1);
            caller.headers(5, false, RawHttp2.head("POST", PATH))
                    .data(5, true, "body")
                    .flush();
            await().until(() -> proxy.queued() == 2);

            caller.reset(3, RawHttp2.CANCEL).flush();
            await().until(() -> proxy.queued() == 1);
            asked.get(0).send(ScriptedUpstream.ok("first"));
            assertThat(caller.answer(1).body()).isEqualTo("first");
            await().until(() -> asked.size() == 2);
            assertThat(patient.lastRequest().content()).isEqualTo("body");
            asked.get(1).send(ScriptedUpstream.ok("third"));
            assertThat(caller.answer(5).body()).isEqualTo("third");
        }
        await().untilAsserted(
                        () -> assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 2L, "499 client_abort", 1L)));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void a_stream_that_has_waited_long_enough_is_shed_with_or_without_a_body() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(1).queue(3, 100), silent.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, PATH);
            await().until(() -> silent.requests().size() == 1);
            caller.headers(3, true, RawHttp2.head("GET", PATH))
                    .headers(5, false, RawHttp2.head("POST", PATH))
                    .data(5, true, "body")
                    .flush();
            assertThat(caller.answer(3).status()).isEqualTo(503);
            assertThat(caller.answer(5).status()).isEqualTo(503);
        }
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
    }

    @Test
    void a_grpc_call_that_waits_is_ended_by_its_own_deadline_and_no_version_is_blamed() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(1).queue(3, 60_000), silent.url());
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.get(1, PATH);
            await().until(() -> silent.requests().size() == 1);
            String[] fields = RawHttp2.head(
                    "POST", PATH, "content-type", "application/grpc", "te", "trailers", "grpc-timeout", "200m");
            caller.headers(3, true, fields).flush();
            assertThat(caller.answer(3).fields()).containsEntry("grpc-status", "4");
        }
        await().untilAsserted(() -> assertThat(proxy.outcomes()).containsEntry("503 shed", 1L));
        assertThat(silent.requests()).hasSize(1);
    }

    private RunningProxy limited(Duration head, Duration idle) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, limits(head, idle), upstream.url());
    }

    private static UnaryOperator<TrafficOptions> limits(Duration head, Duration idle) {
        return options -> TrafficOptions.of(options.host(), options.port(), head)
                .withLoops(2)
                .withH2c(options.h2c())
                .withCallerIdleTimeout(idle);
    }
}
