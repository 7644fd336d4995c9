package io.inferencegateway.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    private final VersionTally stable = new VersionTally();
    private final VersionTally nobody = new VersionTally();
    private final VersionTally canary = new VersionTally();
    private final Act act = new Act(2, Act.Harm.BAD);

    @Test
    void is_safe_only_when_every_canary_was_rolled_back() {
        assertThat(summary().isSafe()).isFalse();
        assertThat(String.join("\n", summary().lines())).doesNotContain("rolled back");

        rollBack();

        assertThat(summary().isSafe()).isTrue();
        assertThat(String.join("\n", summary().lines())).contains("rolled back");
    }

    @Test
    void tells_the_harm_done_before_the_rollback_from_what_was_in_flight() {
        canary.add(1_000, 900, true, false, false);
        canary.add(1_500, 900, true, false, false);
        rollBack();
        canary.add(1_600, 900, true, false, false);

        Summary.ActResult result = summary().acts().get(0);

        assertThat(result.harmful()).isEqualTo(3);
        assertThat(result.harmfulAfter()).isEqualTo(1);
        assertThat(result.spanMillis()).isEqualTo(600);
    }

    @Test
    void an_error_of_the_stable_version_or_the_gateway_is_a_false_error() {
        stable.add(1_000, 900, true, false, false);
        nobody.add(1_000, 900, true, false, false);

        assertThat(summary().falseErrors()).isEqualTo(2);
    }

    private void rollBack() {
        act.rolledBack(
                Duration.ofSeconds(2),
                new RolloutStatus(2, "rolled_back", "0%", "error-rate", List.of()),
                act.harmful(canary));
    }

    private Summary summary() {
        return new Summary(List.of(Summary.ActResult.of(act, canary)), stable, nobody, null);
    }
}
