package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.ShadowWatch;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of what stable serves: what the canary gets, and that its caller never notices. */
class ShadowTest {
    private static final TrafficSplit PENDING = new TrafficSplit(1, 2, 0, 7);
    private static final String POST = "POST /models/m/latest/predict?x=%2F HTTP/1.1\r\nHost: h\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Shadow shadow = new Shadow();
    private final ScriptedUpstream stable = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    /** Copies everything, in ten places, and writes down what it hears. */
    private static final class Shadow implements ShadowWatch {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final AtomicInteger inFlight = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final AtomicLong admissions = new AtomicLong();
        final AtomicLong reserved = new AtomicLong();
        final AtomicLong mostReserved = new AtomicLong();
        volatile long memory = Long.MAX_VALUE / 2;
        volatile int places = 10;
        volatile int share = TrafficSplit.WHOLE;
        volatile int bodyLimit = 64 * 1024;

        @Override
        public boolean draws(int point) {
            return point < share;
        }

        @Override
        public int bodyLimitBytes() {
            return bodyLimit;
        }

        @Override
        public boolean enter() {
            if (inFlight.get() >= places) {
                dropped(Drop.BUSY);
                return false;
            }
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            return true;
        }

        @Override
        public void leave(int reservedBytes) {
            reserved.addAndGet(-reservedBytes);
            inFlight.decrementAndGet();
        }

        @Override
        public boolean reserve(int bytes) {
            if (reserved.get() + bytes > memory) {
                return false;
            }
            mostReserved.accumulateAndGet(reserved.addAndGet(bytes), Math::max);
            return true;
        }

        @Override
        public void dropped(Drop why) {
            heard.add(why.label());
        }

        @Override
        public long sent() {
            return admissions.incrementAndGet();
        }

        @Override
        public void withdrawn(long admission, Drop why) {
            heard.add("withdrawn " + why.label());
        }

        @Override
        public void answered(long admission, Answer ofStable, Answer ofCanary) {
            heard.add(ofStable.status() + " " + ofCanary.status() + " "
                    + ofCanary.outcome().label());
        }

        void isAtRest() {
            await().until(() -> inFlight.get() == 0);
            assertThat(reserved).hasValue(0);
        }
    }

    /** Copies everything that stable serves. */
    static CanaryTrafficTest.Watch copyingAll() {
        return watching(new Shadow());
    }

    private CanaryTrafficTest.Watch watch() {
        return watching(shadow);
    }

    private static CanaryTrafficTest.Watch watching(Shadow shadow) {
        return new CanaryTrafficTest.Watch() {
            @Override
            public ShadowWatch shadow() {
                return shadow;
            }
        };
    }

    private RunningProxy proxy(RunningProxy.Settings settings, String canary) {
        return new RunningProxy(vertx, settings, PENDING, watch(), List.of(List.of(stable.url()), List.of(canary)));
    }

