package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorApiTest extends AdminBench {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);
    private static final JsonObject MINE = new JsonObject()
            .put("name", "mine")
            .put("model", "fraud")
            .put("version", 1)
            .put("window", "5m");

    @Test
    void a_new_monitor_is_active_and_listed_beside_the_configured_one() throws Exception {
        Answer created = gateway.post("/api/v1/monitors", MINE);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("location")).isEqualTo("/api/v1/monitors/mine");
        assertThat(created.json().getString("state")).isEqualTo("active");
        assertThat(created.json().getString("origin")).isEqualTo("api");
        assertThat(names(gateway.get("/api/v1/monitors"))).containsExactly("configured", "mine");
    }

    @Test
    void a_snapshot_has_a_request_that_ended_just_now_in_the_contracts_shape() throws Exception {
        gateway.post("/api/v1/monitors", MINE);
        gateway.statistics.record(FRAUD_1, 90, 200, Outcome.OK, 10_000);
        gateway.statistics.record(FRAUD_1, 6, 404, Outcome.CLIENT_ERROR, 2_000);
        gateway.statistics.record(FRAUD_1, 4, 502, Outcome.UPSTREAM_ERROR, 40_000);

        JsonObject snapshot = gateway.get("/api/v1/monitors/mine/snapshot").json();

        assertThat(snapshot.fieldNames())
                .containsExactly(
                        "monitor",
                        "model",
                        "version",
                        "window",
                        "from",
                        "to",
                        "total_requests",
                        "error_count",
                        "error_rate",
                        "error_rate_low",
                        "error_rate_high",
                        "traffic_error_count",
                        "traffic_error_rate",
                        "request_rate",
                        "p50_latency_ms",
                        "p90_latency_ms",
                        "p95_latency_ms",
                        "p99_latency_ms",
                        "max_latency_ms",
                        "status_codes",
                        "health");
        assertThat(snapshot.getLong("total_requests")).isEqualTo(100);
        assertThat(snapshot.getLong("error_count")).isEqualTo(4);
        assertThat(snapshot.getDouble("error_rate")).isEqualTo(0.04);
        assertThat(snapshot.getDouble("error_rate_low")).isEqualTo(0.015663);
        assertThat(snapshot.getDouble("error_rate_high")).isEqualTo(0.098371);
        assertThat(snapshot.getDouble("traffic_error_rate")).isEqualTo(0.10);
        assertThat(snapshot.getDouble("p50_latency_ms")).isBetween(9.9, 10.1);
        assertThat(snapshot.getDouble("max_latency_ms")).isEqualTo(40.0);
        assertThat(snapshot.getJsonObject("status_codes"))
                .isEqualTo(new JsonObject("{\"200\":90,\"404\":6,\"502\":4}"));
        assertThat(snapshot.getString("health")).isEqualTo("healthy");
    }

    @Test
    void a_monitor_without_requests_has_no_percentiles_and_unknown_health() throws Exception {
        JsonObject snapshot =
                gateway.get("/api/v1/monitors/configured/snapshot").json();

        assertThat(snapshot.getLong("total_requests")).isZero();
        assertThat(snapshot.getValue("p99_latency_ms")).isNull();
        assertThat(snapshot.getString("health")).isEqualTo("unknown");
    }

    @Test
    void a_paused_monitor_answers_the_same_snapshot_also_after_a_restart() throws Exception {
        gateway.post("/api/v1/monitors", MINE);
        gateway.statistics.record(FRAUD_1, 20, 200, Outcome.OK, 10_000);
        assertThat(gateway.send("POST", "/api/v1/monitors/mine/pause", null)
                        .json()
                        .getString("state"))
                .isEqualTo("paused");
        String frozen = gateway.get("/api/v1/monitors/mine/snapshot").response().body();

        gateway.statistics.record(FRAUD_1, 50, 500, Outcome.UPSTREAM_ERROR, 10_000);
        gateway.clock.advance(Duration.ofMinutes(1));

        assertThat(gateway.get("/api/v1/monitors/mine/snapshot").response().body())
                .isEqualTo(frozen);

        restart();

        assertThat(gateway.get("/api/v1/monitors/mine").json().getString("state"))
                .isEqualTo("paused");
        assertThat(gateway.get("/api/v1/monitors/mine/snapshot").response().body())
                .isEqualTo(frozen);
    }

    @Test
    void a_resumed_monitor_follows_its_window_again() throws Exception {
        gateway.send("POST", "/api/v1/monitors/configured/pause", null);
        gateway.statistics.record(FRAUD_1, 20, 200, Outcome.OK, 10_000);

        Answer resumed = gateway.post("/api/v1/monitors/configured/resume", new JsonObject().put("actor", "ada"));

        assertThat(resumed.json().getString("state")).isEqualTo("active");
        assertThat(gateway.get("/api/v1/monitors/configured/snapshot").json().getLong("total_requests"))
                .isEqualTo(20);
    }

    @Test
    void an_archived_monitor_is_hidden_unless_asked_for_but_answers_by_name() throws Exception {
        gateway.post("/api/v1/monitors", MINE);

        gateway.send("POST", "/api/v1/monitors/mine/archive", null);

        assertThat(names(gateway.get("/api/v1/monitors"))).containsExactly("configured");
        assertThat(names(gateway.get("/api/v1/monitors?state=archived"))).containsExactly("mine");
        assertThat(names(gateway.get("/api/v1/monitors?state=all"))).containsExactly("configured", "mine");
        assertThat(gateway.get("/api/v1/monitors/mine").json().getString("state"))
                .isEqualTo("archived");
        assertThat(gateway.get("/api/v1/monitors?state=gone").status()).isEqualTo(400);
    }

    @Test
    void a_configured_monitor_is_changed_in_the_file_only() throws Exception {
        Answer replaced =
                gateway.send("PUT", "/api/v1/monitors/configured", MINE.copy().put("name", "configured"));
        Answer deleted = gateway.send("DELETE", "/api/v1/monitors/configured", null);

        assertThat(List.of(replaced.status(), deleted.status())).containsExactly(409, 409);
        assertThat(deleted.json().getString("detail")).contains("configuration file as monitors[0]");
    }

    @Test
    void a_name_is_given_once() throws Exception {
        gateway.post("/api/v1/monitors", MINE);

        Answer again = gateway.post("/api/v1/monitors", MINE);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("detail")).contains("'mine' already").contains("PUT");
    }

    @Test
    void a_replaced_monitor_has_the_new_definition_and_a_deleted_one_is_gone_for_good() throws Exception {
        gateway.post("/api/v1/monitors", MINE);

        Answer replaced = gateway.send(
                "PUT", "/api/v1/monitors/mine", MINE.copy().put("version", 2).put("window", "1d"));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().getInteger("version")).isEqualTo(2);
        assertThat(replaced.json().getString("window")).isEqualTo("1d");

        assertThat(gateway.send("DELETE", "/api/v1/monitors/mine", null).status())
                .isEqualTo(204);
        restart();
        assertThat(gateway.get("/api/v1/monitors/mine").status()).isEqualTo(404);
    }

    @Test
    void every_field_at_fault_is_named_with_what_it_must_be() throws Exception {
        Answer answer = gateway.post(
                "/api/v1/monitors",
                new JsonObject()
                        .put("name", "no spaces")
                        .put("model", "nobody")
                        .put("version", -1)
                        .put("window", "7m")
                        .put("colour", "red"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        JsonArray errors = answer.json().getJsonArray("errors");
        assertThat(errors.stream().map(error -> ((JsonObject) error).getString("pointer")))
                .containsExactlyInAnyOrder("/name", "/model", "/version", "/window", "/colour");
        assertThat(errors.encode()).contains("5m 15m 1h 6h 1d").contains("there is no model 'nobody'");
    }

    @Test
    void a_version_the_model_does_not_have_is_refused_with_those_it_has() throws Exception {
        Answer answer = gateway.post("/api/v1/monitors", MINE.copy().put("version", 9));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("detail")).contains("no version 9").contains("[1, 2]");
    }

    @Test
    void a_list_shows_what_every_filter_lets_through() throws Exception {
        gateway.post("/api/v1/monitors", MINE.copy().put("owner", "payments").put("description", "Card fraud, live"));
        gateway.post("/api/v1/monitors", MINE.copy().put("name", "next").put("version", 2));
        gateway.statistics.record(FRAUD_1, 100, 500, Outcome.UPSTREAM_ERROR, 10_000);

        assertThat(names(gateway.get("/api/v1/monitors?version=1"))).containsExactly("configured", "mine");
        assertThat(names(gateway.get("/api/v1/monitors?model=fraud&version=2"))).containsExactly("next");
        assertThat(names(gateway.get("/api/v1/monitors?model=churn"))).isEmpty();
        assertThat(names(gateway.get("/api/v1/monitors?health=critical"))).containsExactly("configured", "mine");
        assertThat(names(gateway.get("/api/v1/monitors?health=unknown"))).containsExactly("next");
        assertThat(names(gateway.get("/api/v1/monitors?owner=payments"))).containsExactly("mine");
        assertThat(names(gateway.get("/api/v1/monitors?q=card%20FRAUD"))).containsExactly("mine");
        assertThat(gateway.get("/api/v1/monitors?health=fine").json().getString("detail"))
                .contains("healthy, warning, critical, unknown");
        assertThat(gateway.get("/api/v1/monitors?colour=red").status()).isEqualTo(400);
    }

    @Test
    void a_list_has_the_figures_a_person_looks_for_first() throws Exception {
        gateway.statistics.record(FRAUD_1, 95, 200, Outcome.OK, 10_000);
        gateway.statistics.record(FRAUD_1, 5, 500, Outcome.UPSTREAM_ERROR, 10_000);

        JsonObject figures = gateway.get("/api/v1/monitors")
                .json()
                .getJsonArray("monitors")
                .getJsonObject(0)
                .getJsonObject("figures");

        assertThat(figures.getLong("total_requests")).isEqualTo(100);
        assertThat(figures.getDouble("error_rate")).isEqualTo(0.05);
        assertThat(figures.getDouble("error_rate_low")).isBetween(0.02, 0.03);
        assertThat(figures.getDouble("p99_latency_ms")).isBetween(9.9, 10.1);
    }

    @Test
    void what_people_say_of_a_monitor_outlives_a_restart_and_changes_without_thawing_it() throws Exception {
        gateway.post("/api/v1/monitors", MINE.copy().put("owner", "payments"));
        gateway.statistics.record(FRAUD_1, 20, 200, Outcome.OK, 10_000);
        gateway.send("POST", "/api/v1/monitors/mine/pause", null);

        Answer changed = gateway.send(
                "PUT",
                "/api/v1/monitors/mine",
                MINE.copy().put("owner", "risk").put("runbook", "https://runbooks.example/{model}"));
        restart();

        assertThat(changed.json().getString("state")).isEqualTo("paused");
        JsonObject mine = gateway.get("/api/v1/monitors/mine").json();
        assertThat(mine.getString("owner")).isEqualTo("risk");
        assertThat(mine.getString("runbook")).isEqualTo("https://runbooks.example/{model}");
        assertThat(mine.getJsonObject("figures").getLong("total_requests")).isEqualTo(20);
    }

    @Test
    void an_archived_monitor_is_read_only_until_it_is_brought_back() throws Exception {
        gateway.post("/api/v1/monitors", MINE);
        assertThat(gateway.send("POST", "/api/v1/monitors/mine/unarchive", null).status())
                .isEqualTo(409);
        gateway.send("POST", "/api/v1/monitors/mine/archive", null);

        Answer changed = gateway.send("PUT", "/api/v1/monitors/mine", MINE);
        Answer paused = gateway.send("POST", "/api/v1/monitors/mine/pause", null);
        Answer back = gateway.send("POST", "/api/v1/monitors/mine/unarchive", null);

        assertThat(List.of(changed.status(), paused.status(), back.status())).containsExactly(409, 409, 200);
        assertThat(changed.json().getString("detail")).contains("/api/v1/monitors/mine/unarchive");
        assertThat(back.json().getString("state")).isEqualTo("active");
    }

    @Test
    void an_owner_or_a_runbook_that_can_not_be_is_named() throws Exception {
        Answer answer = gateway.post(
                "/api/v1/monitors", MINE.copy().put("owner", "x".repeat(65)).put("runbook", "javascript:alert(1)"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("pointer")))
                .containsExactly("/owner", "/runbook");
    }

    /** As a release before owners wrote it, paused at a snapshot without an interval. */
    @Test
    void a_monitor_of_an_earlier_release_is_read() throws Exception {
        String document =
                """
                {"model":"fraud","version":1,"window":"5m","state":"paused","origin":"api","frozen":{"model":"fraud",
                 "version":1,"window":"5m","from":"2026-11-22T09:55:00Z","to":"2026-11-22T10:00:00Z","total_requests":100,
                 "error_count":4,"error_rate":0.04,"traffic_error_count":4,"traffic_error_rate":0.04,"request_rate":0.3,
                 "p50_latency_ms":1.0,"p90_latency_ms":1.0,"p95_latency_ms":1.0,"p99_latency_ms":1.0,"max_latency_ms":1.0,
                 "status_codes":{"200":96,"500":4},"health":"healthy"}}
                """;
        AdminFixture.await(gateway.store.putDocument("monitor", "old", document));

        restart();

        JsonObject old = gateway.get("/api/v1/monitors/old").json();
        assertThat(old.getString("state")).isEqualTo("paused");
        assertThat(old.getValue("owner")).isNull();
        assertThat(gateway.get("/api/v1/monitors/old/snapshot").json().getDouble("error_rate_low"))
                .isEqualTo(0.015663);
    }

    private static List<String> names(Answer answer) {
        return answer.json().getJsonArray("monitors").stream()
                .map(monitor -> ((JsonObject) monitor).getString("name"))
                .toList();
    }
}
