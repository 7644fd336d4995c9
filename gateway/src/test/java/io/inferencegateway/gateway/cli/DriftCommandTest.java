package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code igw drift} against a live admin API, as a shell would run it. */
class DriftCommandTest extends AdminBench {
    @Test
    void without_a_baseline_nothing_drifts_and_it_says_how_to_freeze_one() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");

        Result result = run("report", "fraud");

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains(
                        "○ unknown",
                        "in the 15m to 2026-",
                        "25% of the requests",
                        "baseline: none yet",
                        "igw drift baseline fraud --freeze VERSION")
                .contains("not looked at since the start: 5 not_json");
    }

    @Test
    void the_exit_code_tells_drift_and_the_lines_tell_of_what() throws Exception {
        gateway.feed(1, 1_000, 1, "fr");
        Result frozen = run("baseline", "fraud", "--freeze", "1");
        Result before = run("report", "fraud");
        gateway.feed(2, 1_000, 1.6, "at");

        Result after = run("report", "fraud");
        Result json = run("report", "fraud", "--output", "json");

        assertThat(frozen.exit()).isZero();
        assertThat(frozen.out())
                .startsWith("version 1, 1,000 rows, 3 features, frozen 2026-")
                .endsWith(" by " + System.getProperty("user.name") + "\n");
        assertThat(before.exit()).isZero();
        assertThat(before.out()).contains("● ok", "3 features as before; --all shows them");
        assertThat(after.exit()).isEqualTo(1);
        assertThat(after.out())
                .contains("■ drift: ", "income *", "country", "by 2", "of 1,000 rows")
                .doesNotContain("age ");
        assertThat(run("report", "fraud", "--all").out()).contains("age ");
        assertThat(json.exit()).isEqualTo(1);
        assertThat(new JsonObject(json.out()).getJsonArray("drifted")).contains("income", "country");
        assertThat(new JsonObject(run("baseline", "fraud", "--output", "json").out()).getInteger("version"))
                .isEqualTo(1);
        assertThat(run("baseline", "fraud", "--drop").out()).isEqualTo("dropped\n");
    }

    @Test
    void what_cannot_be_done_is_two_and_one_line() throws Exception {
        Result unknown = run("report", "nobody");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).isEqualTo("igw: there is no model 'nobody'; /api/v1/models lists them\n");
        assertThat(run("baseline", "fraud").exit()).isEqualTo(2);
        assertThat(run("baseline", "fraud", "--freeze", "1").exit()).isEqualTo(2);
        assertThat(run("baseline", "fraud", "--freeze", "1", "--drop").exit()).isEqualTo(2);
        gateway.switchQualityOff();
        assertThat(run("report", "fraud").err()).contains("models.fraud");
        assertThat(run().err()).contains("drift needs a command: ", "report", "baseline");
    }

    @Test
    void a_name_from_a_caller_cannot_steer_the_terminal() {
        JsonObject feature = new JsonObject()
                .put("feature", "a\u001b[2Jb".repeat(9))
                .put("kind", "numeric")
                .put("score", 0.4)
                .put("limit", 0.1)
                .put("verdict", "drift");
        JsonObject report = new JsonObject()
                .put("model", "fraud")
                .put("verdict", "drift")
                .put("rows", 1_000)
                .put("drifted", new JsonArray().add(feature.getString("feature")))
                .put("features", new JsonArray().add(feature));

        List<String> lines =
                DriftView.report(report, false, new Screen(new PrintWriter(new StringWriter()), false, false));

        assertThat(String.join("\n", lines)).contains("a?[2Jb").doesNotContain("\u001b");
    }

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        if (arguments.length > 0) {
            all.addAll(List.of("--admin", gateway.url("").toString()));
        }
        int exit = new CommandLine(new DriftCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    private record Result(int exit, String out, String err) {}
}
