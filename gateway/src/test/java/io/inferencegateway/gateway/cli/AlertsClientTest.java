package io.inferencegateway.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.api.AdminBench;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code igw alerts} against a live admin API, as a shell would run it. */
class AlertsClientTest extends AdminBench {
    @Test
    void a_person_silences_sees_and_unsilences_alerts() {
        Result made = run("silence", "monitor=configured", "severity=critical", "--for", "2h", "--reason", "load test");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).contains("active", "monitor=configured severity=critical", "load test");
        String id = made.out().split(" ")[0];

        assertThat(run("silences").out()).contains(id);
        assertThat(run("unsilence", id).out()).isEqualTo("ended\n");
        assertThat(run("silences").out()).isEqualTo("no silences\n");
    }

    @Test
    void a_silence_without_a_reason_is_refused_in_the_gateways_words() {
        Result refused = run("silence", "monitor=configured", "--for", "2h");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("reason is missing");
    }

    @Test
    void presets_show_their_condition() {
        String presets = run("presets").out();

        assertThat(presets)
                .contains("high-error-rate", "error_rate[5m] > 0.05 for 5m  recommended")
                .contains("feature_missing_ratio > 0.05 for 15m");
    }

    @Test
    void without_rules_the_list_teaches_the_next_command() {
        assertThat(run("list").out()).contains("igw alerts presets");
        assertThat(run("receivers").out()).contains("notifications");
        Result unknown = run("test", "nobody");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no receiver 'nobody'");
    }

    @Test
    void what_does_not_fire_can_not_be_taken_on() {
        assertThat(run("ack", "configured", "none").err()).contains("has no rule 'none'");
        assertThat(new JsonObject(run("list", "--output", "json").out()).getJsonArray("alerts"))
                .isEmpty();
    }

    private record Result(int exit, String out, String err) {}

    private Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(arguments),
                        java.util.stream.Stream.of("--admin", gateway.url("").toString()))
                .toArray(String[]::new);
        int exit = new CommandLine(new AlertsClient())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
        return new Result(exit, out.toString(), err.toString());
    }
}
