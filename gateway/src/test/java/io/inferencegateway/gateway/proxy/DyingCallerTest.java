package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.LogWatch;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A caller over HTTP/2 whose socket is closed while what it sent is still being read. The first stream is refused by Netty,
 * and its reset is the write that finds the socket closed; from there on every write to another stream throws.
 */
class DyingCallerTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("ok"));
    private final RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    private final AtomicBoolean crashed = new AtomicBoolean();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest(name = "whole: {0}")
    @ValueSource(booleans = {true, false})
    void an_answer_that_can_not_be_written_ends_its_exchange(boolean whole) {
        RawHttp2 caller = known();
        proxy.standStill(0, crashed::get);
        refused(caller, 3)
                .headers(5, whole, RawHttp2.head("POST", "/models/none"))
                .reset(5, RawHttp2.CANCEL)
                .flush();
        caller.crash();
        crashed.set(true);

        await().untilAsserted(
                        () -> assertThat(proxy.unroutable()).containsKey(404).containsEntry(499, 1L));
    }

    @Test
    void what_it_sent_behind_its_end_begins_nothing() {
        RawHttp2 caller = known();
        proxy.standStill(0, crashed::get);
        refused(caller, 3);
        refused(caller, 5).headers(7, true, RawHttp2.head("GET", "/models/m/v/1/x"));
        refused(caller, 9).flush();
        caller.crash();
        crashed.set(true);

        assertThat(RawHttp2.connect(proxy.h2cPort())
                        .get(1, "/models/none")
                        .answer(1)
                        .status())
                .isEqualTo(404);
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
        assertThat(proxy.outcomes()).isEmpty();
        assertThat(upstream.requests()).isEmpty();
    }

    /** One that Vert.x has not heard of may not be there any more when it hears that the connection has died. */
    @Test
    void a_stream_that_was_refused_here_is_closed_at_once() {
        RawHttp2 caller = known();
        try (LogWatch log = LogWatch.ofWarnings()) {
            proxy.standStill(0, crashed::get);
            caller.headers(3, false, RawHttp2.head("PO ST", "/models/none")).flush();
            caller.crash();
            crashed.set(true);

            await().untilAsserted(() -> assertThat(proxy.unroutable()).containsEntry(400, 1L));
            assertThat(RawHttp2.connect(proxy.h2cPort())
                            .get(1, "/models/none")
                            .answer(1)
                            .status())
                    .isEqualTo(404);
            assertThat(log.heard()).isEmpty();
        }
    }

    /** One that the gateway has answered. */
    private RawHttp2 known() {
        RawHttp2 caller = RawHttp2.connect(proxy.h2cPort());
        assertThat(caller.get(1, "/models/none").answer(1).status()).isEqualTo(404);
        return caller;
    }

    /** Says that a body follows, and that none does. */
    private static RawHttp2 refused(RawHttp2 caller, int stream) {
        return caller.headers(stream, true, RawHttp2.head("GET", "/models/none", "content-length", "5"));
    }
}
