package io.inferencegateway.gateway.quality;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.gateway.config.Configs;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.CaptureSkip;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.rollout.FaultyStore;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.quality.QualityVerdict;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Track;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plane on a real control context and a real store; its worker runs at once and its clock is moved by hand. */
class QualityPlaneTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private boolean busy;
    private @Nullable Error fault;
    private final AtomicInteger released = new AtomicInteger();
    private FaultyStore store;
    private WriteBehind behind;
    private QualityPlane plane;

    @AfterEach
    void close() throws Exception {
        if (store != null) {
            store.close().await(20, SECONDS);
        }
        vertx.close().await(20, SECONDS);
    }

    @Test
    void rows_become_a_report_at_the_models_own_pace() throws Exception {
        start(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        feed(1, 150, 0);
        tickAfter(Duration.ofSeconds(9));
        assertThat(report().rows()).isZero();

        tickAfter(Duration.ofSeconds(1));

        assertThat(report().rows()).isEqualTo(150);
        assertThat(report().verdict()).isEqualTo(QualityVerdict.UNKNOWN);
        assertThat(report().features())
                .extracting(QualityReport.FeatureReport::feature)
                .containsExactly("income");
        assertThat(report().versions().get(0).prediction().quantiles().p50()).isCloseTo(0.5, within(0.02));
        assertThat(plane.predictions("claims").get(1).count()).isEqualTo(150);
    }

    @Test
    void a_frozen_baseline_outlives_a_restart_and_what_moved_since_drifts() throws Exception {
        start(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        feed(1, 250, 0);
        QualityReport.Reference origin = await(() -> plane.freeze("claims", 1, "ann"));
        assertThat(origin.rows()).isEqualTo(250);
        assertThat(report().verdict()).isEqualTo(QualityVerdict.OK);

        restart(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        assertThat(report().reference()).isEqualTo(origin);
        feed(1, 250, 500);
        tickAfter(Duration.ofSeconds(10));

        assertThat(report().drifted()).containsExactly("income");
        assertThat(report().verdict()).isEqualTo(QualityVerdict.DRIFT);
    }

    @Test
    void a_baseline_that_cannot_be_stored_is_not_in_force() throws Exception {
        start(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        feed(1, 250, 0);
        store.fullForDocuments = true;

        assertThatThrownBy(() -> await(() -> plane.freeze("claims", 1, "ann")))
                .isInstanceOfSatisfying(QualityProblem.class, problem -> assertThat(problem.status())
                        .isEqualTo(503));
        assertThat(report().reference()).isNull();

        store.fullForDocuments = false;
        await(() -> plane.freeze("claims", 1, "ann"));
        store.fullForDocuments = true;
        assertThatThrownBy(() -> await(() -> plane.drop("claims"))).isInstanceOf(QualityProblem.class);
        assertThat(report().reference()).isNotNull();
    }

    @Test
    void what_cannot_be_frozen_or_dropped_is_said() throws Exception {
        start(config("{ sample: 100%, minimum-rows: 100 }"));
        feed(1, 99, 0);

        assertThat(problem(() -> plane.freeze("claims", 1, "ann")).detail())
                .contains("version 1 of 'claims' had fewer than 100 rows");
        assertThat(problem(() -> plane.freeze("claims", 2, "ann")).status()).isEqualTo(409);
        assertThat(problem(() -> plane.freeze("other", 1, "ann")).status()).isEqualTo(404);
        assertThat(problem(() -> plane.drop("claims")).status()).isEqualTo(404);

        feed(1, 100, 0);
        await(() -> plane.freeze("claims", 1, "ann"));
        await(() -> plane.drop("claims"));
        assertThat(report().reference()).isNull();
        restart(config("{ sample: 100%, minimum-rows: 100 }"));
        assertThat(report().reference()).isNull();
    }

    @Test
    void a_file_goes_before_what_was_frozen_and_cannot_be_dropped() throws Exception {
        Path rows = folder.resolve("rows.csv");
        Files.writeString(rows, "income,prediction\n" + "5,0.5\n".repeat(120));
        start(config("{ sample: 100%, minimum-rows: 100 }"));
        feed(1, 200, 0);
        await(() -> plane.freeze("claims", 1, "ann"));

        configure(config("{ sample: 100%, minimum-rows: 100, every: 10s, reference: { file: " + rows + " } }"));
        tickAfter(Duration.ofSeconds(10));

        assertThat(report().reference().source()).isEqualTo(QualityReport.Source.FILE);
        assertThat(problem(() -> plane.drop("claims")).detail()).contains("the configuration names " + rows);
        assertThat(problem(() -> plane.freeze("claims", 1, "ann")).status()).isEqualTo(409);

        configure(config("{ sample: 100%, minimum-rows: 100, every: 10s }"));
        tickAfter(Duration.ofSeconds(10));
        assertThat(report().reference().createdBy()).isEqualTo("ann");
    }

    @Test
    void every_exchange_is_released_once_whatever_becomes_of_it() throws Exception {
        start(config("{ sample: 100%, every: 10s }"));
        feed(1, 5, 0);
        take(new Captures(List.of(captured("nobody", 1, "{}", "{}"), captured("claims", 1, "no json", "{")), Map.of()));
        assertThat(released).hasValue(7);

        busy = true;
        feed(1, 3, 0);

        assertThat(released).hasValue(10);
        assertThat(problem(() -> plane.freeze("claims", 1, "ann")).status()).isEqualTo(503);
    }

    @Test
    void an_error_in_the_middle_of_a_batch_leaks_nothing_and_the_next_batch_is_read() throws Exception {
        start(config("{ sample: 100%, every: 10s }"));
        fault = new StackOverflowError();
        feed(1, 5, 0);
        assertThat(released).hasValue(5);

        feed(1, 7, 0);
        tickAfter(Duration.ofSeconds(10));
        assertThat(released).hasValue(12);
        assertThat(report().rows()).isEqualTo(7);
    }

    @Test
    void what_the_worker_has_no_time_for_is_counted_as_soon_as_it_has() throws Exception {
        start(config("{ sample: 100%, every: 10s }"));
        busy = true;
        feed(1, 3, 0);
        take(new Captures(List.of(), Map.of("claims", Map.of(CaptureSkip.BODY_LIMIT, 4L))));
        feed(1, 2, 0);
        busy = false;
        tickAfter(Duration.ofSeconds(10));

        assertThat(plane.lost()).isEqualTo(5);
        assertThat(report().skipped()).containsEntry("busy", 5L).containsEntry("body_limit", 4L);
    }

    @Test
    void a_configuration_that_comes_while_the_worker_is_busy_is_in_force_when_it_is_not() throws Exception {
        start(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        busy = true;
        configure(config("{ sample: 100%, every: 10s, minimum-rows: 150 }"));
        busy = false;
        tickAfter(Duration.ofSeconds(10));

        assertThat(report().minimumRows()).isEqualTo(150);
    }

    @Test
    void a_reference_file_that_says_the_same_after_a_reload_is_as_old_as_it_was() throws Exception {
        Path file = folder.resolve("reference.csv");
        Files.writeString(file, "income\n" + "1\n2\n".repeat(60));
        String quality = "{ every: 10s, minimum-rows: 100, reference: { file: \"" + file + "\" } }";
        start(config(quality));
        long read = report().reference().createdMillis();
        now = now.plusSeconds(60);
        configure(config(quality));
        tickAfter(Duration.ofSeconds(10));
        assertThat(report().reference().createdMillis()).isEqualTo(read);

        Files.writeString(file, "income\n" + "1\n3\n".repeat(60));
        configure(config(quality));
        tickAfter(Duration.ofSeconds(10));
        assertThat(report().reference().createdMillis()).isGreaterThan(read);
    }

    @Test
    void what_is_not_looked_at_is_counted_by_its_reason() throws Exception {
        start(config("{ sample: 100%, every: 10s }"));
        take(new Captures(
                List.of(captured("claims", 1, "no json", "{}")),
                Map.of("claims", Map.of(CaptureSkip.BODY_LIMIT, 4L), "gone", Map.of(CaptureSkip.FULL, 1L))));
        tickAfter(Duration.ofSeconds(10));

        assertThat(report().skipped()).containsEntry("body_limit", 4L).hasSize(2);
    }

    @Test
    void a_reload_keeps_the_rows_unless_they_would_be_read_differently() throws Exception {
        start(config("{ sample: 100%, every: 10s, minimum-rows: 100 }"));
        feed(1, 150, 0);

        configure(config("{ sample: 50%, every: 10s, minimum-rows: 100, drift-limit: 0.3 }"));
        tickAfter(Duration.ofSeconds(10));
        assertThat(report().rows()).isEqualTo(150);

        configure(config("{ sample: 50%, every: 10s, minimum-rows: 100, features: { income: { ignore: true } } }"));
        tickAfter(Duration.ofSeconds(10));
        assertThat(report().rows()).isZero();

        configure(Configs.valid(
                "models: { claims: { stable: 1, versions: { 1: { upstreams: [\"http://127.0.0.1:1\"] } } } }"));
        assertThat(await(() -> Future.succeededFuture(plane.all()))).isEmpty();
    }

    @Test
    void the_median_of_yesterday_is_known_after_a_restart() throws Exception {
        String quality = "{ sample: 100%, every: 10s, minimum-rows: 100 }";
        start(config(quality));
        feed(1, 150, 0);
        tickAfter(Duration.ofSeconds(10));
        await(() -> behind.flush());
        restart(config(quality));

        now = now.plus(Duration.ofDays(1));
        take(new Captures(exchanges(1, 150, i -> 0, i -> 0.8), Map.of()));
        tickAfter(Duration.ofSeconds(10));

        assertThat(plane.medianMovedInADay(new ModelVersion("claims", 1)).getAsDouble())
                .isCloseTo(0.3, within(0.02));
        assertThat(plane.medianMovedInADay(new ModelVersion("claims", 2))).isEmpty();
    }

    @Test
    void a_damaged_document_costs_its_model_the_baseline_and_nobody_else_anything() throws Exception {
        open();
        await(() -> store.putDocument("quality_baseline", "claims", "{\"profile\": {}}"));
        await(() -> store.putDocument("quality_medians", "claims", "{\"one\": 1}"));

        load(config("{ sample: 100% }"));

        assertThat(report().reference()).isNull();
    }

    private static GatewayConfig config(String quality) {
        return Configs.valid(
                """
                models:
                  claims:
                    stable: 1
                    versions:
                      1: { upstreams: ["http://127.0.0.1:9001"] }
                      2: { upstreams: ["http://127.0.0.1:9002"] }
                    quality: QUALITY
                """
                        .replace("QUALITY", quality));
    }

    private void start(GatewayConfig config) throws Exception {
        open();
        load(config);
    }

    private void restart(GatewayConfig config) throws Exception {
        await(() -> behind.flush());
        store.close().await(20, SECONDS);
        start(config);
    }

    private void open() throws Exception {
        store = new FaultyStore(SqliteStateStore.open(vertx, "sqlite:" + folder.resolve("igw.db"))
                .await(20, SECONDS));
        behind = new WriteBehind(vertx, store);
    }

    private void load(GatewayConfig config) throws Exception {
        QualityPlane.Outside outside = new QualityPlane.Outside(
                task -> {
                    if (busy) {
                        throw new RejectedExecutionException("busy");
                    }
                    try {
                        task.run();
                    } catch (StackOverflowError endsTheThread) {
                        fault = null;
                    }
                },
                task -> control.runOnContext(turn -> task.run()),
                store,
                behind,
                model -> 1,
                captured -> released.incrementAndGet(),
                this::time,
                () -> 7);
        plane = await(() -> QualityPlane.load(outside, config));
    }

    private Instant time() {
        if (fault != null) {
            throw fault;
        }
        return now;
    }

    private void configure(GatewayConfig config) throws Exception {
        await(() -> {
            plane.configure(config);
            return Future.succeededFuture();
        });
    }

    private void feed(int version, int rows, double shift) throws Exception {
        take(new Captures(exchanges(version, rows, i -> i + shift, i -> (double) i / rows), Map.of()));
    }

    private List<Captured> exchanges(int version, int rows, IntToDoubleFunction income, IntToDoubleFunction score) {
        List<Captured> exchanges = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            exchanges.add(captured(
                    "claims",
                    version,
                    new JsonObject()
                            .put("features", new JsonObject().put("income", income.applyAsDouble(i)))
                            .encode(),
                    new JsonObject().put("prediction", score.applyAsDouble(i)).encode()));
        }
        return exchanges;
    }

    private Captured captured(String model, int version, String request, String response) {
        return new Captured(
                new ModelVersion(model, version),
                Track.STABLE,
                "id",
                now.toEpochMilli(),
                "application/json",
                request.getBytes(StandardCharsets.UTF_8),
                "application/json",
                response.getBytes(StandardCharsets.UTF_8));
    }

    private void take(Captures captures) throws Exception {
        await(() -> {
            plane.take(captures);
            return Future.succeededFuture();
        });
    }

    private void tickAfter(Duration time) throws Exception {
        now = now.plus(time);
        await(() -> {
            plane.tick();
            return Future.succeededFuture();
        });
        // What the comparison hands back to the context is one turn behind.
        await(Future::succeededFuture);
    }

    private QualityReport report() throws Exception {
        return await(() -> Future.succeededFuture(plane.of("claims").orElseThrow()));
    }

    private <T> QualityProblem problem(Supplier<Future<T>> asked) {
        try {
            await(asked);
        } catch (QualityProblem problem) {
            return problem;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
        throw new AssertionError("was done");
    }

    private <T> T await(Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(
                        promise -> control.runOnContext(turn -> task.get().onComplete(promise)))
                .await(20, SECONDS);
    }
}
