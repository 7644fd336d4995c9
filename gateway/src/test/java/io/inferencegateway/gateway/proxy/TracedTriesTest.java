package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.TracingSettings.Follow;
import io.inferencegateway.gateway.testsupport.OtlpReceiver.ReceivedSpan;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Each try at an upstream is a span of its own: retries, hedges, rescues, copies. */
class TracedTriesTest extends TracingBench {
    @Test
    void a_retry_is_a_try_of_its_own() {
        ScriptedUpstream dying = ScriptedUpstream.answeringButClosingAt(vertx, 2, ScriptedUpstream.ok("yes"));
        RunningProxy proxy = traced(
                new RunningProxy(vertx, RunningProxy.DEFAULTS, change -> change.withLoops(1), dying.url()),
                0,
                Follow.EVERYONE);
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET + "\r\n").read();
            assertThat(caller.send(GET + TraceContextTest.FIELDS + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
        ReceivedSpan server = server();
        assertThat(server.attribute("inference_gateway.retries")).isEqualTo("1");
        assertThat(server.error()).isFalse();
        assertFamily(server, 2);
        ReceivedSpan first = collector.clients().get(0);
        assertThat(first.error()).isTrue();
        assertThat(first.attributes())
                .containsEntry("error.type", "stale_connection")
                .doesNotContainKey("http.response.status_code");
        ReceivedSpan second = collector.clients().get(1);
        assertThat(second.attributes())
                .containsEntry("inference_gateway.attempt", "stale_connection")
                .containsEntry("http.request.resend_count", "1")
                .containsEntry("http.response.status_code", "200");
        assertThat(traceParent(dying.requests().get(1))).isEqualTo(first.traceParent());
        assertThat(traceParent(dying.requests().get(2))).isEqualTo(second.traceParent());
    }

    @Test
    void a_hedge_and_what_it_outran_are_both_seen() {
        List<ScriptedUpstream.Connection> asked = new CopyOnWriteArrayList<>();
        ScriptedUpstream one = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));
        ScriptedUpstream other = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));
        RunningProxy proxy = traced(new RunningProxy(
                vertx, RunningProxy.DEFAULTS.hedgeAfter(50), List.of(List.of(one.url(), other.url()))));
        try (RawHttp caller = proxy.connect().send(GET + "\r\n")) {
            await().until(() -> asked.size() == 2);
            asked.get(1).send(ScriptedUpstream.ok("quick"));
            caller.read();
        }
        ReceivedSpan server = server();
        assertFamily(server, 2);
        ReceivedSpan slow = collector.clients().get(0);
        assertThat(slow.attributes())
                .containsEntry("inference_gateway.abandoned", "true")
                .doesNotContainKeys("error.type", "http.response.status_code");
        assertThat(slow.error()).isFalse();
        ReceivedSpan hedge = collector.clients().get(1);
        assertThat(hedge.attributes())
                .containsEntry("inference_gateway.attempt", "hedge")
                .containsEntry("http.response.status_code", "200")
                .doesNotContainKey("inference_gateway.abandoned");
        assertThat(List.of(traceParent(one.lastRequest()), traceParent(other.lastRequest())))
                .containsExactlyInAnyOrder(slow.traceParent(), hedge.traceParent());
    }

    @Test
    void a_rescue_shows_the_canary_that_failed_and_stable_that_answered() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, "HTTP/1.1 503 Broken\r\nContent-Length: 0\r\n\r\n");
        traced(split(RunningProxy.DEFAULTS.rescue(), 10_000, canary)).exchange(SPLIT + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.attributes())
                .containsEntry("inference_gateway.canary", "true")
                .containsEntry("inference_gateway.track", "stable")
                .containsEntry("inference_gateway.version", "1")
                .containsEntry("http.response.status_code", "200");
        assertFamily(server, 2);
        ReceivedSpan failed = collector.clients().get(0);
        assertThat(failed.error()).isTrue();
        assertThat(failed.attributes())
                .containsEntry("inference_gateway.version", "2")
                .containsEntry("error.type", "503");
        assertThat(collector.clients().get(1).attributes())
                .containsEntry("inference_gateway.attempt", "rescue")
                .containsEntry("inference_gateway.version", "1");
    }

    private RunningProxy split(RunningProxy.Settings settings, int canaryBasisPoints, ScriptedUpstream canary) {
        return new RunningProxy(
                vertx,
                settings,
                new TrafficSplit(1, 2, canaryBasisPoints, 7),
                canaryBasisPoints == 0 ? ShadowTest.copyingAll() : new CanaryTrafficTest.Watch(),
                List.of(List.of(upstream.url()), List.of(canary.url())));
    }

    @Test
    void a_canary_is_told_from_stable_and_its_error_is_one() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
        traced(split(RunningProxy.DEFAULTS, 10_000, canary)).exchange(SPLIT + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.error()).isTrue();
        assertThat(server.name()).isEqualTo("GET /models/m/v/2");
        assertThat(server.attributes())
                .containsEntry("inference_gateway.canary", "true")
                .containsEntry("inference_gateway.track", "canary")
                .containsEntry("error.type", "500");
        assertFamily(server, 1);
        assertThat(collector.clients().get(0).attribute("error.type")).isEqualTo("500");
    }

    @Test
    void a_copy_for_the_canary_follows_when_it_has_ended() {
        List<ScriptedUpstream.Connection> copies = new CopyOnWriteArrayList<>();
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, from) -> copies.add(from));
        traced(split(RunningProxy.DEFAULTS, 0, canary)).exchange(SPLIT + "\r\n");
        ReceivedSpan server = server();
        assertFamily(server, 1);
        await().until(() -> copies.size() == 1);
        copies.get(0).send(ScriptedUpstream.ok("two"));
        await().until(() -> collector.clients().size() == 2);
        assertFamily(server, 2);
        ReceivedSpan copy = collector.clients().get(1);
        assertThat(copy.attributes())
                .containsEntry("inference_gateway.attempt", "shadow")
                .containsEntry("inference_gateway.version", "2")
                .containsEntry("http.response.status_code", "200")
                .doesNotContainKey("http.request.resend_count");
        assertThat(traceParent(canary.lastRequest())).isEqualTo(copy.traceParent());
    }
}
