package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code igw drift compare} and {@code profile}, which need no gateway. */
class DriftFilesTest {
    @TempDir
    Path folder;

    @Test
    void the_exit_code_tells_a_pipeline_whether_a_days_rows_drift() throws Exception {
        Path reference = claims("reference.jsonl", 1, 40_000);
        Path same = claims("same.jsonl", 2, 40_000);
        Path moved = claims("moved.jsonl", 3, 50_000);

        Result quiet = run("compare", "--reference", reference.toString(), "--current", same.toString(), "--all");
        Result drift = run("compare", "--reference", reference.toString(), "--current", moved.toString());

        assertThat(quiet.exit()).as(quiet.out() + quiet.err()).isZero();
        assertThat(quiet.out()).contains("same.jsonl", "● ok", "income", "region");
        assertThat(drift.exit()).isEqualTo(1);
        assertThat(drift.out())
                .contains("moved.jsonl", "■ drift: income", "psi")
                .doesNotContain("region ");
    }

    @Test
    void a_profile_stands_for_the_rows_it_was_made_of() throws Exception {
        Path reference = claims("reference.jsonl", 1, 40_000);
        Path moved = claims("moved.jsonl", 3, 50_000);
        Path profile = Files.writeString(
                folder.resolve("profile.json"),
                run("profile", reference.toString()).out());

        JsonObject byRows = compare(reference, moved);
        JsonObject byProfile = compare(profile, moved);

        assertThat(byProfile.getJsonArray("features")).isEqualTo(byRows.getJsonArray("features"));
        assertThat(byProfile.getJsonArray("versions")).isEqualTo(byRows.getJsonArray("versions"));
    }

    @Test
    void numbers_may_be_names_and_ids_may_be_left_out() throws Exception {
        StringBuilder csv = new StringBuilder("id,zip,score\n");
        for (int i = 0; i < 400; i++) {
            csv.append(i)
                    .append(',')
                    .append(10_000 + i % 3)
                    .append(',')
                    .append(i / 400.0)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), csv);

        Result result = run(
                "compare",
                "--reference",
                file.toString(),
                "--current",
                file.toString(),
                "--output",
                "json",
                "--categorical",
                "zip",
                "--ignore",
                "id",
                "--prediction",
                "score");

        JsonObject report = new JsonObject(result.out());
        assertThat(result.exit()).isZero();
        assertThat(report.getJsonArray("features")).hasSize(1);
        assertThat(report.getJsonArray("features").getJsonObject(0).getString("kind"))
                .isEqualTo("categorical");
        JsonObject prediction = report.getJsonArray("versions").getJsonObject(0).getJsonObject("prediction");
        assertThat(prediction.getDouble("p50")).isBetween(0.49, 0.51);
    }

    @Test
    void what_is_no_rows_or_too_few_is_two_with_its_place() throws Exception {
        Path reference = claims("reference.jsonl", 1, 40_000);
        Path broken = Files.writeString(folder.resolve("broken.jsonl"), "{\"income\": 1}\n{\"income\": \n");
        Path few = Files.writeString(folder.resolve("few.jsonl"), "{\"income\": 1}\n");

        Result unreadable = run("compare", "--reference", reference.toString(), "--current", broken.toString());
        Result tooFew = run("compare", "--reference", reference.toString(), "--current", few.toString());

        assertThat(unreadable.exit()).isEqualTo(2);
        assertThat(unreadable.err()).startsWith("igw: " + broken + ":2: is no JSON");
        assertThat(tooFew.exit()).isEqualTo(2);
        assertThat(tooFew.err()).contains("few.jsonl: holds 1 rows, and --minimum-rows asks for 200");
        assertThat(run("compare", "--reference", reference.toString()).exit()).isEqualTo(2);
        assertThat(run("compare", "--reference", "no.csv", "--current", few.toString())
                        .err())
                .contains("no.csv: there is no such file");
        assertThat(run("profile", broken.toString()).exit()).isEqualTo(2);
        assertThat(run("compare", "--reference", few.toString(), "--current", few.toString(), "--limit", "0")
                        .exit())
                .isEqualTo(2);
    }

    private JsonObject compare(Path reference, Path current) {
        return new JsonObject(
                run("compare", "--reference", reference.toString(), "--current", current.toString(), "--output", "json")
                        .out());
    }

    private Path claims(String name, long seed, double income) throws IOException {
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(new JsonObject()
                            .put(
                                    "features",
                                    new JsonObject()
                                            .put("income", income + 10_000 * random.nextGaussian())
                                            .put("region", random.nextBoolean() ? "north" : "south"))
                            .put("prediction", random.nextDouble())
                            .encode())
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), lines.toString());
    }

    private record Result(int exit, String out, String err) {}

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new CommandLine(new DriftCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Result(exit, out.toString(), err.toString());
    }
}
