package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.RawHttp2.Frame;
import io.inferencegateway.gateway.testsupport.ScriptedHttp2Upstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections an upstream gets. */
class ConnectionLimitTest {
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final String REQUEST = "GET /models/m/x HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final List<ScriptedUpstream.Connection> held = new CopyOnWriteArrayList<>();
    private final List<RawHttp> callers = new ArrayList<>();

    @AfterEach
    void close() {
        callers.forEach(RawHttp::close);
        RunningProxy.await(vertx.close());
    }

    private ScriptedUpstream holding() {
        return ScriptedUpstream.start(vertx, (request, connection) -> held.add(connection));
    }

    private void ask(RunningProxy proxy) {
        callers.add(proxy.connect().send(REQUEST));
    }

    @Test
    void above_the_limit_a_request_is_shed_and_the_upstream_sees_no_further_connection() {
        ScriptedUpstream upstream = holding();
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.connections(2), upstream.url());
        ask(proxy);
        await().atMost(20, TimeUnit.SECONDS).until(() -> held.size() == 1);
        ask(proxy);
        await().atMost(20, TimeUnit.SECONDS).until(() -> held.size() == 2);

        WireMessage shed = proxy.exchange(REQUEST);
        assertThat(shed.status()).isEqualTo(503);
        assertThat(shed.field("proxy-status").orElse("")).contains("error=connection_limit_reached");
        assertThat(shed.field("retry-after")).isPresent();
        assertThat(upstream.connections()).hasSize(2);

        held.get(0).send(ScriptedUpstream.ok("one"));
        assertThat(callers.get(0).read().status()).isEqualTo(200);
        ask(proxy);
        await("the place to be used again").atMost(20, TimeUnit.SECONDS).until(() -> held.size() == 3);
        held.forEach(each -> each.send(ScriptedUpstream.ok("more")));
        await().atMost(20, TimeUnit.SECONDS).until(() -> proxy.inFlight() == 0);
        assertThat(proxy.outcomes()).containsEntry("503 shed", 1L).containsEntry("200 ok", 3L);
    }

    @Test
    void another_replica_gets_what_one_has_no_room_for_and_that_costs_no_retry() {
        ScriptedUpstream full = holding();
        ScriptedUpstream other = holding();
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS.connections(3), List.of(List.of(full.url(), other.url())));
        for (int i = 1; i <= 6; i++) {
            ask(proxy);
            int count = i;
            await().atMost(20, TimeUnit.SECONDS).until(() -> held.size() == count);
        }
        assertThat(full.connections()).hasSize(3);
        assertThat(other.connections()).hasSize(3);
        assertThat(proxy.exchange(REQUEST).status()).isEqualTo(503);
        assertThat(proxy.retried()).isEmpty();
    }

    @Test
    void a_connection_that_rests_on_another_loop_makes_room() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.connections(1), upstream.url());
        for (int i = 0; i < 20; i++) {
            // Each caller's connection is dealt to the next of the two loops.
            assertThat(proxy.exchange(REQUEST).status()).isEqualTo(200);
        }
        assertThat(upstream.connections()).hasSizeGreaterThan(10);
        await().atMost(20, TimeUnit.SECONDS).until(() -> upstream.openConnections() <= 1);
    }

    @Test
    void connections_that_are_refused_give_their_place_back() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        String url = upstream.url();
        upstream.close();
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS.connections(1), url);
        for (int i = 0; i < 5; i++) {
            assertThat(proxy.exchange(REQUEST).status()).isEqualTo(502);
        }
    }

    /** Its one connection takes one stream. */
    @Test
    void over_http2_streams_count_only_where_they_need_one_more_connection() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedHttp2Upstream upstream = ScriptedHttp2Upstream.start(
                (caller, number) -> {
                    int stream = Objects.requireNonNull(caller.nextHead()).stream();
                    go.await();
                    caller.ok(stream, "one");
                    for (Frame head = caller.nextHead(); head != null; head = caller.nextHead()) {
                        caller.ok(head.stream(), "more");
                    }
                },
                MAX_CONCURRENT_STREAMS,
                1)) {
            RunningProxy proxy = new RunningProxy(
                    vertx, RunningProxy.DEFAULTS.http2().connections(1), change -> change.withLoops(1), upstream.url());
            ask(proxy);
            await().until(() -> proxy.inFlight() == 1 && upstream.connections() == 1);

            WireMessage shed = proxy.exchange(REQUEST);
            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.field("proxy-status").orElse("")).contains("error=connection_limit_reached");

            go.countDown();
            assertThat(callers.get(0).read().content()).isEqualTo("one");
            assertThat(proxy.exchange(REQUEST).content()).isEqualTo("more");
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(upstream.faults()).isEmpty();
            assertThat(proxy.retried()).isEmpty();
            assertThat(proxy.outcomes()).isEqualTo(Map.of("503 shed", 1L, "200 ok", 2L));
        }
    }
}
