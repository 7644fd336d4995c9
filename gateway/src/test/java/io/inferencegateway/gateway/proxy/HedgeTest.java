package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.observe.Sample;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream.Connection;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second replica is asked where the first is slow, and only one of them is heard. */
class HedgeTest {
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String POST = "POST /models/m HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody";
    private static final RunningProxy.Settings HEDGED = RunningProxy.DEFAULTS.hedgeAfter(100);

    private final Vertx vertx = Vertx.vertx();
    /** Where requests came from, at whichever replica, in the order of arrival. */
    private final List<Connection> asked = new CopyOnWriteArrayList<>();

    private final ScriptedUpstream one = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));
    private final ScriptedUpstream other = ScriptedUpstream.start(vertx, (request, from) -> asked.add(from));

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void the_other_replica_answers_for_a_slow_one_which_is_let_go() {
        RunningProxy proxy = proxy(HEDGED);
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            asked.get(1).send(ScriptedUpstream.ok("quick"));
            assertThat(caller.read().content()).isEqualTo("quick");
        }
        await().until(() -> asked.get(0).isClosed());
        assertThat(one.requests()).hasSize(1);
        assertThat(other.requests()).hasSize(1);
        assertThat(proxy.retried()).isEqualTo(Map.of("hedge", 1L));
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
        Sample sample = proxy.samples().get(0);
        assertThat(sample.retries()).isEqualTo(1);
        assertThat(sample.firstByteMicros())
                .as("the slow one's time is part of it")
                .isGreaterThanOrEqualTo(90_000);
        assertRest(proxy);
    }

    @Test
    void a_slow_replica_that_answers_after_all_is_heard_and_the_other_let_go() {
        RunningProxy proxy = proxy(HEDGED);
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            asked.get(0).send(ScriptedUpstream.ok("slow"));
            assertThat(caller.read().content()).isEqualTo("slow");
            await().until(() -> asked.get(1).isClosed());
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
        assertRest(proxy);
    }

    @Test
    void either_may_die_while_the_other_answers() {
        for (int dying = 0; dying < 2; dying++) {
            asked.clear();
            RunningProxy proxy = proxy(HEDGED);
            try (RawHttp caller = proxy.connect().send(GET)) {
                await().until(() -> asked.size() == 2);
                Connection left = asked.get(1 - dying);
                asked.get(dying)
                        .after(150, () -> left.send(ScriptedUpstream.ok("left")))
                        .reset();
                assertThat(caller.read().content()).isEqualTo("left");
            }
            assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
            assertRest(proxy);
        }
    }

    @Test
    void a_second_replica_that_refuses_at_once_does_not_outrun_the_first() {
        RunningProxy proxy = proxy(HEDGED);
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            asked.get(1).send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            await().until(() -> asked.get(1).isClosed());
            asked.get(0).send(ScriptedUpstream.ok("slow"));
            assertThat(caller.read().content()).isEqualTo("slow");
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L));
        assertRest(proxy);
    }

    @Test
    void where_both_die_the_exchange_does_once() {
        RunningProxy proxy = proxy(HEDGED);
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            asked.forEach(Connection::reset);
            assertThat(caller.read().status()).isEqualTo(502);
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("502 upstream_reset", 1L));
        assertRest(proxy);
    }

    @Test
    void a_post_is_hedged_only_on_a_route_that_is_idempotent_and_whole() {
        RunningProxy careful = proxy(HEDGED.firstByte(400));
        assertThat(careful.exchange(POST).status()).isEqualTo(504);
        assertThat(asked).hasSize(1);
        asked.clear();
        RunningProxy proxy = proxy(HEDGED.idempotent());
        try (RawHttp caller = proxy.connect().send(POST)) {
            await().until(() -> asked.size() == 2);
            asked.get(1).send(ScriptedUpstream.ok("again"));
            assertThat(caller.read().content()).isEqualTo("again");
        }
        List<WireMessage> sent = new ArrayList<>(one.requests());
        sent.addAll(other.requests());
        assertThat(sent).extracting(WireMessage::content).containsOnly("body");
        assertRest(proxy);
    }

    @Test
    void a_caller_that_leaves_ends_both() {
        RunningProxy proxy = proxy(HEDGED);
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            assertThat(proxy.inFlight()).isOne();
            caller.reset();
        }
        await().until(() -> asked.stream().allMatch(Connection::isClosed));
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 1L)));
        assertRest(proxy);
    }

    @Test
    void a_canary_is_hedged_by_itself_and_charged_for_what_its_caller_waited() {
        ScriptedUpstream stable = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("stable"));
        RunningProxy proxy = new RunningProxy(
                vertx,
                HEDGED,
                new TrafficSplit(1, 2, TrafficSplit.WHOLE, 0),
                null,
                List.of(List.of(stable.url()), List.of(one.url(), other.url())));
        try (RawHttp caller = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 2);
            asked.get(0).send("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(500);
        }
        assertThat(stable.requests()).isEmpty();
        assertThat(proxy.served(2)).isEqualTo(1);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("500 upstream_error", 1L));
        assertThat(proxy.samples().get(0).latencyMicros()).isGreaterThanOrEqualTo(90_000);
    }

    @Test
    void hedges_obey_the_budget_of_retries() {
        RunningProxy proxy = proxy(HEDGED.firstByte(700));
        int requests = 40;
        List<RawHttp> callers = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            callers.add(proxy.connect().send(GET));
        }
        callers.forEach(caller -> assertThat(caller.read().status()).isEqualTo(504));
        callers.forEach(RawHttp::close);
        assertThat(proxy.retried().get("hedge")).isBetween(1L, requests / 2L);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("504 timeout_first_byte", (long) requests));
        assertRest(proxy);
    }

    @Test
    void where_there_is_no_other_replica_the_one_is_waited_for() {
        RunningProxy proxy = new RunningProxy(vertx, HEDGED.firstByte(400), one.url());
        assertThat(proxy.exchange(GET).status()).isEqualTo(504);
        assertThat(asked).hasSize(1);
        assertThat(proxy.retried()).isEmpty();
    }

    private RunningProxy proxy(RunningProxy.Settings settings) {
        return new RunningProxy(vertx, settings, List.of(List.of(one.url(), other.url())));
    }

    private void assertRest(RunningProxy proxy) {
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
        await().untilAsserted(() ->
                assertThat(one.openConnections() + other.openConnections()).isZero());
    }
}
