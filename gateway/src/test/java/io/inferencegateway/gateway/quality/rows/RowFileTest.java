package io.inferencegateway.gateway.quality.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFileTest {
    private static final QualityPolicy POLICY =
            new QualityPolicy(QualityPolicy.WINDOW, 1, QualityPolicy.DRIFT_LIMIT, Map.of());

    @TempDir
    Path folder;

    @Test
    void rows_of_json_lines_are_flat_or_keep_features_apart() throws Exception {
        ReferenceProfile apart = profile(
                "a.jsonl",
                "{\"features\": {\"income\": 10, \"home\": {\"zip\": \"90210\"}, \"tags\": [1]}, \"prediction\": 0.5}\n\n"
                        + "{\"features\": {\"income\": NaN}, \"prediction\": 0.7}\n");
        ReferenceProfile flat = profile("b.jsonl", "{\"income\": 10, \"renewed\": true, \"prediction\": \"deny\"}");

        assertThat(apart.rows()).isEqualTo(2);
        assertThat(apart.features()).containsOnlyKeys("income", "home.zip");
        assertThat(apart.features().get("income").missingRatio()).isEqualTo(0.5);
        assertThat(apart.prediction().kind()).isEqualTo(Kind.NUMERIC);
        assertThat(flat.features()).containsOnlyKeys("income", "renewed");
        assertThat(flat.prediction().kind()).isEqualTo(Kind.CATEGORICAL);
    }

    @Test
    void csv_has_numbers_words_and_gaps() throws Exception {
        ReferenceProfile profile = profile(
                "a.CSV", "income,region,prediction\r\n1.5e3,\"north, or so\",0.1\r\n-2,NA,0.2\r\n,south,0.3\r\n");

        assertThat(profile.rows()).isEqualTo(3);
        assertThat(profile.features().get("income").kind()).isEqualTo(Kind.NUMERIC);
        assertThat(profile.features().get("income").missingRatio()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(profile.features().get("region").kind()).isEqualTo(Kind.CATEGORICAL);
        assertThat(profile.prediction().values()).isEqualTo(3);
    }

    @Test
    void a_large_file_is_sampled_the_same_way_each_time() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < RowFile.MOST_ROWS + 5_000; i++) {
            lines.append("{\"x\":").append(i).append("}\n");
        }
        Path file = write("large.jsonl", lines.toString());

        RowFile.Content once = RowFile.read(file, POLICY, "prediction");

        assertThat(once.read()).isEqualTo(RowFile.MOST_ROWS + 5_000);
        assertThat(once.sample().count()).isEqualTo(RowFile.MOST_ROWS);
        assertThat(ReferenceProfile.of(RowFile.read(file, POLICY, "prediction").sample(), POLICY))
                .isEqualTo(ReferenceProfile.of(once.sample(), POLICY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.jsonl | {\"x\":1}~{\"x\": | a.jsonl:2: is no JSON",
                "a.jsonl | {\"x\":1}~[1] | a.jsonl:2: is no object; write {\"features\"",
                "a.jsonl | {\"x\":1} {} | a.jsonl:1: is no JSON",
                "a.jsonl | {\"features\":1} | a.jsonl:1: \"features\" is no object",
                "a.jsonl | ~ | a.jsonl: holds no row",
                "a.csv | x,y~1,2,3 | a.csv:2: is no row of the columns",
                "a.csv | x,y~1,2~3 | a.csv:3: is no row of the columns",
                "a.csv | x,y | a.csv: holds no row",
            })
    void what_is_no_row_is_named_with_its_line(String name, String content, String problem) throws Exception {
        Path file = write(name, content.replace('~', '\n'));

        assertThatThrownBy(() -> RowFile.read(file, POLICY, "prediction"))
                .isInstanceOf(UnreadableRows.class)
                .hasMessageContaining(problem);
    }

    @Test
    void an_endless_line_a_missing_file_and_bytes_are_told() throws Exception {
        Path endless = write("a.jsonl", "[" + "1,".repeat(1 << 20));
        Path bytes = folder.resolve("b.jsonl");
        Files.write(bytes, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThatThrownBy(() -> RowFile.read(endless, POLICY, "prediction"))
                .hasMessageContaining(":1: the line is longer");
        assertThatThrownBy(() -> RowFile.read(bytes, POLICY, "prediction")).hasMessageContaining("no UTF-8 text");
        assertThatThrownBy(() -> RowFile.read(folder.resolve("no.jsonl"), POLICY, "prediction"))
                .hasMessageContaining("there is no such file");
    }

    private ReferenceProfile profile(String name, String content) throws Exception {
        return ReferenceProfile.of(
                RowFile.read(write(name, content), POLICY, "prediction").sample(), POLICY);
    }

    private Path write(String name, String content) throws Exception {
        return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }
}
