package io.inferencegateway.gateway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutPlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier build wrote is read by this one. */
class EarlierRecordsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void a_record_without_figures_freeze_or_care_is_read_as_it_was_meant() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, RolloutBench.config())) {
            bench.startProgressing(2);
        }
        JsonObject record = new JsonObject(SqliteShell.text(file, "SELECT body FROM rollout"));
        record.remove("watch");
        JsonObject plan = record.getJsonObject("plan");
        plan.fieldNames().removeAll(List.of("watchAfterMillis", "onRegression", "dryRun"));
        JsonObject state = record.getJsonObject("state");
        state.remove("freezeOverriddenUntilMillis");
        JsonArray history = state.getJsonArray("history");
        for (int i = 0; i < history.size(); i++) {
            history.getJsonObject(i).remove("evidence");
            history.getJsonObject(i).remove("remark");
        }

        SavedRollout read = SavedRollout.decode(record.encode());

        assertThat(read.state().history()).hasSize(2).allSatisfy(change -> assertThat(change.evidence())
                .isEmpty());
        assertThat(read.state().freezeOverriddenUntilMillis()).isNull();
        assertThat(read.plan().toPlan().care()).isEqualTo(RolloutPlan.Care.NONE);
        assertThat(read.plan().toPlan().bake()).isEqualTo(Duration.ofSeconds(5));
        assertThat(SavedRollout.decode(read.encode())).isEqualTo(read);
    }

    @Test
    void a_file_of_the_first_schema_is_opened_and_goes_on() throws Exception {
        Path file = folder.resolve("igw.db");
        try (RolloutBench bench = new RolloutBench(file, RolloutBench.config())) {
            bench.startProgressing(2);
        }
        SqliteShell.execute(file, "ALTER TABLE rollout_transition DROP COLUMN evidence");
        for (String later : List.of("history_version", "history", "history_run", "history_made", "event")) {
            SqliteShell.execute(file, "DROP TABLE " + later);
        }
        SqliteShell.execute(file, "PRAGMA user_version = 1");

        try (RolloutBench restarted = new RolloutBench(file, RolloutBench.config())) {
            assertThat(restarted.view().phase()).isEqualTo("progressing");
        }
        assertThat(SqliteShell.text(file, "SELECT evidence FROM rollout_transition WHERE ordinal = 1"))
                .isEqualTo("[]");
    }
}
