package io.inferencegateway.gateway.quality.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceFileTest {
    private static final QualityPolicy POLICY =
            new QualityPolicy(QualityPolicy.WINDOW, 1, QualityPolicy.DRIFT_LIMIT, Map.of());

    @TempDir
    Path folder;

    @Test
    void a_profile_that_was_written_is_the_profile_of_its_rows() throws Exception {
        Path rows = folder.resolve("rows.jsonl");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            lines.append("{\"income\":")
                    .append(i % 7 == 0 ? "null" : Double.toString(Math.sqrt(i)))
                    .append(",\"zeros\":0,\"region\":\"r")
                    .append(i % 60)
                    .append("\",\"prediction\":")
                    .append(i / 500.0)
                    .append("}\n");
        }
        Files.writeString(rows, lines.toString());
        ReferenceProfile profile = ReferenceFile.read(rows, POLICY, "prediction");
        Path written = folder.resolve("profile.json");
        Files.writeString(written, ProfileJson.encode(profile).encodePrettily());

        assertThat(ReferenceFile.read(written, POLICY, "prediction")).isEqualTo(profile);
    }

    @Test
    void a_damaged_profile_or_one_of_another_format_is_refused_in_words() throws Exception {
        assertThatThrownBy(() -> read("{\"quality_profile\":2}")).hasMessageContaining("this version reads format 1");
        assertThatThrownBy(() -> read("{\"quality_profile\":1,\"rows\":3}")).hasMessageContaining("no whole profile");
        assertThatThrownBy(() -> read("{\"quality_profile\":1,\"rows\":3,\"features\":{\"x\":{\"kind\":\"numeric\","
                        + "\"values\":1,\"missing_ratio\":0,\"min\":0,\"max\":1,\"deviation\":1,\"points\":[],"
                        + "\"edges\":[],\"shares\":[1]}}}"))
                .isInstanceOf(UnreadableRows.class)
                .hasMessageContaining("are no profile");
        assertThatThrownBy(() -> read("{\"quality_profile\":\"x\"}")).isInstanceOf(UnreadableRows.class);
    }

    private ReferenceProfile read(String content) throws Exception {
        return ReferenceFile.read(Files.writeString(folder.resolve("p.json"), content), POLICY, "prediction");
    }
}
