package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.inferencegateway.gateway.config.TracingSettings.Follow;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.testsupport.GrpcModel;
import io.inferencegateway.gateway.testsupport.OtlpReceiver.ReceivedSpan;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a collector gets to see of exchanges, and what upstreams get to see of their traces. */
class TracingTest extends TracingBench {
    @Test
    void an_exchange_is_a_span_of_the_server_and_each_try_one_of_the_client() {
        long before = System.currentTimeMillis();
        WireMessage answer = traced().exchange(GET + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.name()).isEqualTo("GET /models/m/v/1");
        assertThat(server.parent()).isEmpty();
        assertThat(server.error()).isFalse();
        assertThat(server.startNanos() / 1_000_000).isBetween(before - 1, System.currentTimeMillis());
        assertThat(server.attributes())
                .containsEntry("http.request.method", "GET")
                .containsEntry("url.scheme", "http")
                .containsEntry("url.path", "/models/m/v/1/x")
                .containsEntry("http.route", "/models/m/v/1")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("server.address", "models.example")
                .containsEntry("server.port", "8080")
                .containsEntry("network.protocol.version", "1.1")
                .containsEntry("inference_gateway.model", "m")
                .containsEntry("inference_gateway.version", "1")
                .containsEntry("inference_gateway.track", "pinned")
                .containsEntry("inference_gateway.canary", "false")
                .containsEntry("inference_gateway.outcome", "ok")
                .containsEntry("inference_gateway.retries", "0")
                .containsEntry(
                        "inference_gateway.request_id",
                        answer.field("x-request-id").orElseThrow())
                .doesNotContainKeys("error.type", "url.query", "rpc.system", "inference_gateway.queue_ms");
        assertFamily(server, 1);
        ReceivedSpan client = collector.clients().get(0);
        assertThat(client.name()).isEqualTo("GET");
        assertThat(client.attributes())
                .containsEntry("url.full", upstream.url() + "/x")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", Integer.toString(upstream.port()))
                .containsEntry("http.response.status_code", "200")
                .containsEntry("inference_gateway.attempt", "first")
                .doesNotContainKeys("error.type", "http.request.resend_count");
        assertThat(traceParent(upstream.lastRequest())).isEqualTo(client.traceParent());
        assertThat(upstream.lastRequest().fields("tracestate")).isEmpty();
        assertThat(server.resource())
                .containsEntry("service.name", "models")
                .containsEntry("service.version", "1.2.3")
                .containsEntry("host.name", "here")
                .containsEntry("deployment.environment.name", "test")
                .containsKey("service.instance.id");
        assertThat(collector.heads().get(0))
                .containsEntry(":path", "/v1/traces")
                .containsEntry("content-type", "application/x-protobuf");
    }

