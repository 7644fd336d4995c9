package io.inferencegateway.gateway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.state.RolloutRecord;
import io.inferencegateway.gateway.state.StoredRollout;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedRolloutTest {
    @TempDir
    Path folder;

    @Test
    void a_rollout_that_was_kept_before_a_warm_up_could_be_a_time_is_read_as_one_without() throws Exception {
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), RolloutBench.config())) {
            bench.startProgressing(2);
            RolloutRecord kept =
                    ((StoredRollout.Intact) bench.await(bench.store::rollouts).get(0)).record();
            assertThat(kept.body()).contains(",\"warmUpMillis\":0");
            String before = kept.body().replace(",\"warmUpMillis\":0", "");
            assertThat(SavedRollout.decode(before)).isEqualTo(SavedRollout.decode(kept.body()));
            assertThat(SavedRollout.decode(before).policy()).isEqualTo(EvidencePolicy.defaults());
        }
    }
}