    private static String post(String body) {
        return POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String everyByte(int times) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < 256 * times; i++) {
            bytes.append((char) (i & 0xff));
        }
        return bytes.toString();
    }

    private void servesCallers(RunningProxy proxy, int requests) {
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                WireMessage answer = caller.send(post("{}")).read();
                assertThat(answer.content()).isEqualTo("one");
                assertThat(answer.field("x-model-version")).contains("1");
            }
        }
    }

    @Test
    void the_canary_gets_the_same_request_byte_for_byte_and_the_caller_stables_answer() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        String body = everyByte(200);
        WireMessage answer =
                proxy.exchange(POST + "x-request-id: abc\r\nx-own: v\r\nx-igw-shadow: 7\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        assertThat(answer.content()).isEqualTo("one");
        await().until(() -> shadow.heard.equals(List.of("200 200 ok")));

        WireMessage original = stable.lastRequest();
        WireMessage copy = canary.lastRequest();
        assertThat(copy.startLine()).isEqualTo(original.startLine()).startsWith("POST /predict?x=%2F ");
        assertThat(copy.content()).isEqualTo(body).isEqualTo(original.content());
        assertThat(copy.field("x-request-id")).contains("abc");
        assertThat(copy.field("x-own")).contains("v");
        assertThat(copy.fields("x-igw-shadow")).containsExactly("1");
        assertThat(copy.field("content-length")).contains(Integer.toString(body.length()));
        shadow.isAtRest();
    }

    @Test
    void a_body_that_comes_in_chunks_with_trailers_is_copied_with_them() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(POST + "Transfer-Encoding: chunked\r\nTrailer: x-sum\r\n\r\n5\r\nhello\r\n");
            await().until(() -> stable.connections().size() == 1);
            caller.send("6\r\n world\r\n0\r\nx-sum: 11\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("one");
            await().until(() -> !canary.requests().isEmpty());
            assertThat(canary.lastRequest().content()).isEqualTo("hello world");
            assertThat(canary.connections().get(0).received()).contains("x-sum: 11");
        }
        shadow.isAtRest();
    }

    @Test
    void copies_are_recorded_on_a_track_of_their_own_and_as_nobodys_request() {
        ScriptedUpstream canary =
                ScriptedUpstream.answering(vertx, "HTTP/1.1 503 Busy\r\nContent-Length: 3\r\n\r\nno!");
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        servesCallers(proxy, 5);
        shadow.isAtRest();
        assertThat(shadow.heard).hasSize(5).containsOnly("200 503 upstream_error");
        assertThat(proxy.outcomes()).containsOnlyKeys("200 ok").containsValue(5L);
        assertThat(proxy.counts()).containsEntry("m/v/2 shadow 503 upstream_error", 5L);
        assertThat(proxy.samples()).hasSize(5).allMatch(sample -> sample.status() == 200);
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void a_canary_that_never_answers_holds_its_places_for_as_long_as_a_first_byte_may_take() {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, connection) -> {});
        shadow.places = 3;
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.firstByte(1_000), canary.url());
        servesCallers(proxy, 20);
        assertThat(canary.requests()).hasSizeLessThanOrEqualTo(3);
        shadow.isAtRest();
        assertThat(shadow.most).hasValue(3);
        assertThat(shadow.heard).contains("200 504 timeout_first_byte", "dropped_busy");
        await().until(() -> canary.openConnections() == 0);
        assertThat(proxy.outcomes()).containsOnlyKeys("200 ok");
    }

    @Test
    void a_canary_that_reads_nothing_pins_no_more_than_its_places_times_the_largest_body() {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.pause();
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.pause();
            }
        });
        shadow.places = 2;
        shadow.bodyLimit = 1 << 20;
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.firstByte(1_000), canary.url());
        String megabyte = "x".repeat(1 << 20);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 30; i++) {
                assertThat(caller.send(post(megabyte)).read().content()).isEqualTo("one");
            }
        }
        shadow.isAtRest();
        assertThat(shadow.most).hasValue(2);
        assertThat(shadow.admissions.get()).isLessThan(30);
    }

    @ParameterizedTest(name = "chunked {0}")
    @ValueSource(booleans = {false, true})
    void copies_take_no_more_memory_than_they_may_however_many_places_there_are(boolean chunked) {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, new ScriptedUpstream.Script() {
            @Override
            public void onHead(ScriptedUpstream.Connection connection) {
                connection.pause();
            }

            @Override
            public void onRequest(WireMessage request, ScriptedUpstream.Connection connection) {
                connection.pause();
            }
        });
        shadow.places = 10_000;
        shadow.bodyLimit = 16 << 20;
        shadow.memory = 4 << 20;
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.firstByte(5_000), canary.url());
        String megabyte = "x".repeat(1 << 20);
        String request = chunked
                ? POST + "Transfer-Encoding: chunked\r\n\r\n100000\r\n" + megabyte + "\r\n0\r\n\r\n"
                : post(megabyte);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 12; i++) {
                assertThat(caller.send(request).read().content()).isEqualTo("one");
            }
        }
        assertThat(shadow.mostReserved.get()).isBetween(1L << 20, shadow.memory);
        assertThat(shadow.heard).contains("dropped_memory");
        shadow.isAtRest();
    }

    @Test
    void an_answer_far_longer_than_stables_is_not_read_on_and_tells_nothing() {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
            flood(connection, "x".repeat(64 * 1024));
        });
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        servesCallers(proxy, 3);
        await().until(() -> shadow.heard.size() == 3);
        assertThat(shadow.heard).containsOnly("withdrawn dropped_answer_size");
        shadow.isAtRest();
        assertThat(proxy.outcomes()).containsOnlyKeys("200 ok").containsValue(3L);
    }

    private static void flood(ScriptedUpstream.Connection connection, String part) {
        if (!connection.isClosed()) {
            connection.send(part).after(1, () -> flood(connection, part));
        }
    }

    @Test
    void an_answer_that_stops_in_its_middle_is_given_up() {
        ScriptedUpstream canary =
                ScriptedUpstream.answering(vertx, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun");
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.idle(300), canary.url());
        servesCallers(proxy, 1);
        await().until(() -> shadow.heard.equals(List.of("200 504 timeout_idle")));
        shadow.isAtRest();
    }

    @Test
    void an_answer_without_end_is_given_up_when_the_exchange_may_last_no_longer() {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, connection) -> {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            trickle(connection);
        });
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS.total(3_000), canary.url());
        servesCallers(proxy, 1);
        await().until(() -> shadow.heard.equals(List.of("200 504 timeout_total")));
        shadow.isAtRest();
    }

    private static void trickle(ScriptedUpstream.Connection connection) {
        if (!connection.isClosed()) {
            connection.send("1\r\nx\r\n").after(50, () -> trickle(connection));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"reset", "garbage", "close", "cut"})
    void however_a_canary_fails_its_copies_the_callers_get_stables_answers(String how) {
        ScriptedUpstream canary = ScriptedUpstream.start(vertx, (request, connection) -> {
            switch (how) {
                case "reset" -> connection.reset();
                case "garbage" -> connection.send("SSH-2.0-OpenSSH\r\n\r\n");
                case "close" -> connection.close();
                default ->
                    connection
                            .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")
                            .close();
            }
        });
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        servesCallers(proxy, 8);
        shadow.isAtRest();
        assertThat(shadow.heard).hasSize(8).allMatch(word -> word.startsWith("200 502 upstream_"));
        assertThat(proxy.outcomes()).containsOnlyKeys("200 ok").containsValue(8L);
    }

    @Test
    void a_dead_canary_costs_its_copies_and_nothing_else() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, "http://127.0.0.1:" + closed);
        servesCallers(proxy, 10);
        shadow.isAtRest();
        assertThat(shadow.heard).hasSize(10).containsOnly("200 502 upstream_error");
    }

    @Test
    void a_body_over_the_bound_is_not_copied_however_it_comes() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        shadow.bodyLimit = 10;
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(post("12345678901")).read().content()).isEqualTo("one");
            caller.send(POST + "Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n12345\r\n0\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("one");
            assertThat(caller.send(post("1234567890")).read().content()).isEqualTo("one");
        }
        shadow.isAtRest();
        assertThat(shadow.heard).containsExactlyInAnyOrder("dropped_body_size", "dropped_body_size", "200 200 ok");
        assertThat(canary.requests()).hasSize(1);
    }

    @Test
    void what_its_caller_or_stable_did_not_finish_is_not_copied() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (request.content().equals("reset")) {
                connection.reset();
            }
        });
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS, PENDING, watch(), List.of(List.of(silent.url()), List.of(canary.url())));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(post("reset")).read().status()).isEqualTo(502);
            caller.send(post("{}"));
            await().until(() -> silent.requests().size() == 2);
        }
        shadow.isAtRest();
        assertThat(shadow.heard).containsExactly("dropped_unfinished", "dropped_unfinished");
        assertThat(canary.requests()).isEmpty();
    }

    @Test
    void only_what_the_split_gave_to_stable_is_copied_and_no_conversation() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        String tail = " HTTP/1.1\r\nHost: h\r\n";
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m/v/1" + tail + "\r\n").read();
            caller.send("GET /models/m/labels/prod" + tail + "\r\n").read();
            caller.send("GET /models/m" + tail + "Connection: upgrade\r\nUpgrade: x\r\n\r\n")
                    .read();
            proxy.publish(model -> model.withSplit(model.split().withCanaryShare(5_000)));
            caller.send("GET /models/m" + tail + "x-igw-track: stable\r\n\r\n").read();
            caller.send("GET /models/m" + tail + "x-igw-track: canary\r\n\r\n").read();
            shadow.share = 0;
            caller.send("GET /models/m" + tail + "\r\n").read();
            proxy.publish(model -> model.withRollout(TrafficSplit.allTo(1), null));
            shadow.share = TrafficSplit.WHOLE;
            caller.send("GET /models/m" + tail + "\r\n").read();
        }
        assertThat(shadow.heard).isEmpty();
        assertThat(shadow.admissions).hasValue(0);
    }

    @Test
    void callers_outside_a_cohort_that_is_all_the_canarys_are_not_copied() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        Cohort beta = new Cohort("x-cohort", null, List.of("beta"));
        proxy.publish(model -> model.withRollout(new TrafficSplit(1, 2, TrafficSplit.WHOLE, 0), model.watch(), beta));
        servesCallers(proxy, 5);
        assertThat(shadow.heard).isEmpty();
        assertThat(shadow.admissions).hasValue(0);
        assertThat(canary.requests()).isEmpty();
    }

    @Test
    void callers_over_http_2_are_copied_as_well() {
        ScriptedUpstream canary = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, canary.url());
        String body = everyByte(60);
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        String answer =
                RunningProxy.await(client.request(HttpMethod.POST, proxy.h2cPort(), "127.0.0.1", "/models/m/predict")
                        .compose(request -> request.send(Buffer.buffer(body.getBytes(StandardCharsets.ISO_8859_1))))
                        .compose(response -> response.body())
                        .map(Object::toString));
        assertThat(answer).isEqualTo("one");
        await().until(() -> shadow.heard.equals(List.of("200 200 ok")));
        assertThat(canary.lastRequest().content()).isEqualTo(body);
        assertThat(canary.lastRequest().field("x-igw-shadow")).contains("1");
        shadow.isAtRest();
    }
}
