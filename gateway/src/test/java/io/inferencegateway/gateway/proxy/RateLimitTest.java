package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller meets who comes too often. */
class RateLimitTest {
    /** One an hour: within a test nobody gets a second chance. */
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("in"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy(RateLimit limit) {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS.rate(limit), upstream.url());
    }

    private static String get(String fields) {
        return "GET /models/m/x HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
    }

    @Test
    void over_the_burst_the_answer_is_429_and_says_when_to_come_again() {
        RunningProxy proxy = proxy(new RateLimit(HOUR, 3, false, null));
        for (int i = 0; i < 3; i++) {
            assertThat(proxy.exchange(get("")).status()).isEqualTo(200);
        }
        WireMessage answer = proxy.exchange(get(""));
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.field("retry-after").orElse(""))).isBetween(3_000, 3_600);
        assertThat(answer.field("content-type")).contains("application/problem+json");
        assertThat(answer.content()).contains("\"outcome\":\"rate_limited\"");
        assertThat(upstream.requests()).hasSize(3);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 3L, "429 rate_limited", 1L));
        assertThat(proxy.inFlight()).isZero();
    }

    @ParameterizedTest(name = "by address: {0}")
    @ValueSource(booleans = {true, false})
    void a_header_tells_callers_apart_and_an_address_does_not_care(boolean byAddress) {
        RunningProxy proxy = proxy(new RateLimit(HOUR, 1, byAddress, byAddress ? null : "x-api-key"));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(get("X-Api-Key: a\r\n")).read().status()).isEqualTo(200);
            assertThat(caller.send(get("X-Api-Key: a\r\n")).read().status()).isEqualTo(429);
            assertThat(caller.send(get("X-Api-Key: b\r\n")).read().status()).isEqualTo(byAddress ? 429 : 200);
            assertThat(caller.send(get("")).read().status()).isEqualTo(byAddress ? 429 : 200);
            assertThat(caller.send(get("")).read().status()).isEqualTo(429);
            // Nobody but a trusted peer says where it comes from.
            assertThat(caller.send(get("X-Forwarded-For: 10.9.8.7\r\n")).read().status())
                    .isEqualTo(429);
        }
    }

    @Test
    void a_new_routing_table_with_the_same_limit_gives_nobody_a_new_budget() {
        RunningProxy proxy = proxy(new RateLimit(HOUR, 1, false, null));
        assertThat(proxy.exchange(get("")).status()).isEqualTo(200);
        proxy.publish(model -> model.withSplit(model.split()));
        assertThat(proxy.exchange(get("")).status()).isEqualTo(429);
    }
}
