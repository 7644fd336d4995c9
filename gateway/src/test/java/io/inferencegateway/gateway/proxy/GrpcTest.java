package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.GrpcModel;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC's own client and server, through the gateway. */
class GrpcTest {
    private static final String SERVICE = "models/m/latest/pkg.Model";
    private static final MethodDescriptor<String, String> ECHO = method("Echo", MethodType.UNARY);
    private static final MethodDescriptor<String, String> HANG = method("Hang", MethodType.UNARY);
    private static final MethodDescriptor<String, String> COUNT = method("Count", MethodType.SERVER_STREAMING);
    private static final MethodDescriptor<String, String> JOIN = method("Join", MethodType.CLIENT_STREAMING);
    private static final MethodDescriptor<String, String> CHAT = method("Chat", MethodType.BIDI_STREAMING);
    private static final CallOptions PATIENT = CallOptions.DEFAULT;

    private final Vertx vertx = Vertx.vertx();
    private final GrpcModel model = new GrpcModel();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        RunningProxy.await(vertx.close());
        model.close();
    }

    private static MethodDescriptor<String, String> method(String name, MethodType type) {
        return GrpcModel.method(SERVICE, name, type);
    }

    private RunningProxy proxy() {
        return proxy(RunningProxy.DEFAULTS);
    }

    private RunningProxy proxy(RunningProxy.Settings settings) {
        return new RunningProxy(vertx, settings.http2(), model.url());
    }

    private ManagedChannel channel(RunningProxy proxy) {
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + proxy.h2cPort(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(64 << 20)
                .build();
        channels.add(channel);
        return channel;
    }

    private static Channel with(Channel channel, String name, String value) {
        Metadata fields = new Metadata();
        fields.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(fields));
    }

    private static StatusRuntimeException failure(
            Channel channel, MethodDescriptor<String, String> method, CallOptions options, String request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> ClientCalls.blockingUnaryCall(channel, method, options, request));
    }

    /** Keeps all that comes. */
    private static class Inbox implements StreamObserver<String> {
        final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final AtomicReference<@Nullable Status> end = new AtomicReference<>();

        @Override
        public void onNext(String message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable fault) {
            end.set(Status.fromThrowable(fault));
        }

        @Override
        public void onCompleted() {
            end.set(Status.OK);
        }

        @Nullable
        String next() throws InterruptedException {
            return messages.poll(10, TimeUnit.SECONDS);
        }

        Status.Code end() {
            await().until(() -> end.get() != null);
            Status status = end.get();
            return status == null ? Status.Code.UNKNOWN : status.getCode();
        }
    }

    @Test
    void a_unary_call_is_answered() {
        RunningProxy proxy = proxy();
        assertThat(ClientCalls.blockingUnaryCall(channel(proxy), ECHO, PATIENT, "hello"))
                .isEqualTo("hello");
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @Test
    void a_stream_of_the_server_arrives_whole() {
        RunningProxy proxy = proxy();
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(channel(proxy), COUNT, PATIENT, "1000 100");
        int count = 0;
        while (answers.hasNext()) {
            assertThat(answers.next()).hasSize(100);
            count++;
        }
        assertThat(count).isEqualTo(1_000);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
    }

    @Test
    void a_stream_of_the_client_is_answered_once_it_has_ended() throws Exception {
        Inbox inbox = new Inbox();
        StreamObserver<String> out =
                ClientCalls.asyncClientStreamingCall(channel(proxy()).newCall(JOIN, PATIENT), inbox);
        for (int i = 0; i < 100; i++) {
            out.onNext(i + ";");
        }
        assertThat(inbox.messages).isEmpty();
        out.onCompleted();
        assertThat(inbox.next()).startsWith("0;1;2;").endsWith("99;");
        assertThat(inbox.end()).isEqualTo(Status.Code.OK);
    }

    @Test
    void both_sides_speak_in_turns_and_the_client_ends_its_side_first() throws Exception {
        RunningProxy proxy = proxy();
        Inbox inbox = new Inbox();
        StreamObserver<String> out =
                ClientCalls.asyncBidiStreamingCall(channel(proxy).newCall(CHAT, PATIENT), inbox);
        for (int i = 0; i < 50; i++) {
            out.onNext("turn " + i);
            assertThat(inbox.next()).isEqualTo("re: turn " + i);
        }
        out.onCompleted();
        assertThat(inbox.end()).isEqualTo(Status.Code.OK);
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L)));
    }

    @Test
    void a_client_that_thinks_longer_than_the_body_limit_is_not_cut() throws Exception {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.requestBody(200));
        Inbox inbox = new Inbox();
        StreamObserver<String> out =
                ClientCalls.asyncBidiStreamingCall(channel(proxy).newCall(CHAT, PATIENT), inbox);
        out.onNext("one");
        assertThat(inbox.next()).isEqualTo("re: one");
        // Longer than the limit for a body, far shorter than that for silence.
        assertThat(inbox.messages.poll(700, TimeUnit.MILLISECONDS)).isNull();
        out.onNext("two");
        assertThat(inbox.next()).isEqualTo("re: two");
        out.onCompleted();
        assertThat(inbox.end()).isEqualTo(Status.Code.OK);
    }

    @Test
    void large_messages_pass_whole_both_ways() {
        String large = "y".repeat(10 << 20);
        assertThat(ClientCalls.blockingUnaryCall(channel(proxy()), ECHO, PATIENT, large))
                .hasSize(large.length());
    }

    @Test
    void a_slow_reader_stops_the_server_and_gets_everything_in_the_end() {
        RunningProxy proxy = proxy();
        int messages = 400;
        AtomicReference<@Nullable ClientCallStreamObserver<String>> call = new AtomicReference<>();
        Inbox inbox = new Inbox();
        class Slow extends Inbox implements ClientResponseObserver<String, String> {
            @Override
            public void beforeStart(ClientCallStreamObserver<String> stream) {
                stream.disableAutoRequestWithInitial(1);
                call.set(stream);
            }

            @Override
            public void onNext(String message) {
                inbox.onNext("");
            }

            @Override
            public void onCompleted() {
                inbox.onCompleted();
            }
        }
        ClientCalls.asyncServerStreamingCall(
                channel(proxy).newCall(COUNT, PATIENT), messages + " " + (64 << 10), new Slow());
        int[] before = {-1};
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(700))
                .until(() -> {
                    int now = model.received();
                    boolean still = now == before[0] && now > 1;
                    before[0] = now;
                    return still;
                });
        // Some MiB lie between the two; 25 would be all of it.
        assertThat(model.received()).isLessThan(messages / 2);
        ClientCallStreamObserver<String> reading = call.get();
        assertThat(reading).isNotNull();
        reading.request(messages);
        await().atMost(Duration.ofSeconds(20)).until(() -> inbox.end.get() != null);
        assertThat(inbox.messages).hasSize(messages);
    }

    @Test
    void a_caller_over_tls_is_served_by_alpn(@TempDir Path folder) throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(folder, "authority");
        CertificateAuthority.Issued server = authority.issue("server");
        ListenerTls tls = new ListenerTls(server.certificateText(), server.keyText(), null);
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), options -> options.withTls(tls), model.url());
        ManagedChannel channel = Grpc.newChannelBuilder(
                        "127.0.0.1:" + proxy.port(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(authority.certificate().toFile())
                                .build())
                .build();
        channels.add(channel);
        assertThat(ClientCalls.blockingUnaryCall(channel, ECHO, PATIENT, "hello"))
                .isEqualTo("hello");
    }

    // --- statuses ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "1,499 client_error",
        "2,500 upstream_error",
        "3,400 client_error",
        "4,504 upstream_error",
        "5,404 client_error",
        "8,429 client_error",
        "12,501 upstream_error",
        "13,500 upstream_error",
        "14,503 upstream_error",
        "15,500 upstream_error",
        "16,401 client_error"
    })
    void a_status_reaches_the_caller_and_is_recorded_as_what_it_says(int number, String outcome) {
        RunningProxy proxy = proxy();
        StatusRuntimeException failure =
                failure(with(channel(proxy), "x-status-wanted", Integer.toString(number)), ECHO, PATIENT, "hello");
        assertThat(failure.getStatus().getCode().value()).isEqualTo(number);
        assertThat(failure.getStatus().getDescription()).isEqualTo("as wanted");
        assertThat(proxy.outcomes()).isEqualTo(Map.of(outcome, 1L));
        assertThat(proxy.samples()).hasSize(1);
    }

    @Test
    void a_status_behind_messages_counts_as_well() {
        RunningProxy proxy = proxy();
        Iterator<String> answers = ClientCalls.blockingServerStreamingCall(channel(proxy), COUNT, PATIENT, "-3 10");
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> {
            while (answers.hasNext()) {
                assertThat(answers.next()).hasSize(10);
            }
        });
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(failure.getStatus().getDescription()).isEqualTo("at its end");
        assertThat(proxy.outcomes()).isEqualTo(Map.of("500 upstream_error", 1L));
    }

    @Test
    void an_answer_without_a_status_is_of_unknown_end() {
        try (ScriptedHttp2Upstream odd = ScriptedHttp2Upstream.start((caller, number) -> {
            RawHttp2.Frame head = caller.nextHead();
            if (head != null) {
                caller.headers(head.stream(), false, ":status", "200", "content-type", "application/grpc")
                        .data(head.stream(), true, "")
                        .flush();
                caller.nextHead();
            }
        })) {
            RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), odd.url());
            assertThat(failure(channel(proxy), ECHO, PATIENT, "hello")).isNotNull();
            assertThat(proxy.outcomes()).isEqualTo(Map.of("500 upstream_error", 1L));
        }
    }

    @Test
    void what_a_rollout_hears_is_the_status_in_the_trailers() {
        CanaryTrafficTest.Watch watch = new CanaryTrafficTest.Watch();
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.http2(),
                new TrafficSplit(1, 2, 10_000, 7),
                watch,
                List.of(List.of(model.url()), List.of(model.url())));
        ManagedChannel channel = channel(proxy);
        assertThat(failure(with(channel, "x-status-wanted", "13"), ECHO, PATIENT, "hello"))
                .isNotNull();
        ClientCalls.blockingUnaryCall(channel, ECHO, PATIENT, "hello");
        await().untilAsserted(() -> assertThat(watch.heard).containsExactly("canary 0 500", "canary 1 200"));
    }

    // --- deadlines and cancelling ------------------------------------------------------------------------------------

    @Test
    void what_is_left_of_the_deadline_is_passed_on() throws Exception {
        LinkedBlockingQueue<String> timeouts = new LinkedBlockingQueue<>();
        try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((caller, number) -> {
            for (RawHttp2.Frame head = caller.nextHead(); head != null; head = caller.nextHead()) {
                timeouts.add(
                        head.head() == null ? "" : String.valueOf(head.head().get("grpc-timeout")));
                caller.headers(head.stream(), true, ":status", "200", "grpc-status", "0")
                        .flush();
            }
        })) {
            RunningProxy proxy =
                    new RunningProxy(vertx, RunningProxy.DEFAULTS.http2().total(20_000), upstream.url());
            try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
                assertThat(raw(caller, 1, "grpc-timeout", "10S").fields()).containsEntry("grpc-status", "0");
                assertThat(raw(caller, 3, "grpc-timeout", "60S").fields()).containsEntry("grpc-status", "0");
                assertThat(raw(caller, 5).fields()).containsEntry("grpc-status", "0");
            }
        }
        String left = timeouts.poll(1, TimeUnit.SECONDS);
        assertThat(left).endsWith("u");
        assertThat(Long.parseLong(left.replace("u", ""))).isBetween(5_000_000L, 10_000_000L);
        String capped = timeouts.poll(1, TimeUnit.SECONDS);
        assertThat(Long.parseLong(String.valueOf(capped).replace("u", ""))).isBetween(15_000_000L, 20_000_000L);
        assertThat(timeouts.poll(1, TimeUnit.SECONDS)).isEqualTo("null");
    }

    /** A call without a message, of a caller who does not look at its own clock. */
    private static RawHttp2.Answer raw(RawHttp2 caller, int stream, String... fields) {
        List<String> all = new ArrayList<>(List.of("content-type", "application/grpc", "te", "trailers"));
        all.addAll(List.of(fields));
        caller.headers(
                        stream,
                        true,
                        RawHttp2.head("POST", "/models/m/latest/pkg.Model/Hang", all.toArray(new String[0])))
                .flush();
        return caller.answer(stream);
    }

    @Test
    void a_deadline_that_passes_is_told_to_the_caller_and_cancels_the_upstream() {
        LinkedBlockingQueue<Integer> resets = new LinkedBlockingQueue<>();
        try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start((caller, number) -> {
            RawHttp2.Frame head = caller.nextHead();
            if (head != null) {
                resets.add(caller.answer(head.stream()).reset());
            }
        })) {
            RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.http2(), upstream.url());
            try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
                RawHttp2.Answer answer = raw(caller, 1, "grpc-timeout", "300m");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.fields())
                        .containsEntry("grpc-status", "4")
                        .containsEntry("content-type", "application/grpc")
                        .containsEntry("x-model-version", "1")
                        .containsKeys("grpc-message", "x-request-id");
                assertThat(answer.body()).isEmpty();
            }
            await().untilAsserted(() -> assertThat(resets).containsExactly(RawHttp2.CANCEL));
            assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_total", 1L));
        }
    }

    @Test
    void a_client_that_gives_up_at_its_deadline_is_booked_as_that() throws Exception {
        RunningProxy proxy = proxy();
        StatusRuntimeException failure =
                failure(channel(proxy), HANG, PATIENT.withDeadlineAfter(400, TimeUnit.MILLISECONDS), "waiting");
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(model.cancelled()).isEqualTo("waiting");
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_total", 1L)));
    }

    @Test
    void a_client_that_cancels_cancels_the_server_and_blames_nobody() throws Exception {
        RunningProxy proxy = proxy();
        Inbox inbox = new Inbox();
        ClientCall<String, String> call = channel(proxy).newCall(HANG, PATIENT);
        ClientCalls.asyncUnaryCall(call, "waiting", inbox);
        assertThat(model.hanging()).isEqualTo("waiting");
        call.cancel("no longer needed", null);
        assertThat(model.cancelled()).isEqualTo("waiting");
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 1L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "10", "123456789S", "1s", "-1S"})
    void a_malformed_deadline_is_refused(String timeout) {
        RunningProxy proxy = proxy();
        try (RawHttp2 caller = RawHttp2.connect(proxy.h2cPort())) {
            assertThat(raw(caller, 1, "grpc-timeout", timeout).fields()).containsEntry("grpc-status", "13");
        }
        assertThat(model.received()).isZero();
        assertThat(proxy.outcomes()).isEqualTo(Map.of("400 client_error", 1L));
    }

    // --- the gateway's own errors ------------------------------------------------------------------------------------

    @Test
    void the_gateways_own_errors_are_statuses() {
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.bodyLimit(1_000));
        ManagedChannel channel = channel(proxy);
        StatusRuntimeException unknown = failure(
                channel, GrpcModel.method("models/other/latest/pkg.Model", "Echo", MethodType.UNARY), PATIENT, "hello");
        assertThat(unknown.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(unknown.getStatus().getDescription()).contains("no such model");
        StatusRuntimeException large = failure(channel, ECHO, PATIENT, "y".repeat(5_000));
        assertThat(large.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(large.getStatus().getDescription()).contains("larger than this model takes");
        model.close();
        await().untilAsserted(() -> {
            StatusRuntimeException down = failure(channel, ECHO, PATIENT, "hello");
            assertThat(down.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            Metadata trailers = Status.trailersFromThrowable(down);
            assertThat(trailers).isNotNull();
            assertThat(trailers.get(Metadata.Key.of("x-model-version", Metadata.ASCII_STRING_MARSHALLER)))
                    .isEqualTo("1");
            assertThat(trailers.get(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER)))
                    .isNotEmpty();
        });
    }

    @Test
    void a_method_the_server_does_not_know_is_its_own_word() {
        assertThat(failure(channel(proxy()), method("Nothing", MethodType.UNARY), PATIENT, "hello")
                        .getStatus()
                        .getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void a_server_that_dies_in_mid_answer_is_a_reset_and_no_clean_end() throws Exception {
        RunningProxy proxy = proxy();
        Inbox inbox = new Inbox();
        StreamObserver<String> out =
                ClientCalls.asyncBidiStreamingCall(channel(proxy).newCall(CHAT, PATIENT), inbox);
        out.onNext("one");
        assertThat(inbox.next()).isEqualTo("re: one");
        model.close();
        assertThat(inbox.end()).isNotEqualTo(Status.Code.OK);
        await().untilAsserted(() -> assertThat(proxy.outcomes().keySet())
                .allMatch(outcome -> outcome.startsWith("200 upstream_reset") || outcome.startsWith("503 "))
                .hasSize(1));
    }
}
