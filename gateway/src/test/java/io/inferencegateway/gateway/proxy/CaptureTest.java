package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.observe.CaptureBudget;
import io.inferencegateway.gateway.observe.CaptureSkip;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.route.CaptureSettings;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is copied of requests and answers for the quality plane, what is not, and that nothing stays behind. */
class CaptureTest {
    private static final int LIMIT = 1_000;
    private static final RunningProxy.Settings ALL =
            RunningProxy.DEFAULTS.capture(new CaptureSettings(TrafficSplit.WHOLE, LIMIT));
    private static final String POST = "POST /models/m/predict?key=hunter2 HTTP/1.1\r\nHost: h\r\n";
    private static final String PREDICTION =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"score\":0.5}";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy(RunningProxy.Settings settings, String answer) {
        return new RunningProxy(
                vertx, settings, ScriptedUpstream.answering(vertx, answer).url());
    }

    private static String post(String fields, String body) {
        return POST + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Waits until an exchange was booked as this, and no exchange is open. */
    private static void isBooked(RunningProxy proxy, String outcome, long times) {
        await().untilAsserted(() -> {
            assertThat(proxy.outcomes()).containsEntry(outcome, times);
            assertThat(proxy.inFlight()).isZero();
        });
    }

    private static Captured only(RunningProxy proxy) {
        await().until(() -> !proxy.captures().exchanges().isEmpty());
        assertThat(proxy.captures().exchanges()).hasSize(1);
        assertThat(proxy.captures().skipped()).isEmpty();
        Captured captured = proxy.captures().exchanges().get(0);
        assertThat(proxy.captureBudget().reservedBytes()).isEqualTo(captured.bytes());
        return captured;
    }

    /** Nothing was copied, for this reason alone, and nothing is held. */
    private static void isSkipped(RunningProxy proxy, @Nullable CaptureSkip why) {
        await().untilAsserted(() -> {
            Captures captures = proxy.captures();
            assertThat(captures.exchanges()).isEmpty();
            assertThat(captures.skipped()).isEqualTo(why == null ? Map.of() : Map.of("m", Map.of(why, 1L)));
            assertThat(proxy.captureBudget().reservedBytes()).isZero();
        });
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_request_and_its_answer_are_copied_byte_for_byte_with_their_types() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        String body = "{\"features\":{\"income\":7}}\u0000\u00ff";
        proxy.exchange(post("Content-Type: application/json\r\nx-request-id: abc\r\nConnection: close\r\n", body));
        Captured captured = only(proxy);
        assertThat(text(captured.request())).isEqualTo(body);
        assertThat(text(captured.response())).isEqualTo("{\"score\":0.5}");
        assertThat(captured.requestType()).isEqualTo("application/json");
        assertThat(captured.responseType()).isEqualTo("application/json");
        assertThat(captured.requestId()).isEqualTo("abc");
        assertThat(captured.version()).isEqualTo(new ModelVersion("m", 1));
        assertThat(captured.track()).isEqualTo(Track.STABLE);
        assertThat(captured.timeMillis()).isEqualTo(proxy.samples().get(0).startedAtMillis());
        assertThat(captured).asString().doesNotContain("income", "hunter2");
    }

    @Test
    void a_body_in_chunks_and_an_answer_in_chunks_are_copied_without_their_framing() {
        RunningProxy proxy = proxy(
                ALL, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        try (RawHttp caller = proxy.connect()) {
            caller.send(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            await().until(() -> proxy.inFlight() == 1);
            String more = "x".repeat(600);
            caller.send("258\r\n" + more + "\r\n").send("3\r\ntwo\r\n0\r\nx-sum: 1\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("hello world");
            Captured captured = only(proxy);
            assertThat(text(captured.request())).isEqualTo("one" + more + "two");
            assertThat(text(captured.response())).isEqualTo("hello world");
            assertThat(captured.requestType()).isNull();
        }
    }

    @Test
    void callers_over_http_2_are_copied_as_well() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(1, false, RawHttp2.head("POST", "/models/m/predict", "content-type", "text/plain"))
                    .data(1, false, "some")
                    .data(1, true, "thing")
                    .flush();
            assertThat(caller.answer(1).body()).isEqualTo("{\"score\":0.5}");
        }
        Captured captured = only(proxy);
        assertThat(text(captured.request())).isEqualTo("something");
        assertThat(text(captured.response())).isEqualTo("{\"score\":0.5}");
        assertThat(captured.requestType()).isEqualTo("text/plain");
    }

    @Test
    void a_model_without_quality_is_not_looked_at() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, PREDICTION);
        proxy.exchange(post("Connection: close\r\n", "{}"));
        isBooked(proxy, "200 ok", 1);
        isSkipped(proxy, null);
    }

