package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminFixture.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityApiTest extends AdminBench {
    private static final String REPORTS = "/api/v1/quality/reports";
    private static final String BASELINE = "/api/v1/quality/baselines/fraud";
    private static final JsonObject FREEZE = new JsonObject("{\"version\":1,\"actor\":\"anna\"}");

    @Test
    void says_that_nothing_can_be_told_before_there_is_a_baseline() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");

        JsonObject report = gateway.get(REPORTS + "/fraud").json();

        assertThat(report.getString("verdict")).isEqualTo("unknown");
        assertThat(report.getValue("baseline")).isNull();
        assertThat(report.getInteger("minimum_rows")).isEqualTo(100);
        assertThat(report.getString("window")).isEqualTo("15m");
        assertThat(report.getString("sample")).isEqualTo("25%");
        assertThat(report.getString("every")).isEqualTo("1m");
        assertThat(report.getJsonObject("skipped").getLong("not_json")).isEqualTo(5);
        JsonObject income = feature(report, "income");
        assertThat(income.getValue("score")).isNull();
        assertThat(income.getValue("test")).isNull();
        assertThat(income.getDouble("limit")).isEqualTo(0.2);
        assertThat(income.getDouble("missing_ratio")).isBetween(0.04, 0.06);
        Answer baseline = gateway.get(BASELINE);
        assertThat(baseline.status()).isEqualTo(404);
        assertThat(baseline.json().getString("detail")).contains("igw drift baseline fraud --freeze N");
        assertThat(gateway.get("/api/v1/quality/baselines").json().getJsonArray("baselines"))
                .isEmpty();
    }

    @Test
    void names_what_moved_away_from_a_frozen_baseline_and_how_far() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");
        Answer frozen = gateway.post(BASELINE, FREEZE);
        gateway.clock.advance(Duration.ofHours(1));
        gateway.feed(1, 1_000, 1.6, "at");

        JsonObject report = gateway.get(REPORTS + "/fraud").json();

        assertThat(frozen.status()).isEqualTo(201);
        assertThat(frozen.header("location")).isEqualTo(BASELINE);
        assertThat(frozen.json())
                .isEqualTo(report.getJsonObject("baseline"))
                .isEqualTo(gateway.get(BASELINE).json());
        assertThat(frozen.json().getString("created_by")).isEqualTo("anna");
        assertThat(frozen.json().getString("source")).isEqualTo("live");
        assertThat(frozen.json().getInteger("features")).isEqualTo(3);
        assertThat(report.getString("verdict")).isEqualTo("drift");
        assertThat(report.getJsonArray("drifted")).contains("income", "country").doesNotContain("age");
        JsonObject income = feature(report, "income");
        assertThat(income.getString("test")).isEqualTo("psi");
        assertThat(income.getDouble("score")).isGreaterThan(0.2);
        assertThat(income.getBoolean("critical")).isTrue();
        JsonArray bins = income.getJsonArray("bins");
        assertThat(bins.getJsonObject(0).getValue("from")).isNull();
        assertThat(bins.getJsonObject(bins.size() - 1).getValue("to")).isNull();
        JsonArray categories = feature(report, "country").getJsonArray("categories");
        assertThat(categories.stream().map(each -> ((JsonObject) each).getString("value")))
                .contains("fr", "at", "de");
        JsonObject listed = gateway.get(REPORTS).json().getJsonArray("reports").getJsonObject(0);
        assertThat(listed.fieldNames()).doesNotContain("features");
        assertThat(listed.getJsonArray("drifted")).isEqualTo(report.getJsonArray("drifted"));
    }

    @Test
    void holds_a_canarys_predictions_against_stables() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");
        gateway.post(BASELINE, FREEZE);
        gateway.feed(2, 300, 1.5, "fr");

        JsonArray versions = gateway.get(REPORTS + "/fraud").json().getJsonArray("versions");

        assertThat(versions.getJsonObject(0).getJsonObject("prediction").getValue("against_stable"))
                .isNull();
        JsonObject prediction = versions.getJsonObject(1).getJsonObject("prediction");
        assertThat(prediction.getString("kind")).isEqualTo("numeric");
        assertThat(prediction.getDouble("p5")).isLessThan(prediction.getDouble("p95"));
        JsonObject beside = prediction.getJsonObject("against_stable");
        assertThat(beside.getString("verdict")).isEqualTo("drift");
        assertThat(beside.getLong("rows")).isEqualTo(300);
    }

    @Test
    void a_baseline_is_dropped_once() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");
        gateway.post(BASELINE, FREEZE);

        assertThat(gateway.send("DELETE", BASELINE, null).status()).isEqualTo(204);
        assertThat(gateway.send("DELETE", BASELINE, null).status()).isEqualTo(404);
        assertThat(gateway.get(BASELINE).status()).isEqualTo(404);
    }

    @Test
    void a_frozen_baseline_outlives_a_restart() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");
        JsonObject frozen = gateway.post(BASELINE, FREEZE).json();

        restart();

        assertThat(gateway.get(BASELINE).json()).isEqualTo(frozen);
        gateway.feed(1, 1_000, 1.6, "fr");
        assertThat(gateway.get(REPORTS + "/fraud").json().getJsonArray("drifted"))
                .contains("income");
    }

    @Test
    void a_baseline_that_the_file_names_is_changed_there(@TempDir Path folder) throws Exception {
        Path rows = Files.writeString(folder.resolve("usual.jsonl"), "{\"income\":1}\n{\"income\":2}\n".repeat(100));
        String reference = "sample: 25%\n      reference: { file: \"" + rows + "\" }";
        try (AdminFixture other = AdminFixture.start(folder, AdminFixture.CONFIG.replace("sample: 25%", reference))) {
            JsonObject baseline = other.get(BASELINE).json();
            assertThat(baseline.getString("source")).isEqualTo("file");
            assertThat(baseline.getLong("rows")).isEqualTo(200);
            assertThat(baseline.getValue("version")).isNull();
            for (Answer refused : List.of(other.post(BASELINE, FREEZE), other.send("DELETE", BASELINE, null))) {
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.json().getString("detail")).contains("usual.jsonl");
            }
        }
    }

    @Test
    void refuses_what_cannot_be_a_baseline_and_says_why() throws Exception {
        gateway.feed(1, 20, 1, "fr");

        assertThat(gateway.post(BASELINE, FREEZE).status()).isEqualTo(409);
        Answer unknown = gateway.post(BASELINE, new JsonObject().put("version", 9));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().getString("detail")).contains("model 'fraud' has no version 9; it has [1, 2]");
        Answer unread =
                gateway.post(BASELINE, new JsonObject().put("version", "1").put("who", "me"));
        assertThat(unread.json().getJsonArray("errors")).hasSize(2);
        assertThat(gateway.get(REPORTS + "?model=fraud").status()).isEqualTo(400);
    }

    @Test
    void a_model_that_is_not_looked_at_says_how_to_switch_it_on() throws Exception {
        gateway.switchQualityOff();

        for (Answer answer :
                new Answer[] {gateway.get(REPORTS + "/fraud"), gateway.get(BASELINE), gateway.post(BASELINE, FREEZE)}) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().getString("detail")).contains("models.fraud");
        }
        assertThat(gateway.get(REPORTS).json().getJsonArray("reports")).isEmpty();
        assertThat(gateway.get(REPORTS + "/nobody").json().getString("detail")).contains("no model 'nobody'");
    }

    private static JsonObject feature(JsonObject report, String name) {
        return report.getJsonArray("features").stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("feature").equals(name))
                .findFirst()
                .orElseThrow();
    }
}
