package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.TokenDigest;
import io.inferencegateway.gateway.route.CallerTokens;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call a model that has tokens. */
class AuthTest {
    private static final CallerTokens TOKENS = new CallerTokens(List.of(
            new CallerToken("team-a", TokenDigest.of("alpha-token"), null),
            new CallerToken("team-b", TokenDigest.of("beta:token"), null)));

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("in"));
    private final RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.tokens(TOKENS), upstream.url());

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private static String get(String path, String fields) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    private WireMessage call(String fields) {
        return proxy.exchange(get("/models/m/x", fields));
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer alpha-token\r\n",
                "authorization: bearer   alpha-token\r\n",
                "Authorization: Bearer beta:token\r\n"
            })
    void a_token_lets_its_caller_in(String field) {
        assertThat(call(field).content()).isEqualTo("in");
    }

    @Test
    void basic_takes_the_token_as_the_password_of_any_user() {
        assertThat(call(basic("alpha-token:alpha-token")).content()).isEqualTo("in");
        assertThat(call(basic("anyone:alpha-token")).content()).isEqualTo("in");
        assertThat(call(basic(":beta:token")).content()).isEqualTo("in");
        assertThat(call(basic("alpha-token:")).status()).isEqualTo(401);
        assertThat(call(basic("alpha-token")).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer alpha-toke\r\n",
                "Authorization: Bearer alpha-token2\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer\r\n",
                "Authorization: alpha-token\r\n",
                "Authorization: Basic ***\r\n",
                "Authorization: Digest alpha-token\r\n",
                "Authorization: Bearer alpha-token, Bearer alpha-token\r\n",
                "Authorization: Bearer alpha-token\r\nAuthorization: Bearer alpha-token\r\n",
                "Authorization: Bearer alpha-token\r\nAuthorization: Bearer nobody\r\n",
                "Proxy-Authorization: Bearer alpha-token\r\n",
                "Cookie: Authorization=Bearer alpha-token\r\n"
            })
    void anything_else_is_401_and_nothing_goes_upstream(String fields) {
        WireMessage answer = call(fields);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.fields("www-authenticate"))
                .containsExactly("Bearer realm=\"m\"", "Basic realm=\"m\", charset=\"UTF-8\"");
        assertThat(answer.field("content-type")).contains("application/problem+json");
        assertThat(answer.content()).contains("\"outcome\":\"unauthorized\"").doesNotContain("alpha");
        assertThat(upstream.requests()).isEmpty();
        assertThat(proxy.outcomes()).isEqualTo(Map.of("401 unauthorized", 1L));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void the_credential_that_let_a_caller_in_does_not_go_upstream() {
        call("Authorization: Bearer alpha-token\r\nX-Mine: kept\r\n");
        assertThat(upstream.lastRequest().field("authorization")).isEmpty();
        assertThat(upstream.lastRequest().field("x-mine")).contains("kept");

        RunningProxy open = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        open.exchange(get("/models/m/x", "Authorization: Bearer the-upstreams-own\r\n"));
        assertThat(upstream.lastRequest().field("authorization")).contains("Bearer the-upstreams-own");
    }

    @Test
    void a_caller_that_was_refused_goes_on_with_a_token_over_the_same_connection() {
        try (RawHttp caller = proxy.connect()) {
            caller.send("POST /models/m/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(caller.read().status()).isEqualTo(401);
            caller.send(get("/models/m/x", "Authorization: Bearer alpha-token\r\n"));
            assertThat(caller.read().content()).isEqualTo("in");
        }
    }

    @Test
    void what_does_not_exist_is_404_with_and_without_a_token() {
        assertThat(proxy.exchange(get("/models/other/x", "")).status()).isEqualTo(404);
        assertThat(proxy.exchange(get("/models/m/v/9/x", "Authorization: Bearer alpha-token\r\n"))
                        .status())
                .isEqualTo(404);
        assertThat(proxy.exchange(get("/models/m/v/9/x", "")).status()).isEqualTo(404);
    }

    @Test
    void tokens_are_compared_as_digests_and_all_of_them_whichever_fits() {
        // What takes the same path for a hit, a near miss and a miss is the comparison of two digests of 32 bytes.
        assertThat(TOKENS.callerOf(List.of("Bearer alpha-token"))).isEqualTo("team-a");
        assertThat(TOKENS.callerOf(List.of("Bearer beta:token"))).isEqualTo("team-b");
        assertThat(TOKENS.toString()).doesNotContain("alpha-token", "beta:token");
        assertThat(TokenDigest.of("alpha-token").matches(TokenDigest.of("alpha-token")))
                .isTrue();
        assertThat(TokenDigest.of("alpha-token").matches(TokenDigest.of("alpha-tokem")))
                .isFalse();
    }
}
