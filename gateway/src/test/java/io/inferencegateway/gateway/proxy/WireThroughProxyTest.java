package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What really stands on the two wires when the rules of the parts work together. The numbers are the sentences'. */
class WireThroughProxyTest {
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /models/m HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
                "POST /models/m HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /models/m HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
                "POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: five\r\n\r\nhello",
                "POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nhello",
                "GET /models/m HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
                "GET /models/m HTTP/1.1\r\nHost: a\r\nX: y\r\n z\r\n\r\n",
                "GET /models/m HTTP/1.1\r\n\r\n",
                "GET /models/m HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /models/m\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            })
    void s01_to_s10_a_refused_request_gets_a_problem_and_a_close_and_nothing_goes_upstream(String request) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(request + "\r\n\r\n" + GET);
            WireMessage answer = caller.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.field("content-type")).hasValue("application/problem+json");
            assertThat(answer.field("connection")).hasValue("close");
            JsonObject problem = new JsonObject(answer.content());
            assertThat(problem.getInteger("status")).isEqualTo(400);
            assertThat(answer.field("x-request-id")).hasValue(problem.getString("request_id"));
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.connections()).isEmpty();
        await().until(() -> proxy.inFlight() == 0);
    }

    @ParameterizedTest
    @CsvSource({"414, 9000, 1", "431, 10, 61", "431, 10, 101"})
    void s20_a_head_beyond_its_limits_is_told_so(int status, int targetLength, int fields) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        String field = fields > 100 ? "A: b\r\n" : "A: " + "b".repeat(1_020) + "\r\n";
        WireMessage answer = proxy.exchange(
                "GET /models/" + "m".repeat(targetLength) + " HTTP/1.1\r\nHost: a\r\n" + field.repeat(fields) + "\r\n");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("content-type")).hasValue("application/problem+json");
    }

    @Test
    void s05_a_name_that_only_resembles_content_length_travels_as_an_unknown_field() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m/1 HTTP/1.1\r\nHost: a\r\nContent-Xength: 5\r\n\r\n"
                    + "GET /models/m/2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(200);
            assertThat(caller.read().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).extracting(WireMessage::target).containsExactly("/1", "/2");
        assertThat(upstream.requests().get(0).field("content-xength")).hasValue("5");
        assertThat(upstream.requests().get(0).content()).isEmpty();
    }

    @Test
    void s07_upstream_requests_are_framed_anew_and_once() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        proxy.exchange("POST /models/m HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n");
        proxy.exchange("POST /models/m HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nabcde");
        for (WireMessage request : upstream.requests()) {
            int lengths = request.fields("content-length").size();
            int codings = request.fields("transfer-encoding").size();
            assertThat(lengths + codings).isEqualTo(1);
            assertThat(request.content()).isEqualTo("abcde");
            assertThat(request.raw()).doesNotContain("x=y").doesNotContain("0005");
        }
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void s10_the_authority_of_an_absolute_target_is_the_host() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        proxy.exchange("GET http://b:81/models/m/t?q HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(upstream.lastRequest().startLine()).isEqualTo("GET /t?q HTTP/1.1");
        assertThat(upstream.lastRequest().fields("host")).containsExactly("b:81");
        assertThat(upstream.lastRequest().fields("x-forwarded-host")).containsExactly("b:81");
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, a:80, 405",
        "TRACE, /models/m, 405",
        "BREW, /models/m, 501",
        "GET, *, 400",
        "GET, a:80, 400",
        "GET, /models/m#f, 400",
        "GET, /models/m/../n, 400",
        "GET, /models/m/v/1/%2e%2e/n, 400",
        "GET, /models%2fm, 400",
        "GET, /other, 404",
        "PUT, /models/unknown, 404",
    })
    void s10_s11_what_is_not_to_be_served_is_told_so_and_the_connection_lives_on(
            String method, String target, int status) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        try (RawHttp caller = proxy.connect()) {
            caller.send(method + " " + target + " HTTP/1.1\r\nHost: a:80\r\n\r\n" + GET);
            assertThat(caller.read().status()).isEqualTo(status);
            assertThat(caller.read().status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void s13_s14_what_belongs_to_a_connection_stays_on_it() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 200 OK\r\nConnection: x-answer\r\nX-Answer: 1\r\nKeep-Alive: timeout=9\r\nTrailer: T\r\n"
                        + "Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nX-Kept: 2\r\nContent-Length: 1\r\n\r\nx");
        RunningProxy proxy = proxyTo(upstream);
        WireMessage answer = proxy.exchange(
                "GET /models/m HTTP/1.1\r\nHost: a\r\nConnection: x-asked, host, authorization\r\n"
                        + "X-Asked: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n"
                        + "Proxy-Authorization: Basic x\r\nProxy-Connection: x\r\nAuthorization: Bearer y\r\nX-Kept: 2\r\n\r\n");
        assertThat(names(upstream.lastRequest()))
                .containsExactlyInAnyOrder(
                        "host",
                        "authorization",
                        "x-kept",
                        "x-forwarded-for",
                        "x-forwarded-proto",
                        "x-forwarded-host",
                        "x-forwarded-port",
                        "via",
                        "x-request-id");
        assertThat(names(answer))
                .contains("x-kept")
                .doesNotContain("connection", "x-answer", "keep-alive", "trailer", "proxy-authenticate", "upgrade");
    }

    @Test
    void s16_a_strangers_word_about_the_caller_does_not_reach_the_upstream() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        proxy.exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Real-IP: 6.6.6.6\r\n\r\n");
        WireMessage request = upstream.lastRequest();
        assertThat(request.raw()).doesNotContain("6.6.6.6").doesNotContain("evil");
        assertThat(request.fields("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(request.fields("x-forwarded-proto")).containsExactly("http");
        assertThat(request.fields("x-forwarded-host")).containsExactly("a");
        assertThat(request.fields("forwarded")).containsExactly("for=127.0.0.1;proto=http;host=\"a\"");
    }

    @Test
    void s18_a_folded_line_of_an_upstream_is_one_line_and_a_control_character_is_502() {
        RunningProxy folding = proxyTo(
                ScriptedUpstream.answering(vertx, "HTTP/1.1 200 OK\r\nX: a\r\n  b\r\nContent-Length: 1\r\n\r\nx"));
        assertThat(folding.exchange(GET).fields("x")).containsExactly("a b");
        for (String bad : List.of("\r", "\u0000", "\u0001", "\u007f", "\n")) {
            RunningProxy garbled = proxyTo(ScriptedUpstream.answering(
                    vertx, "HTTP/1.1 200 OK\r\nX: a" + bad + "b\r\nContent-Length: 1\r\n\r\nx"));
            assertThat(garbled.exchange(GET).status()).isEqualTo(502);
        }
    }

    @Test
    void s19_repeated_cookies_stay_repeated_and_a_date_stands_alone() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nSet-Cookie: b=2\r\n"
                        + "Content-Length: 1\r\n\r\nx");
        WireMessage answer = proxyTo(upstream).exchange(GET);
        assertThat(answer.fields("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.fields("date")).containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(proxyTo(upstream)
                        .exchange("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n")
                        .fields("date"))
                .hasSize(1);
    }

    @Test
    void bytes_beyond_ascii_in_a_value_travel_unchanged_both_ways() {
        String utf8 = "na\u00c3\u00afve \u00e2\u0082\u00ac\u00ff";
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx, "HTTP/1.1 200 OK\r\nX-Name: " + utf8 + "\r\nContent-Length: 1\r\n\r\nx");
        WireMessage answer =
                proxyTo(upstream).exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nX-Name: " + utf8 + "\r\n\r\n");
        assertThat(upstream.lastRequest().fields("x-name")).containsExactly(utf8);
        assertThat(answer.fields("x-name")).containsExactly(utf8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\nContent-Length: 3\r\nContent-Length: 2\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\nContent-Length: 3, 2\r\n\r\nabc",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\nabc",
                "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",
                "HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nNo colon\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\nContent-Length: 3\r\n\r\nabc",
                "http/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "ICY/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "evilHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 +200 OK\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 1000 OK\r\nContent-Length: 3\r\n\r\nabc",
            })
    void s27_an_answer_that_two_parsers_could_read_differently_is_502_and_costs_the_connection(String bytes) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, bytes);
        RunningProxy proxy = proxyTo(upstream);
        assertThat(proxy.exchange(GET).status()).isEqualTo(502);
        await().until(() -> upstream.openConnections() == 0);
    }

    @Test
    void s15_via_grows_by_one_element_each_way() {
        ScriptedUpstream upstream =
                ScriptedUpstream.answering(vertx, "HTTP/1.0 200 OK\r\nVia: 1.1 far\r\nContent-Length: 1\r\n\r\nx");
        WireMessage answer = proxyTo(upstream)
                .exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nVia: 1.0 near\r\nVia: 1.1 nearer (c)\r\n\r\n");
        assertThat(upstream.lastRequest().field("via").orElse(""))
                .matches("1\\.0 near, 1\\.1 nearer \\(c\\), 1\\.1 igw-\\w+");
        assertThat(answer.field("via").orElse("")).matches("1\\.1 far, 1\\.0 igw-\\w+");
    }

    @Test
    void s17_the_host_goes_upstream_as_it_came() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("x"));
        RunningProxy proxy = proxyTo(upstream);
        // A name that resolves to somewhere else is only a name: who is dialled stands in the configuration.
        for (String host : List.of("Example.COM:8080", "169.254.169.254", "localhost:9901", "[::1]:80")) {
            assertThat(proxy.exchange("GET /models/m HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(upstream.lastRequest().fields("host")).containsExactly(host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "h2c", "h2c, websocket", "TLS/1.0", "unknown"})
    void s26_an_upgrade_is_stripped_and_its_refusal_handed_on(String protocol) {
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx, "HTTP/1.1 426 Upgrade Required\r\nX-Why: y\r\nContent-Length: 2\r\n\r\nno");
        WireMessage answer = proxyTo(upstream)
                .exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: "
                        + protocol + "\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.field("x-why")).hasValue("y");
        assertThat(answer.content()).isEqualTo("no");
        assertThat(names(upstream.lastRequest())).doesNotContain("upgrade", "connection", "http2-settings");
    }

    @Test
    void s28_a_compressed_redirect_is_handed_on_as_it_came() {
        String content = "\u001f\u008b\u0008\u0000";
        ScriptedUpstream upstream = ScriptedUpstream.answering(
                vertx,
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n"
                        + content);
        WireMessage answer =
                proxyTo(upstream).exchange("GET /models/m HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n");
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.field("location")).hasValue("http://127.0.0.1:1/x");
        assertThat(answer.field("content-encoding")).hasValue("gzip");
        assertThat(answer.content()).isEqualTo(content);
        assertThat(upstream.lastRequest().field("accept-encoding")).hasValue("gzip");
    }

    private RunningProxy proxyTo(ScriptedUpstream upstream) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }

    private static List<String> names(WireMessage message) {
        return message.fieldLines().stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT))
                .toList();
    }
}
