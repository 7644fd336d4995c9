package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.RawHttp;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and accidents do to a gateway: others are served meanwhile, and the books stay exact. */
class AttackEndToEndTest {
    private static final int ATTACKERS = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();

    @Test
    void slow_heads_and_slow_bodies_are_cut_while_others_are_served() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = start(
                        GatewayFile.of(model.url()).withModel("timeouts: { request-head: 2s, request-body: 2s }"))) {
            List<RawHttp> heads = attackers(gateway, "GET /models/fraud/v/1/x HTTP/1.1\r\nHost: ");
            List<RawHttp> bodies = attackers(
                    gateway, "POST /models/fraud/v/1/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nslow");

            assertThat(callers.takeTurns(requests(gateway), 200, 4)).allMatch(answer -> answer.status() == 200);

            for (RawHttp slow : heads) {
                assertThat(slow.read().status()).isEqualTo(408);
                assertThat(slow.isClosedByPeer()).isTrue();
            }
            for (RawHttp slow : bodies) {
                assertThat(slow.read().status()).isEqualTo(408);
            }
            new Scrape("").awaitSince(gateway, Map.of("200 ok", 200L, "408 client_error", 2L * ATTACKERS));
            assertUnharmed(gateway);
        }
    }

    /** Random bytes, some of which begin as requests do. The seed is fixed. */
    @Test
    void garbage_from_hundreds_of_sockets_reaches_no_model_and_harms_nobody() throws Exception {
        Random random = new Random(25);
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = start(GatewayFile.of(model.url()))) {
            for (int i = 0; i < ATTACKERS; i++) {
                byte[] garbage = new byte[random.nextInt(1, 2_000)];
                random.nextBytes(garbage);
                String begun = i % 3 == 0 ? "GET /models/fraud/v/1/x HTTP/1.1\r\nHost: a\r\nX\u0001: " : "";
                try (RawHttp socket = RawHttp.connect(gateway.traffic().getPort())) {
                    socket.sendRegardless(begun + new String(garbage, StandardCharsets.ISO_8859_1) + "\r\n\r\n");
                    String answer = socket.finish().readToEnd();
                    assertThat(answer).matches("(?s)|HTTP/1.1 [45]\\d\\d .*");
                }
            }
            assertThat(model.received()).isZero();
            assertThat(callers.takeTurns(requests(gateway), 200, 4)).allMatch(answer -> answer.status() == 200);
            assertUnharmed(gateway);
        }
    }

    @Test
    void a_storm_of_scrapes_takes_no_answer_from_anybody() throws Exception {
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = start(GatewayFile.of(model.url()))) {
            URI page = gateway.admin().resolve("/metrics");
            Future<List<Callers.Answer>> storm = beside.submit(() -> callers.takeTurnsGetting(page, 1_000, 15));

            List<Callers.Answer> answers = callers.takeTurns(requests(gateway), 1_000, 4);

            assertThat(answers).hasSize(1_000).allMatch(answer -> answer.status() == 200);
            assertThat(storm.get(60, TimeUnit.SECONDS))
                    .hasSize(1_000)
                    .allMatch(answer -> answer.status() == 200)
                    .allMatch(answer -> answer.body().contains("inference_gateway_requests_total"));
            new Scrape("").awaitSince(gateway, Map.of("200 ok", 1_000L));
            assertUnharmed(gateway);
        } finally {
            beside.shutdownNow();
        }
    }

    /** Nobody is told that half an answer is a whole one, and the model is served from again as soon as it is back. */
    @Test
    void a_model_that_is_killed_in_its_answers_breaks_them_and_no_more() throws Exception {
        try (NodeModel model = NodeModel.start(directory, 0);
                GatewayProcess gateway = start(GatewayFile.of(model.url()))) {
            List<RawHttp> readers = attackers(gateway, "GET /models/fraud/v/1/endless HTTP/1.1\r\nHost: a\r\n\r\n");
            for (RawHttp reader : readers) {
                assertThat(reader.readAtLeast(40)).startsWith("HTTP/1.1 200 ");
            }
            model.kill();
            for (RawHttp reader : readers) {
                assertThat(reader.readToEnd()).as("the last chunk").doesNotEndWith("\r\n0\r\n\r\n");
            }
            assertThat(callers.get(requests(gateway)).status()).isEqualTo(502);
            try (NodeModel back = NodeModel.start(directory, model.port())) {
                Awaitility.await("the model")
                        .atMost(10, TimeUnit.SECONDS)
                        .until(() -> callers.get(requests(gateway)).status() == 200);
            }
            assertThat(Scrape.atRest(gateway).requests()).containsEntry("200 upstream_reset", (long) ATTACKERS);
            assertUnharmed(gateway);
        }
    }

    @Test
    void a_gateway_that_is_killed_in_its_traffic_serves_again_on_the_same_files() throws Exception {
        try (StubModel model = StubModel.healthy().after(20)) {
            Path config = GatewayFile.of(model.url()).in(directory);
            ExecutorService beside = Executors.newSingleThreadExecutor();
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                callers.takeTurns(requests(gateway), 100, 4);
                Future<List<Callers.Answer>> traffic =
                        beside.submit(() -> callers.takeTurns(requests(gateway), 5_000, 8));
                int before = model.received();
                Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> model.received() > before + 50);
                gateway.kill();
                assertThat(traffic).failsWithin(30, TimeUnit.SECONDS);
            } finally {
                beside.shutdownNow();
            }
            try (GatewayProcess gateway = GatewayProcess.start(directory, config)) {
                assertThat(callers.takeTurns(requests(gateway), 100, 4)).allMatch(answer -> answer.status() == 200);
                new Scrape("").awaitSince(gateway, Map.of("200 ok", 100L));
                assertUnharmed(gateway);
            }
        }
    }

    private GatewayProcess start(GatewayFile file) throws Exception {
        return GatewayProcess.start(directory, file.in(directory));
    }

    private static URI requests(GatewayProcess gateway) {
        return gateway.traffic().resolve("/models/fraud/v/1/x");
    }

    /** Each has sent this. */
    private static List<RawHttp> attackers(GatewayProcess gateway, String bytes) {
        List<RawHttp> attackers = new ArrayList<>();
        for (int i = 0; i < ATTACKERS; i++) {
            attackers.add(RawHttp.connect(gateway.traffic().getPort()).send(bytes));
        }
        return attackers;
    }

    private static void assertUnharmed(GatewayProcess gateway) {
        assertThat(Scrape.atRest(gateway).inFlight()).isZero();
        assertThat(gateway.errors())
                .doesNotContain("has been blocked")
                .doesNotContain("LEAK")
                .doesNotContain("\"level\":\"ERROR\"");
    }
}
