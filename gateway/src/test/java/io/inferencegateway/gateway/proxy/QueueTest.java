package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a request that finds its model at its limit. */
class QueueTest {
    private static final String GET = "GET /models/m/%s HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final RunningProxy.Settings ONE_PLACE =
            RunningProxy.DEFAULTS.inFlight(1).queue(3, 20_000);

    private final Vertx vertx = Vertx.vertx();
    private final List<RawHttp> callers = new ArrayList<>();

    /** Where requests came from, in the order of arrival: each is answered only when the test says so. */
    private final List<ScriptedUpstream.Connection> asked = new CopyOnWriteArrayList<>();

    private final ScriptedUpstream upstream =
            ScriptedUpstream.start(vertx, (request, connection) -> asked.add(connection));

    @AfterEach
    void close() {
        callers.forEach(RawHttp::close);
        RunningProxy.await(vertx.close());
    }

    @Test
    void waiting_requests_are_served_in_the_order_in_which_they_came_whatever_loop_they_are_on() {
        RunningProxy proxy = proxy(ONE_PLACE);
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        List<RawHttp> waiting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            waiting.add(send(proxy, Integer.toString(i)));
            awaitQueued(proxy, i);
        }
        assertThat(upstream.requests()).hasSize(1);

        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        for (int i = 1; i <= 3; i++) {
            awaitReceived(i + 1);
            assertThat(upstream.lastRequest().target()).isEqualTo("/" + i);
            answer(i);
            assertThat(waiting.get(i - 1).read().status()).isEqualTo(200);
        }
        awaitRest(proxy, Map.of("200 ok", 4L));
    }

    @Test
    void one_more_than_may_wait_is_shed_at_once() {
        RunningProxy proxy = proxy(ONE_PLACE.queue(1, 20_000));
        send(proxy, "0");
        awaitReceived(1);
        send(proxy, "1");
        awaitQueued(proxy, 1);

        WireMessage shed = send(proxy, "2").read();

        assertThat(shed.status()).isEqualTo(503);
        assertThat(shed.field("retry-after")).contains("1");
        assertThat(shed.content()).contains("\"outcome\":\"shed\"");
        assertThat(proxy.queued()).isEqualTo(1);
    }

    @Test
    void who_has_waited_too_long_is_shed_and_never_reaches_an_upstream() {
        RunningProxy proxy = proxy(ONE_PLACE.queue(3, 150));
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        long began = System.nanoTime();
        WireMessage shed = send(proxy, "1").read();

        assertThat(shed.status()).isEqualTo(503);
        assertThat(shed.field("retry-after")).contains("1");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        awaitRest(proxy, Map.of("200 ok", 1L, "503 shed", 1L));
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_caller_who_leaves_the_queue_is_499_and_never_reaches_an_upstream() {
        RunningProxy proxy = proxy(ONE_PLACE);
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        RawHttp impatient = send(proxy, "1");
        awaitQueued(proxy, 1);
        RawHttp patient = send(proxy, "2");
        awaitQueued(proxy, 2);

        impatient.close();
        awaitQueued(proxy, 1);
        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        awaitReceived(2);
        assertThat(upstream.lastRequest().target()).isEqualTo("/2");
        answer(1);
        assertThat(patient.read().status()).isEqualTo(200);
        awaitRest(proxy, Map.of("200 ok", 2L, "499 client_abort", 1L));
    }

    @Test
    void a_body_waits_with_its_caller_and_arrives_whole_afterwards() {
        RunningProxy proxy = proxy(ONE_PLACE);
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        String content = "0123456789".repeat(40_000);
        RawHttp sender = connect(proxy);
        sender.send("POST /models/m/1 HTTP/1.1\r\nHost: h\r\nContent-Length: " + content.length() + "\r\n\r\n");
        awaitQueued(proxy, 1);
        sender.send(content);

        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        awaitReceived(2);
        assertThat(upstream.lastRequest().content()).isEqualTo(content);
        answer(1);
        assertThat(sender.read().status()).isEqualTo(200);
        awaitRest(proxy, Map.of("200 ok", 2L));
    }

    @Test
    void a_caller_who_leaves_in_the_middle_of_a_body_that_waits_is_499() {
        RunningProxy proxy = proxy(ONE_PLACE);
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        RawHttp sender = connect(proxy);
        sender.send("POST /models/m/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(2_000));
        awaitQueued(proxy, 1);

        sender.close();
        awaitQueued(proxy, 0);
        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        awaitRest(proxy, Map.of("200 ok", 1L, "499 client_abort", 1L));
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void a_shed_request_with_a_body_leaves_its_connection_usable() {
        RunningProxy proxy = proxy(ONE_PLACE.queue(3, 100));
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        RawHttp sender = connect(proxy);
        sender.send("POST /models/m/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(sender.read().status()).isEqualTo(503);
        answer(0);
        assertThat(first.read().status()).isEqualTo(200);

        sender.send(GET.formatted("2"));
        awaitReceived(2);
        answer(1);
        assertThat(sender.read().status()).isEqualTo(200);
        awaitRest(proxy, Map.of("200 ok", 2L, "503 shed", 1L));
    }

    @Test
    void the_total_timeout_runs_in_the_queue_as_well() {
        RunningProxy proxy = proxy(ONE_PLACE.total(200));
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        WireMessage late = send(proxy, "1").read();
        assertThat(late.status()).isEqualTo(504);
        assertThat(late.content()).containsAnyOf("\"outcome\":\"timeout_total\"");
        assertThat(first.read().status()).isEqualTo(504);
        awaitRest(proxy, Map.of("504 timeout_total", 2L));
    }

    @Test
    void a_request_that_waited_goes_where_the_split_points_by_then() {
        RunningProxy proxy = new RunningProxy(
                vertx,
                ONE_PLACE,
                new TrafficSplit(1, 2, TrafficSplit.WHOLE, 0),
                null,
                List.of(List.of(upstream.url()), List.of(upstream.url())));
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        RawHttp second = send(proxy, "1");
        awaitQueued(proxy, 1);

        proxy.publish(model -> model.withRollout(TrafficSplit.allTo(1), null));
        answer(0);
        assertThat(first.read().field("x-model-version")).contains("2");
        awaitReceived(2);
        answer(1);
        assertThat(second.read().field("x-model-version")).contains("1");
        awaitRest(proxy, Map.of("200 ok", 2L));
        assertThat(proxy.served(1)).isEqualTo(1);
        assertThat(proxy.served(2)).isEqualTo(1);
    }

    @Test
    void the_drain_serves_who_waits_and_cuts_the_rest_at_its_end() {
        RunningProxy proxy = proxy(ONE_PLACE);
        RawHttp first = send(proxy, "0");
        awaitReceived(1);
        RawHttp second = send(proxy, "1");
        awaitQueued(proxy, 1);
        RawHttp third = send(proxy, "2");
        awaitQueued(proxy, 2);

        Future<Void> drained = proxy.server().drain(Duration.ofSeconds(4));
        answer(0);
        assertThat(first.read().status()).isEqualTo(200);
        awaitReceived(2);
        answer(1);
        assertThat(second.read().status()).isEqualTo(200);
        awaitReceived(3);
        RunningProxy.await(drained);
        assertThat(third.isClosedByPeer()).isTrue();
        awaitRest(proxy, Map.of("200 ok", 2L, "503 shed", 1L));
    }

    @Test
    void hundreds_of_callers_at_two_places_are_all_answered_once() {
        ScriptedUpstream quick = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(2).queue(1_000, 20_000), quick.url());
        List<RawHttp> crowd = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            crowd.add(connect(proxy));
        }
        for (int round = 0; round < 5; round++) {
            crowd.forEach(caller -> caller.send(GET.formatted("x")));
            crowd.forEach(caller -> assertThat(caller.read().status()).isEqualTo(200));
        }
        awaitRest(proxy, Map.of("200 ok", 300L));
    }

    private RunningProxy proxy(RunningProxy.Settings settings) {
        return new RunningProxy(vertx, settings, upstream.url());
    }

    private RawHttp connect(RunningProxy proxy) {
        RawHttp caller = proxy.connect();
        callers.add(caller);
        return caller;
    }

    private RawHttp send(RunningProxy proxy, String tail) {
        return connect(proxy).send(GET.formatted(tail));
    }

    /** Answers the request with this number, counted from 0 in the order of arrival. */
    private void answer(int number) {
        asked.get(number).send(ScriptedUpstream.ok("ok"));
    }

    private void awaitReceived(int count) {
        await().until(() -> asked.size() == count);
    }

    private static void awaitQueued(RunningProxy proxy, int count) {
        await().until(() -> proxy.queued() == count);
    }

    private static void awaitRest(RunningProxy proxy, Map<String, Long> outcomes) {
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(outcomes));
        assertThat(proxy.inFlight()).isZero();
        assertThat(proxy.queued()).isZero();
    }
}
