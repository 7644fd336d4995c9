package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.Programs;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The programs that people use speak HTTP/2 with the gateway. */
class Http2ClientsTest {
    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream upstream = ScriptedUpstream.start(
            vertx,
            (request, connection) -> connection.send(
                    ScriptedUpstream.ok("got " + request.content().length())));
    private final RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    private final String url = "http://127.0.0.1:" + proxy.h2cPort() + "/models/m/v/1/x";

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    @Test
    void curl_with_prior_knowledge_is_served() throws Exception {
        String answer = Programs.run(
                "curl", "-sS", "--http2-prior-knowledge", "-d", "{\"x\":1}", "-w", " %{http_version}", url);
        assertThat(answer).isEqualTo("got 7 2");
    }

    @Test
    void curl_without_it_is_refused() throws Exception {
        String answer = Programs.run("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--http2", url);
        assertThat(answer).isEqualTo("505");
    }

    @Test
    void h2load_gets_an_answer_for_every_request_on_every_stream() throws Exception {
        String report = Programs.run("h2load", "-n", "2000", "-c", "4", "-m", "50", url);
        assertThat(report).contains("2000 succeeded, 0 failed, 0 errored, 0 timeout");
        await().untilAsserted(() -> assertThat(proxy.outcomes()).isEqualTo(Map.of("200 ok", 2000L)));
    }
}
