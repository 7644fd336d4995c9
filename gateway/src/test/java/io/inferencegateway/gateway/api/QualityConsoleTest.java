package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.testsupport.NodeClients;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person looks at the quality of a model in a real browser: a baseline was frozen, then incomes rose and another country
 * came. The way is in {@code clients/console/quality.mjs}; here stands what must have been seen on it. Pictures are left in
 * {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QualityConsoleTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\">";

    @SuppressWarnings("NullAway.Init")
    private JsonNode seen;

    @BeforeAll
    void go_through_the_page(@TempDir Path state, @TempDir Path profile) throws Exception {
        Files.createDirectories(PICTURES);
        try (AdminFixture gateway = AdminFixture.start(state)) {
            gateway.feed(1, 1_000, 1, "fr");
            JsonObject freeze = new JsonObject("{\"version\":1,\"actor\":\"anna\"}");
            assertThat(gateway.post("/api/v1/quality/baselines/fraud", freeze).status())
                    .isEqualTo(201);
            gateway.feed(1, 1_000, 1.4, HOSTILE);
            gateway.feed(2, 1_000, 1.8, HOSTILE);
            seen = NodeClients.run(
                    "console/quality.mjs",
                    gateway.url("").toString(),
                    PICTURES.toAbsolutePath().toString(),
                    profile.toString());
        }
        assertThat(seen.path("failed").asText()).isEmpty();
    }

    @Test
    void the_list_says_which_model_drifts_and_leads_to_it() {
        assertThat(text("list")).contains("drift", "fraud", "income", "country", "15m", "version 1");
        assertThat(text("opened")).startsWith("#/quality/fraud");
    }

    @Test
    void a_models_page_tells_what_moved_how_far_and_since_which_baseline() {
        assertThat(text("page"))
                .contains("Quality of fraud", "by anna", "rows looked at", "critical")
                .contains("population stability index", "standard deviations", "of 0.20", "of 0.15")
                .contains("no JSON, or of another form");
    }

    @Test
    void features_come_farthest_first_and_their_bars_with_them() {
        List<Double> bars = new ArrayList<>();
        seen.get("bars").forEach(bar -> bars.add(bar.asDouble()));

        assertThat(texts("order")).hasSize(3).endsWith("age");
        assertThat(bars).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(bars.get(0)).as("past the limit, which is at 50").isGreaterThan(50);
        assertThat(texts("pictures")).allMatch(label -> label.contains("largest change: "));
    }

    @Test
    void a_feature_is_chosen_by_key_and_stands_in_the_url() {
        String focused = seen.at("/chosen/focused").asText();
        assertThat(seen.at("/chosen/current").asText()).isEqualTo(focused);
        assertThat(seen.at("/chosen/hash").asText()).contains("feature=" + focused);
    }

    @Test
    void the_picture_is_a_table_of_shares_and_a_callers_value_is_text() {
        assertThat(texts("table")).isNotEmpty();
        assertThat(seen.get("table").toString()).contains("\"de\"", HOSTILE.replace("\"", "\\\""), " %");
        assertThat(seen.at("/hacked/0").isNull()).isTrue();
        assertThat(seen.at("/hacked/1").asInt()).isZero();
    }

    @Test
    void predictions_stand_beside_stables() {
        assertThat(text("page")).contains("vs stable", "fraud 2", "p95", "largest change");
    }

    @Test
    void a_baseline_is_frozen_and_dropped_after_saying_what_that_means() {
        assertThat(text("freeze")).contains("last 15m", "in place of the baseline in force", "rows)");
        assertThat(text("frozen")).contains("by console");
        assertThat(text("kept")).contains("version 2");
        assertThat(text("dropped")).contains("There is nothing to compare with yet");
    }

    @Test
    void nobody_is_kept_out_and_nothing_goes_wrong() {
        assertThat(texts("axe")).isEmpty();
        assertThat(texts("wrong")).isEmpty();
        assertThat(texts("overflow")).hasSize(2).containsOnly("");
        assertThat(text("nobody")).contains("there is no model 'nobody'");
    }

    private String text(String name) {
        return seen.path(name).asText();
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        seen.get(name).forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
