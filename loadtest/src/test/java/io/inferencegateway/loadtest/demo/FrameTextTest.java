package io.inferencegateway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.cli.Terminal;
import io.inferencegateway.loadtest.demo.FrameText.Line;
import io.inferencegateway.loadtest.demo.FrameText.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameTextTest {
    private static final Frame FRAME = new Frame(
            Duration.ofSeconds(31),
            Duration.ofSeconds(60),
            "all pens, version 2 progressing",
            List.of(new Frame.Row(1, "90%", 180.2, 0, 1.2, 2.1, 4), new Frame.Row(2, "10%", 19.8, 0.41, 1.3, 2.2, 4.1)),
            List.of(new RolloutStatus.Test("error-rate", 21, 9, 12_345, 2_000, "critical")));

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 73, 74, 80, 120, 200})
    void no_line_is_wider_than_the_terminal(int width) {
        assertThat(FrameText.block(FRAME, width))
                .allSatisfy(line -> assertThat(line.text()).hasSizeLessThanOrEqualTo(width));
    }

    @Test
    void shows_weights_rates_and_the_evidence() {
        String text = String.join(
                "\n", FrameText.block(FRAME, 100).stream().map(Line::text).toList());

        assertThat(text)
                .contains("31 of 60 s  all pens, version 2 progressing")
                .contains("90% [##############..]")
                .contains("41.0%")
                .contains("error-rate: 9 bad of 21, evidence 12345 of 2000, critical");
    }

    @Test
    void a_failing_version_stands_out() {
        assertThat(FrameText.block(FRAME, 100).get(3).style()).isEqualTo(Style.ALARM);
        assertThat(FrameText.block(FRAME, 100).get(2).style()).isEqualTo(Style.PLAIN);
    }

    @Test
    void plain_text_holds_no_escape_sequence_and_one_line_every_five_seconds() {
        StringWriter out = new StringWriter();
        LiveView view = new LiveView(new PrintWriter(out), false, false, () -> 80);

        view.draw(FRAME);
        view.draw(FRAME);
        view.say("[ 31.0 s]  version 2 rolled back");

        assertThat(out.toString()).doesNotContain("\u001b").hasLineCount(2);
    }

    @Test
    void a_terminal_without_colour_still_redraws_in_place() {
        StringWriter out = new StringWriter();
        LiveView view = new LiveView(new PrintWriter(out), true, false, () -> 80);

        view.draw(FRAME);
        view.draw(FRAME);

        assertThat(out.toString()).contains("\u001b[5A").doesNotContain("\u001b[1");
    }

    @Test
    void colour_is_off_where_the_environment_says_so() {
        assertThat(Terminal.wantsColor(Map.of())).isTrue();
        assertThat(Terminal.wantsColor(Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.wantsColor(Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Terminal.wantsColor(Map.of("TERM", "dumb"))).isFalse();
    }
}
