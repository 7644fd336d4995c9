package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model is taken out of the file while it is answering. */
class RemovedRouteTest {
    private static final String GET = "GET /models/m/v/1/x HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void answers_404_to_new_requests_while_its_stream_goes_on_to_its_end() {
        ScriptedUpstream upstream = ScriptedUpstream.start(
                vertx,
                (request, connection) ->
                        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"));
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET).readAtLeast(50);

            proxy.routes().update(before -> RoutingTable.of(List.of()));
            assertThat(proxy.exchange(GET).status()).isEqualTo(404);
            upstream.connections().get(0).send("3\r\nbye\r\n0\r\n\r\n");

            WireMessage answer = caller.read();
            assertThat(answer.content()).isEqualTo("hibye");
            assertThat(answer.complete()).isTrue();
            assertThat(answer.field("x-model-version")).hasValue("1");
        }
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 1L)));
        assertThat(proxy.unroutable()).isEqualTo(Map.of(404, 1L));
        assertThat(proxy.inFlight()).isZero();
    }
}
