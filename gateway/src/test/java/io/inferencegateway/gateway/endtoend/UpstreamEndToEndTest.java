package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that fails loses its traffic for a while, and the metrics say so. */
class UpstreamEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void a_replica_that_refuses_connections_is_left_out_and_shown() throws Exception {
        String dead;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "http://127.0.0.1:" + closedAtOnce.getLocalPort();
        }
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.ofReplicas(model.url(), dead).in(directory))) {
            assertThat(metric(gateway, "upstream_healthy", dead)).isEqualTo(1);
            assertThat(metric(gateway, "upstream_ejected_total", dead)).isZero();

            awaitEjection(gateway, dead);

            assertThat(metric(gateway, "upstream_ejected_total", dead)).isPositive();
            assertThat(metric(gateway, "upstream_healthy", model.url())).isEqualTo(1);
            assertThat(metric(gateway, "upstream_ejected_total", model.url())).isZero();
            Awaitility.await("the log").atMost(5, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            gateway.output() + gateway.errors())
                    .contains("upstream ejected version=fraud/v/1"));
        }
    }

    @Test
    void a_replica_that_fares_far_worse_than_its_peer_is_left_out() throws Exception {
        try (StubModel good = StubModel.healthy();
                StubModel bad = StubModel.answering(number -> number % 2 == 0 ? 500 : 200);
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.ofReplicas(good.url(), bad.url()).in(directory))) {
            awaitEjection(gateway, bad.url());
            assertThat(metric(gateway, "upstream_healthy", good.url())).isEqualTo(1);
        }
    }

    @Test
    void connections_of_callers_are_counted_by_what_they_do() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(
                        directory, GatewayFile.of(model.url()).in(directory))) {
            assertThat(connections(gateway, "active")).isZero();
            callers.get(requests(gateway));
            Awaitility.await("the caller to rest").atMost(5, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            connections(gateway, "waiting"))
                    .isEqualTo(1));
            assertThat(connections(gateway, "active")).isEqualTo(1);
            assertThat(connections(gateway, "writing")).isZero();
            assertThat(connections(gateway, "reading")).isZero();
        }
    }

    private void awaitEjection(GatewayProcess gateway, String upstream) {
        Awaitility.await("the ejection").atMost(30, TimeUnit.SECONDS).untilAsserted(() -> {
            callers.takeTurns(requests(gateway), 100, 4);
            assertThat(metric(gateway, "upstream_healthy", upstream)).isZero();
        });
    }

    private static URI requests(GatewayProcess gateway) {
        return gateway.traffic().resolve("/models/fraud/v/1/x");
    }

    private double metric(GatewayProcess gateway, String name, String upstream) throws Exception {
        return value(
                gateway,
                "inference_gateway_" + name + "{model=\"fraud\",version=\"1\",upstream=\""
                        + URI.create(upstream).getAuthority() + "\"}");
    }

    private double connections(GatewayProcess gateway, String state) throws Exception {
        String page = callers.get(gateway.admin().resolve("/metrics")).body();
        Matcher found = Pattern.compile(
                        "^nginx_ingress_controller_nginx_process_connections\\{[^}]*state=\"" + state + "\"} (\\S+)$",
                        Pattern.MULTILINE)
                .matcher(page);
        assertThat(found.find()).as(state).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private double value(GatewayProcess gateway, String series) throws Exception {
        return callers.get(gateway.admin().resolve("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no series " + series));
    }
}
