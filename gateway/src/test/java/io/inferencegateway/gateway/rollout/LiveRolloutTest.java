package io.inferencegateway.gateway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import org.junit.jupiter.api.Test;

class LiveRolloutTest {
    private final LiveRollout live = new LiveRollout(
            new ModelVersion("fraud", 2),
            true,
            Evidence.fresh(EvidencePolicy.defaults(), 0),
            System::nanoTime,
            tripped -> {},
            tripped -> {},
            null);

    @Test
    void time_passes_for_one_that_was_over_before_the_process_began() {
        live.timePassed();
        assertThat(live.evidence().canaryBasisPoints()).isZero();
    }

    @Test
    void bad_answers_are_compared_by_the_weight_until_a_cohort_is_all_the_canarys() {
        live.weighed(5_000, true);
        live.timePassed();
        assertThat(live.evidence().canaryBasisPoints()).isEqualTo(5_000);

        live.weighed(10_000, true);
        assertThat(live.evidence().canaryBasisPoints()).isEqualTo(9_900);
        for (int request = 0; request < 100; request++) {
            live.stableAdmitted();
        }
        live.timePassed();
        assertThat(live.evidence().canaryBasisPoints()).isEqualTo(1);

        live.weighed(10_000, false);
        live.timePassed();
        assertThat(live.evidence().canaryBasisPoints()).isEqualTo(10_000);
    }
}
