package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.WireMessage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers are those of the sentences in the description of how the proxy must behave. */
class StrictRequestDecoderTest {
    /** What must never be answered: it stands behind every bad request, where a second parser might look for it. */
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String CHUNKED_POST = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static DescribingServer server;

    @BeforeAll
    static void start() {
        server = new DescribingServer(10_000);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    @Test
    void s01_a_length_beside_a_transfer_coding_is_refused() {
        assertRefused(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
        assertRefused(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            gzip                        | 400
            identity                    | 400
            chunked, gzip               | 400
            chunked, chunked            | 400
            xchunked                    | 400
            chunked;q=1                 | 400
            "chunked"                   | 400
            chunked,                    | 501
            , chunked                   | 501
            gzip, chunked               | 501
            """)
    void s02_only_a_single_chunked_transfer_coding_is_understood(String coding, int status) {
        assertRefused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n", status);
    }

    @Test
    void s02_a_repeated_transfer_coding_is_refused() {
        assertRefused(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400);
        assertRefused(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400);
    }

    @Test
    void s03_a_transfer_coding_on_http10_is_refused() {
        assertRefused("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+5", "-5", "5, 5", "5,6", "0x5", "5 5", "5.0", "", "five", "9223372036854775808", "5;", "1_0"})
    void s04_a_length_that_is_not_one_number_is_refused(String length) {
        assertRefused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\nhello", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void s04_a_repeated_length_is_refused(String version) {
        String head = "POST / " + version + "\r\nHost: a\r\n";
        assertRefused(head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400);
        assertRefused(head + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400);
        assertRefused(head + "Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello", 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name : v",
                "Name\t: v",
                ": v",
                "Na me: v",
                "Na\u0001me: v",
                "Na\u0000me: v",
                "N\u00e4me: v",
                "Name",
                "(Name): v",
                "Name: a\u0000b",
                "Name: a\rb",
                "Name: a\r",
                "Name: a\u0001b",
                "Name: a\u007fb",
                "Name: a\u000bb",
                " Name: v",
                "Name: a\r\n b",
                "Name: a\r\n\tb",
                "Name: a\r\n b: c",
                "Name: a\nOther: b",
                "Name:\r\n b",
            })
    void s05_a_garbled_field_line_is_refused(String line) {
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n", 400);
        assertRefused("GET / HTTP/1.1\r\n" + line + "\r\nHost: a\r\n\r\n", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Xength", "content-xength", "Content-!ength", "Content-Type_ength"})
    void s05_a_name_that_only_resembles_content_length_frames_nothing(String name) {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send("POST /a HTTP/1.1\r\nHost: a\r\n" + name + ": 5\r\n\r\n" + SMUGGLED);
            assertThat(caller.read().content()).isEqualTo("POST /a\nHost: a\n" + name + ": 5\n\n");
            assertThat(caller.read().content()).startsWith("GET /smuggled\n");
        }
    }

    @Test
    void s05_a_name_that_only_resembles_content_type_keeps_its_letters() {
        WireMessage answer = RawHttp.exchange(server.port(), "GET /a HTTP/1.1\r\nHost: a\r\nContent-Xype: b\r\n\r\n");
        assertThat(answer.content()).contains("Content-Xype: b");
    }

    @Test
    void s05_without_this_decoder_the_ninth_letter_would_frame_a_body() {
        // When this fails, Vert.x has been mended: isMisreadContentName can go.
        try (DescribingServer bare = new DescribingServer(10_000, false);
                RawHttp caller = RawHttp.connect(bare.port())) {
            caller.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Xength: 5\r\n\r\nhello" + SMUGGLED);
            assertThat(caller.read().content()).startsWith("POST /a\n").endsWith("\n\nhello");
        }
    }

    @Test
    void s05_the_draft_websocket_handshake_implies_no_body() {
        assertRefused(
                "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: a\r\nSec-WebSocket-Key2: b\r\n\r\n" + "8 bytes!",
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80000000\r\n",
                "ffffffffffffffff\r\n",
                "10000000000000005\r\nhello\r\n",
                "-5\r\nhello\r\n",
                "+5\r\nhello\r\n",
                "0x5\r\nhello\r\n",
                "5 \r\nhello\r\n",
                " 5\r\nhello\r\n",
                "\r\nhello\r\n",
                ";x\r\nhello\r\n",
                "5\nhello\r\n",
                "5\r\nhello\n",
                "5\r\nhelloX\r\n",
                "5\r\nhello\rX",
                "5;a\nb\r\nhello\r\n",
                "5\rhello\r\n",
                "0\r\nName : v\r\n\r\n",
                "0\r\n: v\r\n\r\n",
                "0\r\nName: v\n\r\n",
                "0\r\nName: v\r\n folded\r\n\r\n",
                "0\r\nName: v\r\n\tfolded: v\r\n\r\n",
                "0\r\n folded\r\n\r\n",
                "0\r\nName\r\n\r\n",
            })
    void s06_a_garbled_chunk_closes_the_connection_and_serves_nothing(String chunk) {
        assertBroken(CHUNKED_POST + "3\r\nabc\r\n" + chunk + "0\r\n\r\n" + SMUGGLED);
    }

    @Test
    void s06_an_oversized_chunk_extension_closes_the_connection() {
        assertBroken(CHUNKED_POST + "5;" + "x".repeat(9 * 1024) + "\r\nhello\r\n0\r\n\r\n" + SMUGGLED);
    }

    @Test
    void s06_many_extensions_of_tiny_chunks_close_the_connection() {
        String chunk = "1;" + "x".repeat(200) + "\r\na\r\n";
        assertBroken(CHUNKED_POST + chunk.repeat(200) + "0\r\n\r\n" + SMUGGLED);
    }

    @Test
    void s06_fair_chunks_of_any_number_are_served() {
        String chunk = "1;x=y\r\na\r\n";
        WireMessage answer = RawHttp.exchange(server.port(), CHUNKED_POST + chunk.repeat(10_000) + "0\r\nT: v\r\n\r\n");
        assertThat(answer.content()).endsWith("\n\n" + "a".repeat(10_000));
    }

    @Test
    void s08_two_hundred_pipelined_requests_are_answered_in_order() {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send(IntStream.range(0, 200)
                    .mapToObj(i -> i % 2 == 0
                            ? "GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n"
                            : "POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                    .collect(Collectors.joining()));
            for (int i = 0; i < 200; i++) {
                assertThat(caller.read().content()).startsWith((i % 2 == 0 ? "GET /" : "POST /") + i + "\n");
            }
        }
    }

    @Test
    void s08_a_refusal_waits_its_turn_behind_pipelined_requests() {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"
                    + SMUGGLED);
            assertThat(caller.read().content()).startsWith("GET /1\n");
            assertThat(caller.read().content()).startsWith("GET /2\n");
            assertThat(caller.read().status()).isEqualTo(400);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(server.served()).containsExactly("GET /1", "GET /2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a\r\nHost: a\r\n",
                "Host: a\r\nhost: b\r\n",
                "Host:\r\n",
                "Host: a b\r\n",
                "Host: a,b\r\n",
                "Host: a/b\r\n",
                "Host: user@a\r\n",
                "Host: a:port\r\n",
                "Host: a:\r\n",
                "Host: a:65536\r\n",
                "Host: a:80:80\r\n",
                "Host: [::1\r\n",
                "Host: [::1]x\r\n",
                "Host: [a.b]\r\n",
                "Host: a%2fb\r\n",
                "Host: a?b\r\n",
                "Host: a#b\r\n",
                "Host: a\\b\r\n",
                "Host: \u00e4\r\n",
            })
    void s09_a_missing_repeated_or_malformed_host_is_refused(String hostLines) {
        assertRefused("GET / HTTP/1.1\r\n" + hostLines + "\r\n", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b-c_d~e", "A:80", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[::ffff:1.2.3.4]:1"})
    void s09_a_well_formed_host_is_served(String host) {
        assertThat(RawHttp.exchange(server.port(), "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                        .content())
                .contains("Host: " + host);
    }

    @Test
    void s09_http10_needs_no_host() {
        assertThat(RawHttp.exchange(server.port(), "GET /old HTTP/1.0\r\n\r\n").content())
                .startsWith("GET /old\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock =
                    """
            GET /|400
            GET|400
            GET  / HTTP/1.1|400
            GET /  HTTP/1.1|400
             GET / HTTP/1.1|400
            GET / HTTP/1.1 |400
            GET\t/ HTTP/1.1|400
            GET /\tHTTP/1.1|400
            GET / a HTTP/1.1|400
            GET / http/1.1|400
            GET / HTTP/1|400
            GET / HTTP/1.10|400
            GET / HTTP/11|400
            GET / HTTQ/1.1|400
            GET / HTTP/0.9|505
            GET / HTTP/2.0|505
            GET / HTTP/3.0|505
            G(T / HTTP/1.1|400
            G:T / HTTP/1.1|400
            /x / HTTP/1.1|400
            GET /ü HTTP/1.1|400
            """)
    void s10_a_garbled_request_line_is_refused(String line, int status) {
        assertRefused(line + "\r\nHost: a\r\n\r\n", status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0001", "\r", "\u000b", "\u007f", "\u0080", "\u00ff"})
    void s10_a_control_or_foreign_character_in_the_request_line_is_refused(String character) {
        assertRefused("GET /a" + character + "b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        assertRefused("G" + character + "T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        assertRefused("GET / HTTP/1.1" + character + "\r\nHost: a\r\n\r\n", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\r\n", "\n\r\n", "\u0000", " \r\n"})
    void s10_stray_bytes_in_front_of_a_request_are_refused(String stray) {
        assertRefused(stray + "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    }

    @Test
    void s10_an_empty_line_between_requests_is_skipped_but_not_a_flood_of_them() {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send("\r\nPOST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi\r\n");
            assertThat(caller.read().content()).startsWith("POST /1\n");
            caller.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(caller.read().content()).startsWith("GET /2\n");
        }
        assertRefused("\r\n".repeat(20) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    }

    @Test
    void s10_a_bare_line_feed_ends_no_line() {
        assertRefused("GET / HTTP/1.1\nHost: a\n\n", 400);
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\n\n", 400);
    }

    @Test
    void s10_a_later_minor_version_is_served_as_http11() {
        assertThat(RawHttp.exchange(server.port(), "GET / HTTP/1.9\r\nHost: a\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void s20_a_head_beyond_its_limits_is_refused() {
        String field = "X-Fill: " + "x".repeat(990) + "\r\n";
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\n" + field.repeat(62) + "\r\n", 431);
        assertRefused("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(100) + "\r\n", 431);
        assertRefused("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
    }

    @Test
    void s20_a_head_within_its_limits_is_served() {
        String field = "X-Fill: " + "x".repeat(990) + "\r\n";
        assertServed("GET / HTTP/1.1\r\nHost: a\r\n" + field.repeat(60) + "\r\n");
        assertServed("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(99) + "\r\n");
        assertServed("GET /" + "x".repeat(8_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    @Test
    void s35_a_slow_head_is_cut_at_its_limit() {
        try (DescribingServer impatient = new DescribingServer(100);
                RawHttp caller = RawHttp.connect(impatient.port())) {
            caller.send("GET / HTTP/1.1\r\nHo");
            assertThat(caller.read().status()).isEqualTo(408);
            assertThat(caller.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void s35_a_head_in_many_pieces_within_its_limit_is_served() {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            String request =
                    "\r\nPOST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
            for (int i = 0; i < request.length(); i++) {
                caller.send(request.substring(i, i + 1));
            }
            assertThat(caller.read().content()).endsWith("\n\nabc");
        }
    }

    @Test
    void a_caller_that_leaves_in_the_middle_of_a_head_leaves_no_trace() {
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send("GET / HTTP/1.1\r\nHost: a\r\nX").finish();
            assertThat(caller.readToEnd()).isEmpty();
        }
        assertThat(server.served()).isEmpty();
    }

    @Test
    void a_refused_caller_that_goes_on_sending_still_gets_to_read_the_refusal() {
        String flood = "x".repeat(1024 * 1024);
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n");
            for (int i = 0; i < 4; i++) {
                caller.sendRegardless(flood);
            }
            assertThat(caller.read().status()).isEqualTo(400);
        }
    }

    private static void assertServed(String request) {
        assertThat(RawHttp.exchange(server.port(), request).status()).isEqualTo(200);
    }

    private static void assertRefused(String request, int status) {
        server.forget();
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.sendRegardless(request + SMUGGLED);
            WireMessage answer = caller.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(server.served()).isEmpty();
    }

    private static void assertBroken(String request) {
        server.forget();
        try (RawHttp caller = RawHttp.connect(server.port())) {
            caller.sendRegardless(request);
            assertThat(caller.readToEnd()).isEmpty();
        }
        assertThat(server.served()).isEmpty();
        await().untilAsserted(() -> assertThat(server.faults()).isNotEmpty());
    }
}
