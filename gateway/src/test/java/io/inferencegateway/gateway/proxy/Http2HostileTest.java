package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Answer;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is malformed or too much over HTTP/2 dies at its stream, or at its connection, and reaches no upstream. */
class Http2HostileTest {
    private static final String PATH = "/models/m/v/1/x";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
    private final RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    private final RawHttp2 caller = RawHttp2.connect(proxy.h2cPort());

    @BeforeEach
    void greet() {
        // The acknowledgement that a well-behaved caller owes.
        caller.frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]).flush();
    }

    @AfterEach
    void close() {
        caller.close();
        RunningProxy.await(vertx.close());
    }

    private static Arguments head(String what, String... fields) {
        return Arguments.of(what, fields);
    }

    private static Arguments with(String what, String... fields) {
        return Arguments.of(what, RawHttp2.head("GET", PATH, fields));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                with("connection", "connection", "close"),
                with("keep-alive", "keep-alive", "1"),
                with("proxy-connection", "proxy-connection", "close"),
                with("transfer-encoding", "transfer-encoding", "chunked"),
                with("upgrade", "upgrade", "websocket"),
                with("te", "te", "gzip"),
                with("upper case", "X-Upper", "1"),
                with("space in a name", "x y", "1"),
                with("colon in a name", "x:y", "1"),
                with("empty name", "", "1"),
                with("line feed", "x", "a\nb"),
                with("carriage return", "x", "a\rb"),
                with("NUL", "x", "a\0b"),
                with("padded value", "x", " a"),
                with("late pseudo-header", "x", "1", ":method", "GET"),
                with("second path", ":path", PATH),
                with("unknown pseudo-header", ":protocol", "websocket"),
                with("status in a request", ":status", "200"),
                with("two hosts", "host", "caller.example", "host", "caller.example"),
                with("user in the host", "host", "user@caller.example"),
                with("repeated length", "content-length", "0", "content-length", "1"),
                with("length without a body", "content-length", "5"),
                with("garbled length", "content-length", "0x5"),
                head("no method", ":scheme", "http", ":authority", "h", ":path", PATH),
                head("no scheme", ":method", "GET", ":authority", "h", ":path", PATH),
                head("no path", ":method", "GET", ":scheme", "http", ":authority", "h"),
                head("no host", ":method", "GET", ":scheme", "http", ":path", PATH),
                head("empty path", ":method", "GET", ":scheme", "http", ":authority", "h", ":path", ""),
                head(
                        "absolute path",
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        "h",
                        ":path",
                        "http://h" + PATH),
                head("space in the path", ":method", "GET", ":scheme", "http", ":authority", "h", ":path", "/a b"),
                head("garbled authority", ":method", "GET", ":scheme", "http", ":authority", "a@b", ":path", PATH),
                head("garbled method", ":method", "G T", ":scheme", "http", ":authority", "h", ":path", PATH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void a_malformed_head_is_an_error_of_its_stream(String what, String[] fields) {
        caller.headers(1, true, fields).flush();
        Answer refused = caller.answer(1);
        assertThat(refused.reset()).as(what).isEqualTo(RawHttp2.PROTOCOL_ERROR);
        assertThat(refused.fields()).isEmpty();

        assertThat(caller.get(3, PATH).answer(3).status()).isEqualTo(200);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_malformed_field_with_a_percent_sign_reaches_nobody_whatever_becomes_of_its_connection() {
        caller.headers(1, true, RawHttp2.head("GET", PATH, "x %A", "1")).flushRegardless();
        Frame end = caller.nextOfConnection(RawHttp2.GOAWAY);
        if (end != null) {
            assertThat(end.number(4)).isNotEqualTo(RawHttp2.INTERNAL_ERROR);
        }
        try (RawHttp2 fresh = RawHttp2.connect(proxy.h2cPort())) {
            assertThat(fresh.get(1, PATH).answer(1).status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(400, RawHttp2.head("GET", PATH, "host", "other.example")),
                Arguments.of(400, RawHttp2.head("GET", "/models/m/v/1/../x")),
                Arguments.of(405, new String[] {":method", "CONNECT", ":authority", "caller.example:80"}),
                Arguments.of(405, RawHttp2.head("TRACE", PATH)),
                Arguments.of(501, RawHttp2.head("BREW", PATH)),
                Arguments.of(414, RawHttp2.head("GET", "/models/m/" + "x".repeat(9_000))),
                Arguments.of(431, RawHttp2.head("GET", PATH, manyFields(101))),
                Arguments.of(404, RawHttp2.head("GET", "/other")));
    }

    private static String[] manyFields(int count) {
        String[] fields = new String[2 * count];
        for (int i = 0; i < count; i++) {
            fields[2 * i] = "x-" + i;
            fields[2 * i + 1] = "1";
        }
        return fields;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void a_well_formed_head_that_is_not_served_gets_an_answer(int status, String[] fields) {
        Answer answer = caller.headers(1, true, fields).flush().answer(1);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.fields()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.ended()).isTrue();
        assertThat(upstream.requests()).isEmpty();
        assertThat(proxy.unroutable()).containsEntry(status, 1L);
    }

    @Test
    void a_hundred_fields_and_a_host_instead_of_an_authority_are_served() {
        List<String> fields = new ArrayList<>(List.of(":method", "GET", ":scheme", "http", ":path", PATH));
        fields.addAll(List.of("host", "caller.example"));
        fields.addAll(List.of(manyFields(99)));
        Answer answer =
                caller.headers(1, true, fields.toArray(String[]::new)).flush().answer(1);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(upstream.lastRequest().field("host")).hasValue("caller.example");
    }

    @Test
    void a_header_list_beyond_60_KiB_is_refused() {
        String[] fields = RawHttp2.head("GET", PATH, "x", "a".repeat(15_000), "y", "b".repeat(15_000));
        byte[] first = RawHttp2.block(fields);
        byte[] second = RawHttp2.block("z", "c".repeat(15_900));
        byte[] third = RawHttp2.block("w", "d".repeat(15_900));
        caller.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, Arrays.copyOf(first, 16_384));
        caller.frame(RawHttp2.CONTINUATION, 0, 1, Arrays.copyOfRange(first, 16_384, first.length));
        caller.frame(RawHttp2.CONTINUATION, 0, 1, second);
        caller.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, third).flush();
        Answer answer = caller.answer(1);
        assertThat(answer.status() == 431 || answer.reset() >= 0).isTrue();
        assertThat(upstream.requests()).isEmpty();
        assertThat(caller.get(3, PATH).answer(3).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} bytes in each")
    @ValueSource(ints = {0, 1, 1_000, 16_000})
    void a_flood_of_continuations_ends_its_connection(int bytes) {
        caller.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.block(RawHttp2.head("GET", PATH)));
        byte[] fragment = RawHttp2.block("x", "a".repeat(bytes));
        int frames = 0;
        while (frames < 200 && frames * Math.max(1, bytes) <= 96 << 10) {
            caller.frame(RawHttp2.CONTINUATION, 0, 1, bytes == 0 ? new byte[0] : fragment);
            frames++;
        }
        caller.flushRegardless();
        Frame goAway = caller.nextOfConnection(RawHttp2.GOAWAY);
        // Closing over bytes that nobody has read may take the frame away from the caller.
        if (goAway != null) {
            assertThat(goAway.number(4)).isNotEqualTo(RawHttp2.NO_ERROR);
        }
        assertThat(caller.next(1)).isNull();
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void a_body_that_is_not_as_long_as_it_says_is_an_error_of_its_stream() {
        caller.headers(1, false, RawHttp2.head("POST", PATH, "content-length", "5"))
                .data(1, true, "1234")
                .headers(3, false, RawHttp2.head("POST", PATH, "content-length", "5"))
                .data(3, true, "123456")
                .flush();
        assertThat(caller.answer(1).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
        assertThat(caller.answer(3).reset()).isEqualTo(RawHttp2.PROTOCOL_ERROR);
        await().untilAsserted(() -> assertThat(proxy.outcomes()).containsEntry("400 client_error", 2L));
        assertThat(upstream.requests()).isEmpty();
        assertThat(caller.get(5, PATH).answer(5).status()).isEqualTo(200);
    }

    @Test
    void the_settings_say_what_the_limits_are() {
        Frame settings = caller.nextOfConnection(RawHttp2.SETTINGS);
        assertThat(settings).isNotNull();
        ByteBuffer pairs = ByteBuffer.wrap(settings.payload());
        List<String> said = new ArrayList<>();
        while (pairs.hasRemaining()) {
            said.add(pairs.getShort() + "=" + pairs.getInt());
        }
        assertThat(said).contains("3=100", "6=61440");
        Frame window = caller.nextOfConnection(RawHttp2.WINDOW_UPDATE);
        assertThat(window).isNotNull();
        assertThat(65_535 + window.number(0)).isEqualTo(1 << 20);
    }

    @Test
    void more_than_a_hundred_streams_are_refused_even_to_a_caller_that_does_not_listen() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy waiting = new RunningProxy(vertx, RunningProxy.DEFAULTS, silent.url());
        try (RawHttp2 deaf = RawHttp2.connect(waiting.h2cPort())) {
            for (int i = 0; i < 120; i++) {
                deaf.headers(1 + 2 * i, true, RawHttp2.head("GET", PATH));
            }
            deaf.flush();
            assertThat(deaf.answer(239).reset()).isEqualTo(RawHttp2.REFUSED_STREAM);
            await().untilAsserted(() -> assertThat(silent.requests()).hasSize(100));
            assertThat(waiting.inFlight()).isEqualTo(100);
        }
        await().untilAsserted(() -> assertThat(waiting.inFlight()).isZero());
    }

    @Test
    void a_rapid_reset_reaches_the_upstream_a_hundred_times_at_most_and_is_told_to_calm_down() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy waiting = new RunningProxy(vertx, RunningProxy.DEFAULTS, silent.url());
        try (RawHttp2 attacker = RawHttp2.connect(waiting.h2cPort())) {
            for (int i = 0; i < 3_000; i++) {
                int stream = 1 + 2 * i;
                attacker.headers(stream, true, RawHttp2.head("GET", PATH)).reset(stream, RawHttp2.CANCEL);
                if (i % 20 == 0) {
                    attacker.flushRegardless();
                }
            }
            attacker.flushRegardless();
            Frame goAway = attacker.nextOfConnection(RawHttp2.GOAWAY);
            assertThat(goAway).isNotNull();
            assertThat(goAway.number(4)).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
            try (RawHttp2 fresh = RawHttp2.connect(waiting.h2cPort())) {
                long before = System.nanoTime();
                assertThat(fresh.get(1, "/models/none").answer(1).status()).isEqualTo(404);
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            }
            assertThat(attacker.nextOfConnection(RawHttp2.GOAWAY)).isNull();
        }
        await().untilAsserted(() -> assertThat(waiting.inFlight()).isZero());
        assertThat(silent.connections().size()).isLessThanOrEqualTo(100);
        assertThat(waiting.served(1)).isLessThanOrEqualTo(100);
    }

    @Test
    void a_caller_whose_users_change_their_minds_now_and_then_is_served_on() {
        for (int i = 0; i < 300; i++) {
            caller.get(1 + 4 * i, PATH);
            assertThat(caller.answer(1 + 4 * i).status()).isEqualTo(200);
            caller.headers(3 + 4 * i, true, RawHttp2.head("GET", PATH))
                    .reset(3 + 4 * i, RawHttp2.CANCEL)
                    .flush();
        }
        assertThat(caller.get(2_001, PATH).answer(2_001).status()).isEqualTo(200);
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("ping", RawHttp2.PING, 0, new byte[8]),
                Arguments.of("settings", RawHttp2.SETTINGS, 0, new byte[0]),
                Arguments.of("priority", RawHttp2.PRIORITY, 3, new byte[] {0, 0, 0, 1, 16}),
                Arguments.of("unknown", 77, 0, new byte[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void a_flood_of_frames_to_no_end_is_told_to_calm_down(String what, int type, int stream, byte[] payload) {
        for (int i = 0; i < 20_000; i++) {
            caller.frame(type, 0, stream, payload);
            if (i % 500 == 0) {
                caller.flushRegardless();
            }
        }
        caller.flushRegardless();
        Frame goAway = caller.nextOfConnection(RawHttp2.GOAWAY);
        assertThat(goAway).as(what).isNotNull();
        assertThat(goAway.number(4)).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
    }

    @Test
    void a_flood_of_empty_data_ends_its_connection() {
        caller.headers(1, false, RawHttp2.head("POST", PATH));
        for (int i = 0; i < 5_000; i++) {
            caller.data(1, false, "");
        }
        caller.flushRegardless();
        @Nullable Frame goAway = caller.nextOfConnection(RawHttp2.GOAWAY);
        if (goAway != null) {
            assertThat(goAway.number(4)).isEqualTo(RawHttp2.ENHANCE_YOUR_CALM);
        }
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
    }

    @Test
    void an_upstream_that_breaks_every_answer_does_not_cost_the_caller_its_connection() {
        ScriptedUpstream broken = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            connection.after(1, connection::close);
        });
        RunningProxy breaking = new RunningProxy(vertx, RunningProxy.DEFAULTS, broken.url());
        try (RawHttp2 patient = RawHttp2.connect(breaking.h2cPort())) {
            for (int i = 0; i < 150; i++) {
                assertThat(patient.get(1 + 2 * i, PATH).answer(1 + 2 * i).reset())
                        .isEqualTo(RawHttp2.INTERNAL_ERROR);
            }
        }
    }
}
