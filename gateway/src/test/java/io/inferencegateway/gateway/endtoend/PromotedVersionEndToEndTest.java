package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole program promises of a version that was promoted and of the way back, over real sockets. */
class PromotedVersionEndToEndTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void a_promoted_version_that_breaks_in_ordinary_traffic_is_told_and_undone_by_a_command() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> broken.get() ? 500 : 200);
                GatewayProcess gateway = GatewayProcess.start(directory, file(stable, canary, "bake: 0s"))) {
            promote(gateway);
            assertThat(callers.pace(operator(gateway).split(), 100, 400))
                    .allMatch(answer -> answer.version().equals("2") && answer.status() == 200);

            broken.set(true);
            callers.pace(operator(gateway).split(), 100, 400);

            Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                            operator(gateway).text("reason"))
                    .startsWith("regression: error-rate")
                    .contains("igw rollout undo fraud"));
            assertThat(operator(gateway).phase()).isEqualTo("promoted");
            String seen = operator(gateway).text("etag");
            assertThat(command(gateway, "undo", "\"1-1\"")).isEqualTo(412);
            assertThat(command(gateway, "undo", seen)).isEqualTo(200);
            assertThat(callers.pace(operator(gateway).split(), 100, 400))
                    .allMatch(answer -> answer.version().equals("1") && answer.status() == 200);
        }
    }

    @Test
    void a_promoted_version_that_breaks_is_undone_by_itself_where_the_file_says_so() throws Exception {
        AtomicBoolean broken = new AtomicBoolean();
        try (StubModel stable = StubModel.healthy();
                StubModel canary = StubModel.answering(number -> broken.get() ? 500 : 200);
                GatewayProcess gateway =
                        GatewayProcess.start(directory, file(stable, canary, "bake: 0s, on-regression: rollback"))) {
            promote(gateway);
            broken.set(true);

            List<Callers.Answer> answers = callers.pace(operator(gateway).split(), 400, 100);

            long failed =
                    answers.stream().filter(answer -> answer.status() >= 500).count();
            assertThat(failed).as("failed answers").isBetween(1L, 40L);
            assertThat(callers.pace(operator(gateway).split(), 100, 400))
                    .allMatch(answer -> answer.version().equals("1") && answer.status() == 200);
            Awaitility.await()
                    .atMost(15, TimeUnit.SECONDS)
                    .untilAsserted(() -> assertThat(operator(gateway).phase()).isEqualTo("rolled_back"));
        }
    }

    private Path file(StubModel stable, StubModel canary, String keys) throws Exception {
        return GatewayFile.of(stable, canary)
                .withModel("canary: { " + keys + " }")
                .in(directory);
    }

    private void promote(GatewayProcess gateway) throws Exception {
        operator(gateway).start("{\"version\":2}");
        operator(gateway).awaitPhase("progressing");
        assertThat(command(gateway, "promote-full", "*")).isEqualTo(200);
        operator(gateway).awaitPhase("promoted");
    }

    private int command(GatewayProcess gateway, String command, String tag) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(gateway.admin().resolve("/api/v1/models/fraud/rollout/" + command))
                                .header("If-Match", tag)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private RolloutOperator operator(GatewayProcess gateway) {
        return new RolloutOperator(gateway, callers, Duration.ofSeconds(10));
    }
}
