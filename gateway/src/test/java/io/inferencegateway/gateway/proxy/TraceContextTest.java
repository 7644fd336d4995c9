package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.testsupport.GrpcModel;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trace context through a gateway that records no traces: byte by byte, whoever carries it, and never made up. */
class TraceContextTest {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
    static final String STATE = "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7";
    static final String FIELDS = "traceparent: " + PARENT + "\r\ntracestate: " + STATE + "\r\n";
    private static final String GET = "GET /models/m/v/1/x HTTP/1.1\r\nHost: a\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private RunningProxy proxy() {
        return new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    }

    private static void assertPassedOn(WireMessage request) {
        assertThat(request.fieldLines()).contains("traceparent: " + PARENT, "tracestate: " + STATE);
        assertThat(request.fields("traceparent")).hasSize(1);
        assertThat(request.fields("tracestate")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FIELDS,
                "TraceParent: " + PARENT + "\r\nTRACESTATE: a=1\r\ntracestate: b=2\r\n",
                "traceparent: 00-" + TRACE + "-b7ad6b7169203331-00\r\n",
                "traceparent: cc-" + TRACE + "-b7ad6b7169203331-01-later\r\n",
                "traceparent: not a trace\r\ntracestate: , ,=,\r\n",
                "traceparent: " + PARENT + "\r\ntraceparent: " + PARENT + "\r\n",
                "tracestate: congo=alone\r\n",
            })
    void goes_on_as_it_came_however_it_is_written(String fields) {
        assertThat(proxy().exchange(GET + fields + "\r\n").status()).isEqualTo(200);
        List<String> traces = new ArrayList<>();
        upstream.lastRequest().fieldLines().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("trace"))
                .forEach(traces::add);
        assertThat(String.join("\r\n", traces) + "\r\n").isEqualTo(fields);
    }

    @Test
    void nothing_is_added_where_there_is_none() {
        assertThat(proxy().exchange(GET + "\r\n").status()).isEqualTo(200);
        assertThat(upstream.lastRequest().raw()).doesNotContainIgnoringCase("trace");
    }

    @Test
    void a_sample_names_the_trace_of_a_request_that_belongs_to_one() {
        RunningProxy proxy = proxy();
        proxy.exchange(GET + FIELDS + "\r\n");
        assertThat(proxy.samples()).singleElement().satisfies(sample -> assertThat(sample.traceId())
                .isEqualTo(TRACE));
        proxy.exchange(GET + "traceparent: 00-" + TRACE + "-0000000000000000-01\r\n\r\n");
        assertThat(proxy.samples()).hasSize(2).anySatisfy(sample -> assertThat(sample.traceId())
                .isNull());
    }

    @Test
    void goes_on_from_a_caller_of_http2() {
        try (RawHttp2 caller = RawHttp2.connect(proxy().h2cPort())) {
            caller.headers(1, true, RawHttp2.head("GET", "/models/m/v/1/x", "traceparent", PARENT, "tracestate", STATE))
                    .flush();
            assertThat(caller.answer(1).status()).isEqualTo(200);
        }
        assertPassedOn(upstream.lastRequest());
    }

    @Test
    void goes_on_to_an_upstream_of_http2() {
        List<Http2Headers> heads = new CopyOnWriteArrayList<>();
        try (ScriptedHttp2Upstream http2 = ScriptedHttp2Upstream.start((caller, number) -> {
            Frame head = Objects.requireNonNull(caller.nextHead());
            heads.add(Objects.requireNonNull(head.head()));
            caller.ok(head.stream(), "two");
        })) {
            RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), http2.url());
            assertThat(proxy.exchange(GET + FIELDS + "\r\n").content()).isEqualTo("two");
            assertThat(heads).singleElement().satisfies(head -> {
                assertThat(head.getAll("traceparent")).singleElement().hasToString(PARENT);
                assertThat(head.getAll("tracestate")).singleElement().hasToString(STATE);
            });
        }
    }

    @Test
    void goes_on_with_a_grpc_call() {
        Metadata fields = new Metadata();
        fields.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);
        fields.put(Metadata.Key.of("tracestate", Metadata.ASCII_STRING_MARSHALLER), STATE);
        try (GrpcModel model = new GrpcModel()) {
            RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), model.url());
            ManagedChannel channel = Grpc.newChannelBuilder(
                            "127.0.0.1:" + proxy.h2cPort(), InsecureChannelCredentials.create())
                    .build();
            Channel traced = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(fields));
            assertThat(ClientCalls.blockingUnaryCall(
                            traced,
                            GrpcModel.method("models/m/latest/pkg.Model", "Echo", MethodType.UNARY),
                            CallOptions.DEFAULT,
                            "hello"))
                    .isEqualTo("hello");
            channel.shutdownNow();
            assertThat(model.fields("traceparent")).containsExactly(PARENT);
            assertThat(model.fields("tracestate")).containsExactly(STATE);
        }
    }

    @Test
    void goes_on_with_a_websocket() {
        ScriptedUpstream chat = ScriptedUpstream.answering(vertx, TunnelTest.YES);
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, chat.url());
        try (RawHttp caller = proxy.connect()) {
            String ask = TunnelTest.ASK.replace("Upgrade: websocket", FIELDS + "Upgrade: websocket");
            assertThat(caller.send(ask).read().status()).isEqualTo(101);
        }
        assertPassedOn(chat.requests().get(0));
    }

    @Test
    void goes_on_with_each_try() {
        ScriptedUpstream dying = ScriptedUpstream.answeringButClosingAt(vertx, 2, ScriptedUpstream.ok("yes"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, change -> change.withLoops(1), dying.url());
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET + FIELDS + "\r\n").read().content()).isEqualTo("yes");
            assertThat(caller.send(GET + FIELDS + "\r\n").read().content()).isEqualTo("yes");
        }
        assertThat(proxy.retried()).containsKey("stale_connection");
        assertThat(dying.requests()).hasSize(3).allSatisfy(TraceContextTest::assertPassedOn);
    }

    @Test
    void goes_on_to_both_replicas_of_a_hedged_request() {
        List<ScriptedUpstream.Connection> asked = new CopyOnWriteArrayList<>();
        ScriptedUpstream one = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));
        ScriptedUpstream other = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.hedgeAfter(50), List.of(List.of(one.url(), other.url())));
        try (RawHttp caller = proxy.connect().send(GET + FIELDS + "\r\n")) {
            await().until(() -> asked.size() == 2);
            asked.get(1).send(ScriptedUpstream.ok("quick"));
            assertThat(caller.read().content()).isEqualTo("quick");
        }
        assertPassedOn(one.lastRequest());
        assertPassedOn(other.lastRequest());
    }

    @Test
    void goes_on_to_the_canary_and_to_stable_which_rescues_it() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, "HTTP/1.1 503 Broken\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.rescue(),
                new TrafficSplit(1, 2, 10_000, 7),
                new CanaryTrafficTest.Watch(),
                List.of(List.of(upstream.url()), List.of(canary.url())));
        assertThat(proxy.exchange(GET.replace("/v/1", "") + FIELDS + "\r\n").content())
                .isEqualTo("one");
        assertPassedOn(canary.lastRequest());
        assertPassedOn(upstream.lastRequest());
    }

    @Test
    void goes_on_with_a_copy_for_the_canary() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS,
                new TrafficSplit(1, 2, 0, 7),
                ShadowTest.copyingAll(),
                List.of(List.of(upstream.url()), List.of(canary.url())));
        assertThat(proxy.exchange(GET.replace("/v/1", "") + FIELDS + "\r\n").content())
                .isEqualTo("one");
        await().until(() -> canary.requests().size() == 1);
        assertPassedOn(canary.lastRequest());
    }
}
