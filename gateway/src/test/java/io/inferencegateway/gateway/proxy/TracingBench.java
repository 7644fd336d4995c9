package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.TracingSettings;
import io.inferencegateway.gateway.config.TracingSettings.Follow;
import io.inferencegateway.gateway.testsupport.OtlpReceiver;
import io.inferencegateway.gateway.testsupport.OtlpReceiver.ReceivedSpan;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.gateway.trace.otlp.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Proxies whose exchanges are traced, and a collector for their spans. Used by one thread. */
abstract class TracingBench {
    static final String TRACE = TraceContextTest.TRACE;
    static final String GET = "GET /models/m/v/1/x?token=SECRET HTTP/1.1\r\nHost: models.example:8080\r\n"
            + "Authorization: Bearer SECRET\r\nCookie: SECRET\r\n";
    static final String SPLIT = GET.replace("/v/1", "");

    final Vertx vertx = Vertx.vertx();
    final Context control = vertx.getOrCreateContext();
    final OtlpReceiver collector = new OtlpReceiver(vertx);
    final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
    final Tracing tracing = new Tracing(
            vertx,
            InstantSource.system(),
            () -> new Tracing.Identity("1.2.3", "here"),
            peer -> null,
            new Tracing.Pace(10, 10, 10, 2_000));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
        assertThat(collector.raw()).doesNotContain("SECRET");
    }

    static TracingSettings settings(URI url, int sampleBasisPoints, Follow follow) {
        return new TracingSettings(
                url,
                sampleBasisPoints,
                follow,
                "models",
                Map.of("deployment.environment.name", "test"),
                null,
                Map.of(),
                null,
                Duration.ofSeconds(5),
                1_000);
    }

    RunningProxy traced(RunningProxy proxy, int sampleBasisPoints, Follow follow) {
        return configured(proxy, settings(URI.create(collector.url() + "/v1/traces"), sampleBasisPoints, follow));
    }

    RunningProxy configured(RunningProxy proxy, @Nullable TracingSettings settings) {
        Promise<Void> done = Promise.promise();
        control.runOnContext(turn -> {
            proxy.server().traceWith(tracing.configure(settings));
            done.complete();
        });
        RunningProxy.await(done.future());
        proxy.isTurned();
        return proxy;
    }

    /** Everything is recorded of what no caller decides. */
    RunningProxy traced(RunningProxy proxy) {
        return traced(proxy, 10_000, Follow.EVERYONE);
    }

    RunningProxy traced() {
        return traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url()));
    }

    /** What the collector got of one exchange, once it has it. */
    ReceivedSpan server() {
        await().until(() -> collector.server().isPresent());
        return collector.server().orElseThrow();
    }

    void assertFamily(ReceivedSpan server, int tries) {
        List<ReceivedSpan> clients = collector.clients();
        assertThat(clients).hasSize(tries).allSatisfy(client -> {
            assertThat(client.trace()).isEqualTo(server.trace());
            assertThat(client.parent()).isEqualTo(server.id());
            assertThat(client.kind()).isEqualTo("client");
            assertThat(client.startNanos()).isBetween(server.startNanos(), client.endNanos());
        });
        assertThat(clients.stream().map(ReceivedSpan::id).distinct()).hasSize(tries);
    }

    static String traceParent(WireMessage request) {
        assertThat(request.fields("traceparent")).hasSize(1);
        return request.field("traceparent").orElseThrow();
    }
}
