package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stable answers for a canary that failed, and the canary is judged all the same. */
class RescueTest {
    private static final String GET = "GET /models/m/x HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST /models/m/x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    private static final String BROKEN = "HTTP/1.1 503 Broken\r\nX-Mine: canary\r\nContent-Length: 2\r\n\r\nno";

    /** A busy machine may take its time; only the test of silence sets a limit. */
    private static final RunningProxy.Settings PATIENT = RunningProxy.DEFAULTS.connect(20_000);

    private final Vertx vertx = Vertx.vertx();
    private final CanaryTrafficTest.Watch watch = new CanaryTrafficTest.Watch();
    private final ScriptedUpstream stable = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    /** All traffic of the split goes to version 2. */
    private RunningProxy proxy(RunningProxy.Settings settings, String canary) {
        return new RunningProxy(
                vertx,
                settings,
                new TrafficSplit(1, 2, 10_000, 7),
                watch,
                List.of(List.of(stable.url()), List.of(canary)));
    }

    private RunningProxy rescuing(ScriptedUpstream canary) {
        return proxy(PATIENT.rescue(), canary.url());
    }

    /** What the rollout was told of ends, whether or not the machine was slow. */
    private List<String> judged() {
        return watch.heard.stream()
                .filter(heard -> !heard.contains("slow ") && !heard.equals("stable slow"))
                .map(heard -> heard.replace(" slow", ""))
                .toList();
    }

