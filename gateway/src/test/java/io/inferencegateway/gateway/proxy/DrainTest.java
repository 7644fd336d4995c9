package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the listener leaves. */
class DrainTest {
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void goes_on_accepting_for_a_second_then_finishes_what_is_in_flight() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            if (request.target().equals("/slow")) {
                connection.after(2_000, () -> connection.send(ScriptedUpstream.ok("slow")));
            } else {
                connection.send(ScriptedUpstream.ok("quick"));
            }
        });
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        int port = proxy.port();
        try (RawHttp slow = proxy.connect();
                RawHttp resting = proxy.connect()) {
            assertThat(resting.send(GET).read().field("connection")).isEmpty();
            slow.send("GET /models/m/v/1/slow HTTP/1.1\r\nHost: h\r\n\r\n");
            await().until(() -> upstream.requests().size() == 2);

            long began = System.nanoTime();
            Future<Void> drained = proxy.server().drain(Duration.ofSeconds(20));
            WireMessage late = RawHttp.exchange(port, GET);
            assertThat(late.status()).isEqualTo(200);
            assertThat(late.field("connection")).contains("close");
            assertThat(resting.isClosedByPeer()).isTrue();
            WireMessage last = slow.read();
            assertThat(last.content()).isEqualTo("slow");
            assertThat(last.field("connection")).contains("close");

            RunningProxy.await(drained);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(took).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
        assertThatThrownBy(() -> RawHttp.connect(port).close()).isInstanceOf(UncheckedIOException.class);
        assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 3L));
    }

    @Test
    void cuts_what_does_not_end_in_time_and_books_it() {
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET);
            await().until(() -> upstream.requests().size() == 1);
            RunningProxy.await(proxy.server().drain(Duration.ofMillis(1_500)));
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        assertThat(proxy.outcomes()).isEqualTo(Map.of("503 shed", 1L));
    }
}