    @Test
    void a_callers_trace_goes_on() {
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url()), 0, Follow.EVERYONE);
        proxy.exchange(GET + TraceContextTest.FIELDS + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.trace()).isEqualTo(TRACE);
        assertThat(server.parent()).isEqualTo("b7ad6b7169203331");
        assertThat(server.state()).isEqualTo(TraceContextTest.STATE);
        assertFamily(server, 1);
        assertThat(traceParent(upstream.lastRequest()))
                .isEqualTo(collector.clients().get(0).traceParent());
        assertThat(upstream.lastRequest().fields("tracestate")).containsExactly(TraceContextTest.STATE);
        assertThat(proxy.samples()).singleElement().satisfies(sample -> assertThat(sample.traceId())
                .isEqualTo(TRACE));
    }

    @Test
    void a_caller_that_does_not_record_its_trace_is_left_alone() {
        RunningProxy proxy = traced();
        String fields = TraceContextTest.FIELDS.replace("331-01", "331-00");
        proxy.exchange(GET + fields + "\r\n");
        assertThat(traceParent(upstream.lastRequest())).isEqualTo("00-" + TRACE + "-b7ad6b7169203331-00");
        assertThat(upstream.lastRequest().fields("tracestate")).containsExactly(TraceContextTest.STATE);
        assertThat(proxy.samples()).singleElement().satisfies(sample -> assertThat(sample.traceId())
                .isEqualTo(TRACE));
        proxy.exchange(GET + "\r\n");
        server();
        assertThat(collector.spans()).hasSize(2).noneMatch(span -> span.trace().equals(TRACE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceparent: not a trace\r\ntracestate: congo=lost\r\n",
                "traceparent: 00-" + TRACE + "-0000000000000000-01\r\ntracestate: congo=lost\r\n",
                "traceparent: ff-" + TRACE + "-b7ad6b7169203331-01\r\n",
                "tracestate: congo=alone\r\n",
                TraceContextTest.FIELDS + TraceContextTest.FIELDS,
            })
    void a_trace_that_is_not_well_formed_begins_anew(String fields) {
        traced().exchange(GET + fields + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.parent()).isEmpty();
        assertThat(server.trace()).isNotEqualTo(TRACE);
        assertThat(server.state()).isEmpty();
        assertFamily(server, 1);
        assertThat(traceParent(upstream.lastRequest()))
                .isEqualTo(collector.clients().get(0).traceParent());
        assertThat(upstream.lastRequest().fields("tracestate")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"TRUSTED_PROXIES", "NOBODY"})
    void who_is_not_followed_gets_a_trace_of_ours(Follow follow) {
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url()), 10_000, follow);
        proxy.exchange(GET + TraceContextTest.FIELDS.replace("331-01", "331-00") + "\r\n");
        ReceivedSpan server = server();
        assertThat(server.trace()).isNotEqualTo(TRACE);
        assertThat(server.parent()).isEmpty();
        assertThat(upstream.lastRequest().fields("tracestate")).isEmpty();
    }

    @Test
    void a_trusted_proxy_is_followed() {
        RunningProxy proxy = traced(
                new RunningProxy(
                        vertx,
                        RunningProxy.DEFAULTS,
                        options -> options.withTrustedProxies(List.of("127.0.0.1")),
                        upstream.url()),
                0,
                Follow.TRUSTED_PROXIES);
        proxy.exchange(GET + TraceContextTest.FIELDS + "\r\n");
        assertThat(server().trace()).isEqualTo(TRACE);
    }

    @Test
    void upstream_hears_that_a_trace_is_not_recorded() {
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url()), 0, Follow.EVERYONE);
        for (int i = 0; i < 20; i++) {
            proxy.exchange(GET + "\r\n");
        }
        assertThat(upstream.requests()).hasSize(20).allSatisfy(request -> assertThat(traceParent(request))
                .matches("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00"));
        String id = proxy.samples().get(0).traceId();
        assertThat(upstream.requests()).anyMatch(request -> traceParent(request).contains(String.valueOf(id)));
        proxy.exchange(GET + TraceContextTest.FIELDS + "\r\n");
        server();
        await().until(() -> collector.spans().size() == 2);
    }

    @Test
    void a_share_of_requests_is_recorded() {
        RunningProxy proxy =
                traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url()), 5_000, Follow.EVERYONE);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 300; i++) {
                caller.send(GET + "\r\n").read();
            }
        }
        long told = upstream.requests().stream()
                .filter(request -> traceParent(request).endsWith("-01"))
                .count();
        // Six standard deviations each way.
        assertThat(told).isBetween(98L, 202L);
        await().until(() -> collector.clients().size() == told);
        assertThat(collector.spans()).hasSize(2 * (int) told);
    }

    @Test
    void what_the_gateway_refuses_has_no_client() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = traced(new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.inFlight(1).rate(new RateLimit(3_600_000_000_000L, 2, false, null)),
                silent.url()));
        assertRefused(proxy, GET.replace("/m/", "/unknown/"), "404", "");
        try (RawHttp held = proxy.connect().send(GET + "\r\n")) {
            await().until(() -> proxy.inFlight() == 1);
            assertRefused(proxy, GET, "503", "shed");
            assertRefused(proxy, GET, "429", "");
            assertThat(held).isNotNull();
        }
        await().until(() -> collector.spans().size() == 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOO /models/m?token=SECRET",
                "TRACE /models/m?token=SECRET",
                "GET /models/m#SECRET",
                "GET http://me:SECRET@h/models/m",
                "CONNECT me:SECRET@h:1",
            })
    void a_target_that_is_refused_unread_gives_nothing_away(String start) {
        WireMessage answer = traced().exchange(start + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        assertThat(server().attributes()).containsEntry("http.response.status_code", "" + answer.status());
    }

    @Test
    void a_host_that_is_refused_gives_nothing_away() {
        WireMessage answer =
                traced().exchange("GET /models/m HTTP/1.1\r\nHost: me:SECRET@h\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(server().attributes()).doesNotContainKey("server.address");
    }

    private void assertRefused(RunningProxy proxy, String request, String status, String errorType) {
        assertThat(proxy.exchange(request + "\r\n").status()).isEqualTo(Integer.parseInt(status));
        await().untilAsserted(() -> assertThat(collector.spans())
                .filteredOn(span -> span.attribute("http.response.status_code").equals(status))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.attribute("error.type")).isEqualTo(errorType);
                    assertThat(span.error()).isEqualTo(status.startsWith("5"));
                    assertThat(span.isServer()).isTrue();
                }));
        assertThat(collector.clients()).isEmpty();
    }

    @Test
    void a_caller_that_leaves_is_no_error_of_anybody() {
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, silent.url()));
        try (RawHttp caller = proxy.connect().send(GET + "\r\n")) {
            await().until(() -> silent.requests().size() == 1);
            assertThat(caller).isNotNull();
        }
        ReceivedSpan server = server();
        assertThat(server.error()).isFalse();
        assertThat(server.attributes())
                .containsEntry("error.type", "client_abort")
                .doesNotContainKey("http.response.status_code");
        assertFamily(server, 1);
        assertThat(collector.clients().get(0).attributes())
                .containsEntry("inference_gateway.abandoned", "true")
                .doesNotContainKey("error.type");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "refuses, connection_refused, 502, 502",
        "closes, connection_terminated, upstream_reset, 502",
        "is silent, http_response_timeout, timeout_first_byte, 504",
        "breaks off, connection_terminated, upstream_reset, 200"
    })
    void what_went_wrong_is_told_of_the_upstream_and_of_the_exchange(
            String how, String ofUpstream, String ofExchange, String status) {
        ScriptedUpstream bad = ScriptedUpstream.start(vertx, (request, connection) -> {
            switch (how) {
                case "closes" -> connection.close();
                case "breaks off" -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                    connection.close();
                }
                default -> assertThat(how).isEqualTo("is silent");
            }
        });
        if (how.equals("refuses")) {
            bad.close();
        }
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS.firstByte(100), bad.url()));
        try (RawHttp caller = proxy.connect().send(GET + "\r\n")) {
            caller.readAtLeast(1);
        }
        ReceivedSpan server = server();
        assertThat(server.error()).isTrue();
        assertThat(server.attributes())
                .containsEntry("error.type", ofExchange)
                .containsEntry("http.response.status_code", status);
        assertFamily(server, 1);
        assertThat(collector.clients().get(0).attribute("error.type")).isEqualTo(ofUpstream);
        assertThat(collector.clients().get(0).error()).isTrue();
    }

    @Test
    void a_grpc_call_is_one_exchange() {
        try (GrpcModel model = new GrpcModel().failing(io.grpc.Status.Code.UNAVAILABLE)) {
            RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), model.url()));
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + proxy.h2cPort(), InsecureChannelCredentials.create())
                    .build();
            try {
                ClientCalls.blockingUnaryCall(
                        channel,
                        GrpcModel.method("models/m/latest/pkg.Model", "Echo", MethodType.UNARY),
                        CallOptions.DEFAULT,
                        "hello");
            } catch (StatusRuntimeException failed) {
                assertThat(failed.getStatus().getCode()).isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
            }
            channel.shutdownNow();
            ReceivedSpan server = server();
            assertThat(server.error()).isTrue();
            assertThat(server.attributes())
                    .containsEntry("rpc.system", "grpc")
                    .containsEntry("network.protocol.version", "2")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("http.response.status_code", "503");
            assertFamily(server, 1);
            assertThat(collector.clients().get(0).attribute("network.protocol.version"))
                    .isEqualTo("2");
            assertThat(model.fields("traceparent"))
                    .containsExactly(collector.clients().get(0).traceParent());
        }
    }

    @Test
    void a_websocket_is_a_span_as_long_as_it_is_open() {
        ScriptedUpstream chat = ScriptedUpstream.answering(vertx, TunnelTest.YES + "first");
        RunningProxy proxy = traced(new RunningProxy(vertx, RunningProxy.DEFAULTS, chat.url()));
        long opened = System.currentTimeMillis();
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(TunnelTest.ASK).read().status()).isEqualTo(101);
            await().until(() -> System.currentTimeMillis() - opened > 100);
            assertThat(collector.spans()).isEmpty();
        }
        ReceivedSpan server = server();
        assertThat(server.events()).containsExactly("switched protocols");
        assertThat(server.endNanos() - server.startNanos()).isGreaterThan(50_000_000L);
        assertThat(server.attribute("http.response.status_code")).isEqualTo("101");
        assertFamily(server, 1);
        assertThat(traceParent(chat.requests().get(0)))
                .isEqualTo(collector.clients().get(0).traceParent());
    }

    @Test
    void a_collector_that_hangs_costs_spans_and_no_request() {
        collector.answering((receiver, request, batch) -> {});
        RunningProxy proxy = traced();
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(caller.send(GET + "\r\n").read().status()).isEqualTo(200);
            }
        }
        assertThat(collector.heads()).hasSizeLessThanOrEqualTo(1);
        assertThat(tracing.lost())
                .as("beyond a batch under way and the queue")
                .isBetween(2_000L - 512 - 1_000 - 2, 1_000L);
    }

    @Test
    void what_is_switched_off_leaves_the_next_request_alone() {
        RunningProxy proxy = traced();
        proxy.exchange(GET + "\r\n");
        configured(proxy, null);
        proxy.exchange(GET + "\r\n");
        assertThat(upstream.lastRequest().fields("traceparent")).isEmpty();
        await().untilAsserted(() -> assertThat(collector.spans().size() + tracing.lost())
                .as("spans of the first")
                .isEqualTo(2));
    }
}
