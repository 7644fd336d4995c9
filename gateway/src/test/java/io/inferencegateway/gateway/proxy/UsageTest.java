package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.TokenDigest;
import io.inferencegateway.gateway.config.UsageKey;
import io.inferencegateway.gateway.route.CallerTokens;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.monitoring.usage.CallerUsage;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose requests are counted under which name. */
class UsageTest {
    private static final UsageKey BY_CLIENT = new UsageKey(false, "x-client");

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("four"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy(RunningProxy.Settings settings) {
        return new RunningProxy(vertx, settings, upstream.url());
    }

    private static String post(String path, String fields) {
        return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n" + fields + "\r\nhi";
    }

    @Test
    void a_callers_requests_and_bytes_are_its_own() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.usage(BY_CLIENT));
        proxy.exchange(post("/models/m/x", "X-Client: a\r\n"));
        proxy.exchange(post("/models/m/v/1/x", "x-client: b\r\n"));
        proxy.exchange(post("/models/m/latest/x", "x-client: b\r\n"));
        proxy.exchange(post("/models/m/x", ""));

        assertThat(proxy.usage().callers())
                .containsExactlyInAnyOrder(
                        new CallerUsage("b", 2, 0, 0, 4, 8),
                        new CallerUsage("a", 1, 0, 0, 2, 4),
                        new CallerUsage("", 1, 0, 0, 2, 4));
    }

    @Test
    void what_fails_counts_as_its_callers_error() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.usage(BY_CLIENT).bodyLimit(1));
        proxy.exchange(post("/models/m/x", "X-Client: a\r\n"));

        assertThat(proxy.outcomes()).containsOnlyKeys("413 client_error");
        assertThat(proxy.usage().callers()).singleElement().satisfies(a -> {
            assertThat(a.caller()).isEqualTo("a");
            assertThat(a.requests()).isEqualTo(1);
        });
    }

    @Test
    void the_name_of_the_token_is_the_callers_and_who_shows_none_is_nobody() {
        CallerTokens tokens = new CallerTokens(List.of(new CallerToken("team-a", TokenDigest.of("alpha"), null)));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.tokens(tokens).usage(UsageKey.TOKEN));
        proxy.exchange(post("/models/m/x", "Authorization: Bearer alpha\r\nX-Client: b\r\n"));
        proxy.exchange(post("/models/m/x", "Authorization: Bearer wrong\r\n"));

        Usage usage = proxy.usage();
        assertThat(usage.callers()).containsExactly(new CallerUsage("team-a", 1, 0, 0, 2, 4));
        assertThat(usage.requests()).isEqualTo(1);
    }

    @Test
    void names_without_end_take_bounded_room_and_their_number_stays_exact() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.usage(BY_CLIENT));
        try (var caller = proxy.connect()) {
            for (int i = 0; i < 3_000; i++) {
                caller.send(post("/models/m/x", "X-Client: " + "long-".repeat(40) + "\r\n"));
                caller.read();
            }
        }
        assertThat(proxy.usage().callers()).singleElement().satisfies(cut -> {
            assertThat(cut.caller()).hasSize(64);
            assertThat(cut.requests()).isEqualTo(3_000);
        });
    }

    @Test
    void nothing_is_counted_where_nobody_asked() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS);
        proxy.exchange(post("/models/m/x", "X-Client: a\r\n"));

        assertThat(proxy.usage()).isEqualTo(Usage.NONE);
    }
}