    @Test
    void as_large_a_share_is_copied_as_is_asked_for() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.capture(new CaptureSettings(2_500, LIMIT)), PREDICTION);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 400; i++) {
                caller.send(post("", "{}")).read();
            }
        }
        isBooked(proxy, "200 ok", 400);
        // Seven standard deviations to either side.
        assertThat(proxy.captures().exchanges()).hasSizeBetween(40, 160);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "GET, 200 OK, , ", //
        "POST, 404 Not Found, , ",
        "POST, 503 Busy, , ",
        "POST, 200 OK, Content-Encoding: gzip, ENCODED",
    })
    void what_is_no_plain_success_is_not_copied(
            String method, String status, @Nullable String field, @Nullable CaptureSkip why) {
        RunningProxy proxy = proxy(
                ALL,
                "HTTP/1.1 " + status + "\r\n" + (field == null ? "" : field + "\r\n") + "Content-Length: 2\r\n\r\n{}");
        proxy.exchange(method + " /models/m/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        await().until(() -> proxy.outcomes().size() == 1 && proxy.inFlight() == 0);
        isSkipped(proxy, why);
    }

    @Test
    void a_request_with_a_content_coding_is_not_copied_unless_that_is_the_identity() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        proxy.exchange(post("Content-Encoding: gzip\r\nConnection: close\r\n", "{}"));
        isSkipped(proxy, CaptureSkip.ENCODED);
        proxy.exchange(post("Content-Encoding: Identity\r\nConnection: close\r\n", "{}"));
        await().until(() -> proxy.captures().exchanges().size() == 1);
    }

    @Test
    void a_larger_request_is_not_copied_however_it_comes() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        String larger = "x".repeat(LIMIT + 1);
        proxy.exchange(post("Connection: close\r\n", larger));
        isSkipped(proxy, CaptureSkip.BODY_LIMIT);
        try (RawHttp caller = proxy.connect()) {
            caller.send(POST + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + "x".repeat(LIMIT) + "\r\n");
            await().until(() -> proxy.captureBudget().reservedBytes() > 0);
            caller.send("1\r\nx\r\n0\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(200);
            isBooked(proxy, "200 ok", 2);
            caller.send(post("", "x".repeat(LIMIT))).read();
        }
        await().until(() -> proxy.captures().exchanges().size() == 1);
        assertThat(proxy.captures().skipped()).isEqualTo(Map.of("m", Map.of(CaptureSkip.BODY_LIMIT, 2L)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Content-Length: 1001, BODY_LIMIT",
        "Content-Length: 5000000000, BODY_LIMIT",
        "Content-Type: text/event-stream, STREAM",
        "Content-Type: application/json, BODY_LIMIT"
    })
    void a_larger_answer_is_not_copied_however_it_comes(String field, CaptureSkip why) {
        boolean chunked = !field.startsWith("Content-Length");
        ScriptedUpstream upstream = ScriptedUpstream.answeringAndClosing(
                vertx,
                "HTTP/1.1 200 OK\r\n" + field
                        + (chunked
                                ? "\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(LIMIT + 1)
                                        + "\r\n0\r\n\r\n"
                                : "\r\n\r\n" + "x".repeat(LIMIT + 1)));
        RunningProxy proxy = new RunningProxy(vertx, ALL, upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(post("", "{}")).readAtLeast(LIMIT);
        }
        isSkipped(proxy, why);
    }

    @Test
    void a_small_stream_is_copied_as_a_whole() {
        RunningProxy proxy = proxy(
                ALL,
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n");
        proxy.exchange(post("Connection: close\r\n", "{}"));
        assertThat(text(only(proxy).response())).isEqualTo("data: 1\n\ndata: 2\n\n");
    }

    @Test
    void calls_of_grpc_are_not_copied() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            caller.headers(
                            1,
                            true,
                            RawHttp2.head(
                                    "POST",
                                    "/models/m/pkg.Svc/Do",
                                    "content-type",
                                    "application/grpc",
                                    "te",
                                    "trailers"))
                    .flush();
            caller.answer(1);
        }
        isSkipped(proxy, CaptureSkip.GRPC);
    }

    @Test
    void a_caller_who_leaves_in_its_body_leaves_nothing_behind() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        RawHttp caller = proxy.connect().send(POST + "Content-Length: 900\r\n\r\nbegun");
        await().until(() -> proxy.captureBudget().reservedBytes() > 0);
        caller.close();
        isBooked(proxy, "499 client_abort", 1);
        isSkipped(proxy, null);
    }

    @Test
    void a_caller_who_leaves_in_its_answer_leaves_nothing_behind() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx, (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nbegun"));
        RunningProxy proxy = new RunningProxy(vertx, ALL, upstream.url());
        RawHttp caller = proxy.connect().send(post("", "{}"));
        caller.readAtLeast(100);
        assertThat(proxy.captureBudget().reservedBytes()).isPositive();
        caller.reset();
        isBooked(proxy, "499 client_abort", 1);
        isSkipped(proxy, null);
    }

    @Test
    void an_answer_that_breaks_off_is_not_copied() {
        RunningProxy proxy = new RunningProxy(
                vertx,
                ALL,
                ScriptedUpstream.answeringAndClosing(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nbegun")
                        .url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(post("", "{}")).readToEnd();
        }
        await().until(() -> proxy.outcomes().size() == 1 && proxy.inFlight() == 0);
        isSkipped(proxy, null);
    }

    @Test
    void an_answer_before_the_requests_end_is_not_copied() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.send(PREDICTION);
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.close();
            }
        });
        RunningProxy proxy = new RunningProxy(vertx, ALL, upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(POST + "Content-Length: 900\r\n\r\nbegun");
            assertThat(caller.read().status()).isEqualTo(200);
        }
        isSkipped(proxy, CaptureSkip.UNFINISHED);
    }

    @Test
    void where_the_process_holds_as_much_as_it_may_requests_go_on_uncopied() {
        RunningProxy proxy = proxy(ALL, PREDICTION);
        CaptureBudget budget = proxy.captureBudget();
        int others = (int) CaptureBudget.BYTES - 100;
        assertThat(budget.reserve(others)).isTrue();
        String body = "x".repeat(LIMIT);
        assertThat(proxy.exchange(post("Connection: close\r\n", body)).status()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(proxy.captures().skipped()).isEqualTo(Map.of("m", Map.of(CaptureSkip.BUDGET, 1L))));
        assertThat(budget.reservedBytes()).isEqualTo(others);
        budget.release(others);
        proxy.exchange(post("Connection: close\r\n", body));
        await().until(() -> proxy.captures().exchanges().size() == 1);
        budget.release(proxy.captures().exchanges().get(0));
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void who_announces_much_and_sends_little_holds_little_of_the_budget() {
        RunningProxy.Settings settings =
                RunningProxy.DEFAULTS.capture(new CaptureSettings(TrafficSplit.WHOLE, 256 << 10));
        RunningProxy proxy = proxy(settings, PREDICTION);
        try (RawHttp caller = proxy.connect()) {
            caller.send(POST + "Content-Length: 262144\r\n\r\nx");
            await().until(() -> proxy.captureBudget().reservedBytes() > 0);
            assertThat(proxy.captureBudget().reservedBytes()).isLessThanOrEqualTo(512);
        }
        await().until(() -> proxy.captureBudget().reservedBytes() == 0);
    }

    @Test
    void of_a_rescued_request_the_answer_of_stable_is_copied_and_the_request_once() {
        ScriptedUpstream stable = ScriptedUpstream.answering(vertx, PREDICTION);
        ScriptedUpstream canary =
                ScriptedUpstream.answering(vertx, "HTTP/1.1 503 Broken\r\nContent-Length: 6\r\n\r\nbroken");
        RunningProxy proxy = new RunningProxy(
                vertx,
                ALL.rescue().idempotent().connect(20_000),
                new TrafficSplit(1, 2, TrafficSplit.WHOLE, 7),
                new CanaryTrafficTest.Watch(),
                List.of(List.of(stable.url()), List.of(canary.url())));
        WireMessage answer = proxy.exchange(post("Connection: close\r\n", "{\"a\":1}"));
        assertThat(answer.field("x-model-version")).contains("1");
        Captured captured = only(proxy);
        assertThat(captured.version()).isEqualTo(new ModelVersion("m", 1));
        assertThat(captured.track()).isEqualTo(Track.STABLE);
        assertThat(text(captured.request())).isEqualTo("{\"a\":1}");
        assertThat(text(captured.response())).isEqualTo("{\"score\":0.5}");
    }

    @Test
    void a_shadow_copy_is_not_copied_and_a_canarys_answer_is_under_its_name() {
        ScriptedUpstream stable = ScriptedUpstream.answering(vertx, PREDICTION);
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy shadowing = new RunningProxy(
                vertx,
                ALL,
                new TrafficSplit(1, 2, 0, 7),
                ShadowTest.copyingAll(),
                List.of(List.of(stable.url()), List.of(canary.url())));
        shadowing.exchange(post("Connection: close\r\n", "{}"));
        await().until(() -> canary.requests().size() == 1);
        await().until(() -> shadowing.counts().containsKey("m/v/2 shadow 200 ok"));
        assertThat(only(shadowing).version()).isEqualTo(new ModelVersion("m", 1));

        RunningProxy splitting = new RunningProxy(
                vertx,
                ALL,
                new TrafficSplit(1, 2, TrafficSplit.WHOLE, 7),
                null,
                List.of(List.of(stable.url()), List.of(canary.url())));
        splitting.exchange(post("Connection: close\r\n", "{}"));
        Captured captured = only(splitting);
        assertThat(captured.version()).isEqualTo(new ModelVersion("m", 2));
        assertThat(captured.track()).isEqualTo(Track.CANARY);
        assertThat(text(captured.response())).isEqualTo("two");
    }

    @Test
    void tokens_are_counted_of_what_is_copied_too() {
        RunningProxy proxy = proxy(ALL.generative(), PREDICTION);
        proxy.exchange(post("Connection: close\r\n", "{}"));
        only(proxy);
        assertThat(proxy.generated()).containsExactly(new ModelVersion("m", 1));
    }
}