    private static void assertStableAnswered(WireMessage answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content()).isEqualTo("one");
        assertThat(answer.field("x-model-version")).contains("1");
        assertThat(answer.field("x-mine")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "refuses, 502 upstream_error",
        "closes, 502 upstream_reset",
        "resets, 502 upstream_reset",
        "is silent, 504 timeout_first_byte",
        "answers 503, 503 upstream_error",
        "is garbled, 502 upstream_error"
    })
    void the_caller_gets_stables_answer_and_the_canary_the_blame(String how, String booked) {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, connection) -> {
            switch (how) {
                case "closes" -> connection.close();
                case "resets" -> connection.reset();
                case "answers 503" -> connection.send(BROKEN);
                case "is garbled" -> connection.send("nonsense\r\n\r\n");
                default -> assertThat(how).isEqualTo("is silent");
            }
        });
        if (how.equals("refuses")) {
            canary.close();
        }
        RunningProxy proxy = proxy(PATIENT.rescue().firstByte(150), canary.url());

        assertStableAnswered(proxy.exchange(GET));

        assertThat(stable.lastRequest().target()).isEqualTo("/x");
        assertThat(proxy.outcomes().keySet()).containsExactly("200 ok");
        assertThat(proxy.rescued().keySet()).containsExactly(booked);
        assertThat(proxy.retried().keySet()).containsExactly("rescue");
        assertThat(judged()).containsExactly("canary 0 " + booked.substring(0, 3));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void an_interim_answer_of_the_canary_does_not_stand_in_the_way() {
        ScriptedUpstream canary =
                ScriptedUpstream.answering(vertx, "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" + BROKEN);
        try (RawHttp caller = rescuing(canary).connect()) {
            assertThat(caller.send(GET).read().status()).isEqualTo(103);
            assertStableAnswered(caller.read());
        }
    }

    @Test
    void each_request_has_one_outcome_and_stable_is_no_evidence() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, BROKEN);
        RunningProxy proxy = rescuing(canary);
        for (int i = 0; i < 3; i++) {
            assertStableAnswered(proxy.exchange(GET));
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 3L));
        assertThat(proxy.rescued()).isEqualTo(Map.of("503 upstream_error", 3L));
        assertThat(proxy.served(1)).isEqualTo(3);
        assertThat(proxy.served(2)).isEqualTo(3);
        assertThat(judged()).containsExactly("canary 0 503", "canary 1 503", "canary 2 503");
    }

    @Test
    void a_post_goes_to_stable_only_where_it_may_be_repeated_or_never_left() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, BROKEN);
        assertThat(rescuing(canary).exchange(POST).status()).isEqualTo(503);
        assertThat(stable.requests()).isEmpty();

        assertStableAnswered(proxy(PATIENT.rescue().idempotent(), canary.url()).exchange(POST));
        assertThat(stable.lastRequest().content()).isEqualTo("hello");

        canary.close();
        assertStableAnswered(rescuing(canary).exchange(POST));
        assertThat(stable.lastRequest().content()).isEqualTo("hello");
        assertThat(stable.requests()).hasSize(2);
    }

    @Test
    void stable_is_the_last_resort_and_its_failure_is_the_callers() {
        stable.close();
        RunningProxy proxy = rescuing(ScriptedUpstream.answering(vertx, BROKEN));
        WireMessage answer = proxy.exchange(GET);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.field("x-model-version")).contains("1");
        assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_error", 1L));
        assertThat(proxy.rescued()).isEqualTo(Map.of("503 upstream_error", 1L));
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void who_asked_for_the_canary_gets_the_canary() {
        RunningProxy proxy = rescuing(ScriptedUpstream.answering(vertx, BROKEN));
        assertThat(proxy.exchange(GET.replace("/m/x", "/m/v/2/x")).status()).isEqualTo(503);
        assertThat(proxy.exchange(GET.replace("\r\n\r\n", "\r\nx-igw-track: canary\r\n\r\n"))
                        .status())
                .isEqualTo(503);
        assertThat(stable.requests()).isEmpty();
        assertThat(proxy.rescued()).isEmpty();
    }

    @Test
    void nothing_is_rescued_unless_the_model_says_so() {
        RunningProxy proxy =
                proxy(PATIENT, ScriptedUpstream.answering(vertx, BROKEN).url());
        WireMessage answer = proxy.exchange(GET);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.field("x-model-version")).contains("2");
        assertThat(proxy.retried()).isEmpty();
    }

    @Test
    void an_answer_that_has_begun_is_not_taken_back() {
        ScriptedUpstream canary =
                ScriptedUpstream.answeringAndClosing(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        RunningProxy proxy = rescuing(canary);
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).read().complete()).isFalse();
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 upstream_reset", 1L));
        assertThat(stable.requests()).isEmpty();
    }

    @Test
    void rescues_obey_the_budget_of_retries() {
        RunningProxy proxy = rescuing(ScriptedUpstream.answering(vertx, BROKEN));
        long saved = 0;
        long begunNanos = System.nanoTime();
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 200; i++) {
                saved += caller.send(GET).read().status() == 200 ? 1 : 0;
            }
        }
        double seconds = (System.nanoTime() - begunNanos) / 1e9;
        // Three at the start, a fifth of the requests, and three a second from before the first on.
        assertThat((double) saved).isBetween(40.0, 47 + 3 * seconds);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", saved, "503 upstream_error", 200 - saved));
        assertThat(judged()).hasSize(200).allMatch(heard -> heard.startsWith("canary"));
    }

    @Test
    void a_dead_connection_to_stable_is_not_the_end_of_a_rescue() {
        ScriptedUpstream fickle = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (connection.received().startsWith("GET /stale")) {
                connection.close();
            } else {
                connection.send(ScriptedUpstream.ok("one"));
            }
        });
        RunningProxy proxy = new RunningProxy(
                vertx,
                PATIENT.rescue(),
                new TrafficSplit(1, 2, 10_000, 7),
                watch,
                List.of(
                        List.of(fickle.url()),
                        List.of(ScriptedUpstream.answering(vertx, BROKEN).url())));
        try (RawHttp caller = proxy.connect()) {
            assertStableAnswered(caller.send(GET).read());
            // The connection is idle now and dies just as the next rescue takes it, or a moment before.
            fickle.connections().get(0).close();
            assertStableAnswered(caller.send(GET).read());
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 2L));
        assertThat(proxy.rescued()).isEqualTo(Map.of("503 upstream_error", 2L));
    }
}
