package io.inferencegateway.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.loadtest.load.Ending.Failure;
import io.inferencegateway.loadtest.serve.FakeModel;
import io.inferencegateway.loadtest.serve.FakeModel.Script;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final Tally tally = new Tally();
    private FakeModel model;

    @BeforeEach
    void start() throws Exception {
        model = FakeModel.start(vertx, 0, Script.good(), 7).await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void sends_every_request_of_the_plan_and_ends_by_itself() throws Exception {
        LoadReport report = run(new Arrivals(200, Duration.ofSeconds(1)), 8, PATIENCE, Shot.get(model.url()));

        assertThat(report.statuses()).containsOnlyKeys(200).containsEntry(200, 200L);
        assertThat(report.failures()).isEmpty();
        assertThat(report.took()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(4));
    }

    /**
     * One connection, 100 ms an answer, 20 requests in 100 ms: a closed loop would report 100 ms for each. The callers of
     * the open loop wait up to two seconds, and the report says so.
     */
    @Test
    void counts_the_wait_behind_a_slow_answer_as_latency() throws Exception {
        model.play(Script.good().late(Duration.ofMillis(100)));

        LoadReport report = run(new Arrivals(200, Duration.ofMillis(100)), 1, PATIENCE, Shot.get(model.url()));

        assertThat(report.requests()).isEqualTo(20);
        assertThat(report.latency().p50()).isGreaterThan(800);
        assertThat(report.latency().max()).isGreaterThan(1_800);
    }

    @Test
    void tells_a_share_of_errors_by_status() throws Exception {
        model.play(Script.good().failing(0.25));

        LoadReport report = run(new Arrivals(400, Duration.ofSeconds(1)), 8, PATIENCE, Shot.get(model.url()));

        assertThat(report.statuses().get(500)).isBetween(60L, 140L);
        assertThat(tally.errors()).isEqualTo(report.statuses().get(500));
    }

    @Test
    void gives_up_on_an_answer_when_the_patience_is_over() throws Exception {
        model.play(Script.good().late(Duration.ofSeconds(30)));

        LoadReport report =
                run(new Arrivals(20, Duration.ofMillis(250)), 8, Duration.ofMillis(300), Shot.get(model.url()));

        assertThat(report.failures()).containsOnlyKeys(Failure.TIMEOUT).containsEntry(Failure.TIMEOUT, 5L);
    }

    @Test
    void a_closed_port_is_a_failed_connection() throws Exception {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }

        LoadReport report =
                run(new Arrivals(20, Duration.ofMillis(250)), 8, PATIENCE, Shot.get("http://127.0.0.1:" + closedPort));

        assertThat(report.failures()).containsOnlyKeys(Failure.CONNECT);
        assertThat(report.answered()).isZero();
    }

    @Test
    void a_stopped_run_ends_early() throws Exception {
        OpenLoop loop = new OpenLoop(vertx, new Arrivals(100, Duration.ofHours(1)), 8, PATIENCE);
        Future<Void> done = loop.run(index -> Shot.get(model.url()), (index, ending, micros) -> {
            tally.add(ending, micros);
            if (index == 10) {
                loop.stop();
            }
        });
        done.await(20, TimeUnit.SECONDS);

        assertThat(tally.requests()).isBetween(11L, 100L);
    }

    @Test
    void reads_a_stream_of_events_to_its_end() throws Exception {
        model.play(Script.good().streaming(3, Duration.ofMillis(5)));
        StringBuilder seen = new StringBuilder();
        OpenLoop loop = new OpenLoop(vertx, new Arrivals(1, Duration.ofSeconds(1)), 1, PATIENCE);
        loop.run(index -> Shot.postJson(model.url(), Buffer.buffer("{}")), (index, ending, micros) -> {
                    if (ending instanceof Ending.Answered answered) {
                        seen.append(answered.body());
                    }
                })
                .await(20, TimeUnit.SECONDS);

        assertThat(seen.toString()).startsWith("data: {\"token\":0}").endsWith("data: [DONE]\n\n");
    }

    private LoadReport run(Arrivals arrivals, int connections, Duration patience, Shot shot) throws Exception {
        long start = System.nanoTime();
        OpenLoop loop = new OpenLoop(vertx, arrivals, connections, patience);
        loop.run(index -> shot, (index, ending, micros) -> tally.add(ending, micros))
                .await(60, TimeUnit.SECONDS);
        return tally.report(arrivals.perSecond(), Duration.ofNanos(System.nanoTime() - start));
    }
}
