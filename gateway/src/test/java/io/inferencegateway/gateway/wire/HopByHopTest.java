package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersAdaptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
    private static final Peer STRANGER = new Peer("203.0.113.9", false, false, "8080");
    private static final Peer BALANCER = new Peer("10.0.0.1", true, true, "8443");
    private static final HopByHop HOP = new HopByHop("igw-1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "Trailer: X",
                "Transfer-Encoding: chunked",
                "Upgrade: h2c",
                "HTTP2-Settings: AAA",
                "Proxy-Authenticate: Basic",
                "Proxy-Authorization: Basic eDp5",
                "pROXY-aUTHENTICATION-iNFO: x",
            })
    void s13_hop_by_hop_fields_are_dropped_in_both_directions(String line) {
        assertThat(request(STRANGER, "A: 1", line, "B: 2"))
                .contains("A: 1", "B: 2")
                .doesNotContain(line);
        assertThat(response("A: 1", line, "B: 2")).containsExactly("A: 1", "B: 2", "via: 1.1 igw-1");
    }

    @Test
    void s13_nominated_fields_are_dropped_in_both_directions() {
        String[] lines = {
            "Connection: close, x-one ,X-TWO,",
            "Connection: ,x-three",
            "X-One: 1",
            "x-two: 2",
            "X-Three: 3",
            "X-Four: 4"
        };
        assertThat(request(STRANGER, lines))
                .contains("X-Four: 4")
                .noneMatch(line -> line.matches("(?i)x-(one|two|three).*"));
        assertThat(response(lines)).containsExactly("X-Four: 4", "via: 1.1 igw-1");
    }

    @Test
    void s13_a_second_connection_field_is_read_as_well() {
        assertThat(request(STRANGER, "Connection: keep-alive", "Connection: x-one", "X-One: 1"))
                .noneMatch(line -> line.startsWith("X-One"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5",
                "Authorization: Bearer x",
                "Content-Type: a/b",
                "Cookie: a=b",
                "Cache-Control: x"
            })
    void s13_a_nomination_of_a_field_that_others_rely_on_is_ignored(String line) {
        String name = line.substring(0, line.indexOf(':'));
        assertThat(request(STRANGER, "Connection: " + name, line)).contains(line);
        assertThat(response("Connection: " + name, line)).contains(line);
    }

    @Test
    void s13_a_nomination_of_host_via_or_the_forwarded_family_is_ignored() {
        assertThat(request(STRANGER, "Connection: host, via, x-forwarded-for, x-request-id", "Host: a", "Via: 1.1 b"))
                .contains("host: up", "via: 1.1 b, 1.1 igw-1", "x-forwarded-for: 203.0.113.9", "x-request-id: id-1");
    }

    @Test
    void s15_via_grows_by_one_element_each_way() {
        assertThat(request(STRANGER, "Via: 1.0 a", "X: y", "via: 1.1 b (c)"))
                .contains("via: 1.0 a, 1.1 b (c), 1.1 igw-1");
        assertThat(response("Via: 1.1 a")).containsExactly("via: 1.1 a, 1.1 igw-1");
        MultiMap to = HttpHeaders.headers();
        HOP.copyResponse(HttpHeaders.headers(), to, HttpVersion.HTTP_1_0);
        assertThat(to.get("via")).isEqualTo("1.0 igw-1");
    }

    @Test
    void s15_the_own_name_in_via_is_a_loop() {
        assertThat(HOP.isLoop(fields("Via: 1.1 igw-1"))).isTrue();
        assertThat(HOP.isLoop(fields("Via: 1.1\tigw-1,"))).isTrue();
        assertThat(HOP.isLoop(fields("Via: 1.1 a", "Via: 1.1 b, 1.1 igw-1 (x), 1.1 c")))
                .isTrue();
        assertThat(HOP.isLoop(fields("Via: 1.1 igw-12, 1.1 xigw-1, 1.1 igw-1x")))
                .isFalse();
        assertThat(HOP.isLoop(fields("A: b"))).isFalse();
    }

    @Test
    void s16_what_a_stranger_says_about_the_caller_is_replaced() {
        assertThat(request(
                        STRANGER,
                        "X-Forwarded-For: 1.2.3.4",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil",
                        "X-Forwarded-Port: 1",
                        "X-Forwarded-Prefix: /evil",
                        "X-Real-IP: 1.2.3.4",
                        "Forwarded: for=1.2.3.4"))
                .containsExactlyInAnyOrder(
                        "host: up",
                        "x-forwarded-for: 203.0.113.9",
                        "x-forwarded-proto: http",
                        "x-forwarded-host: caller.example",
                        "x-forwarded-port: 8080",
                        "forwarded: for=203.0.113.9;proto=http;host=\"caller.example\"",
                        "via: 1.1 igw-1",
                        "x-request-id: id-1");
    }

    @Test
    void s16_what_a_trusted_peer_says_about_the_caller_is_appended_to() {
        assertThat(request(
                        BALANCER,
                        "X-Forwarded-For: 1.2.3.4",
                        "X-Forwarded-For: 5.6.7.8",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: first",
                        "X-Forwarded-Port: 80",
                        "X-Real-IP: 1.2.3.4",
                        "Forwarded: for=1.2.3.4"))
                .contains(
                        "x-forwarded-for: 1.2.3.4, 5.6.7.8, 10.0.0.1",
                        "x-forwarded-proto: http",
                        "x-forwarded-host: first",
                        "x-forwarded-port: 80",
                        "X-Real-IP: 1.2.3.4",
                        "forwarded: for=1.2.3.4, for=10.0.0.1;proto=https;host=\"caller.example\"");
    }

    @Test
    void s16_forwarded_is_not_begun_in_the_middle_of_a_chain_and_quotes_ipv6() {
        assertThat(request(BALANCER, "A: b")).noneMatch(line -> line.startsWith("forwarded"));
        Peer ipv6 = new Peer("2001:db8::1", false, false, "80");
        assertThat(request(ipv6, "Forwarded: for=x"))
                .contains("forwarded: for=\"[2001:db8::1]\";proto=http;host=\"caller.example\"");
    }

    @Test
    void s18_a_line_end_or_nul_from_an_upstream_does_not_pass() {
        for (String bad : List.of("a\rb", "a\nb", "a\r\n b", "a\u0000", "a\u007f", "\u0001")) {
            MultiMap unchecked = MultiMap.caseInsensitiveMultiMap().add("x", bad);
            assertThat(HOP.copyResponse(unchecked, HttpHeaders.headers(), HttpVersion.HTTP_1_1))
                    .isFalse();
        }
    }

    @Test
    void s19_repeated_lines_stay_repeated_and_in_order() {
        assertThat(response("Set-Cookie: a=1", "X: 1", "set-cookie: b=2", "X: 2", "Date: now"))
                .containsExactly("Set-Cookie: a=1", "X: 1", "set-cookie: b=2", "X: 2", "Date: now", "via: 1.1 igw-1");
    }

    @Test
    void the_gateways_own_fields_are_never_another_s() {
        assertThat(response("X-Model-Version: 9", "X-Request-Id: forged")).containsExactly("via: 1.1 igw-1");
        assertThat(request(STRANGER, "X-Request-ID: raw", "x-model-version: 9"))
                .contains("x-request-id: id-1")
                .noneMatch(line -> line.contains("raw") || line.contains("9;"));
    }

    @Test
    void fields_of_any_map_are_copied_alike() {
        DefaultHttpHeaders netty = new DefaultHttpHeaders();
        netty.add("Connection", "x-one").add("X-One", "1").add("X-Two", "2");
        MultiMap to = HttpHeaders.headers();
        assertThat(HOP.copyResponse(new HeadersAdaptor(netty), to, HttpVersion.HTTP_1_1))
                .isTrue();
        assertThat(lines(to)).containsExactly("X-Two: 2", "via: 1.1 igw-1");
    }

    private static List<String> request(Peer peer, String... lines) {
        MultiMap to = HttpHeaders.headers();
        HOP.copyRequest(fields(lines), to, peer, "caller.example", "up", "id-1", HttpVersion.HTTP_1_1);
        return lines(to);
    }

    private static List<String> response(String... lines) {
        MultiMap to = HttpHeaders.headers();
        assertThat(HOP.copyResponse(fields(lines), to, HttpVersion.HTTP_1_1)).isTrue();
        return lines(to);
    }

    private static MultiMap fields(String... lines) {
        MultiMap fields = HttpHeaders.headers();
        for (String line : lines) {
            fields.add(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
        }
        return fields;
    }

    private static List<String> lines(@Nullable MultiMap fields) {
        List<String> lines = new ArrayList<>();
        if (fields != null) {
            fields.forEach((name, value) -> lines.add(name + ": " + value));
        }
        return lines;
    }
}
