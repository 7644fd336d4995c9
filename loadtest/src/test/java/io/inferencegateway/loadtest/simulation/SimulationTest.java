package io.inferencegateway.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.loadtest.simulation.Judge.Rule;
import io.inferencegateway.loadtest.simulation.VirtualGateway.Result;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key figures of docs/simulation.md with fewer runs: a band is four standard errors of what these runs can tell. */
class SimulationTest {
    private static final long SEED = 7;

    @ParameterizedTest(name = "B at {0}: {1} to {2} requests")
    @CsvSource({"0.12,500,680", "0.20,80,118", "0.50,12,15", "1.0,10,10"})
    void rule_b_ends_a_bad_version_as_fast_as_designed(double errorRate, int fewest, int most) {
        assertThat(RuleTable.delays(RuleTable.B, errorRate, 0, 300, SEED).median())
                .isBetween((double) fewest, (double) most);
    }

    @ParameterizedTest(name = "B at {0} after 2,000 good ones: {1} to {2} requests")
    @CsvSource({"0.20,230,310", "0.50,31,42", "1.0,10,10"})
    void rule_b_ends_a_version_that_breaks_late(double errorRate, int fewest, int most) {
        assertThat(RuleTable.delays(RuleTable.B, errorRate, 2_000, 300, SEED).median())
                .isBetween((double) fewest, (double) most);
    }

    @ParameterizedTest(name = "A at {0}: {1} to {2} requests")
    @CsvSource({"0.12,180,260", "0.20,44,66", "1.0,10,10"})
    void rule_a_holds_a_step_sooner(double errorRate, int fewest, int most) {
        assertThat(RuleTable.delays(RuleTable.A, errorRate, 0, 300, SEED).median())
                .isBetween((double) fewest, (double) most);
    }

    @Test
    void rule_b_never_ends_a_healthy_version_and_the_naive_rules_do() {
        assertThat(RuleTable.falseAlarms(RuleTable.B, 0.04, 100, SEED)).isZero();
        assertThat(RuleTable.falseAlarms(RuleTable.COUNT_AND_SHARE, 0.04, 400, SEED) / 400.0)
                .isBetween(0.14, 0.32);
        assertThat(RuleTable.falseAlarms(RuleTable.SLIDING_WINDOW, 0.04, 100, SEED) / 100.0)
                .isBetween(0.86, 1.0);
        assertThat(RuleTable.falseAlarms(RuleTable.POLLING, 0.04, 20, SEED)).isZero();
    }

    @Test
    void a_polling_controller_serves_1200_failures_first() {
        assertThat(RuleTable.delays(RuleTable.POLLING, 1, 0, 1, SEED).median()).isEqualTo(1_200);
    }

    @ParameterizedTest(name = "weight {0}: at most {1} failed answers")
    @CsvSource({"500,15", "1000,15", "3000,20", "5000,25"})
    void the_contracts_bounds_hold_with_requests_in_flight(int weight, int bound) {
        for (Scenario script : List.of(Scenarios.failsEveryRequest(), Scenarios.breaksAfter(3_000))) {
            Scenario scenario = script.lasting(10_000).atWeight(weight).withStableErrors(0);
            assertThat(ours(scenario, 40))
                    .allMatch(Result::rolledBack)
                    .allMatch(result -> result.badAnswers() <= bound);
        }
    }

    @Test
    void fast_failures_ahead_of_slow_successes_end_a_healthy_canary_only_where_finished_ones_are_counted() {
        Scenario scenario = Scenarios.fastFailures().lasting(60);
        assertThat(ours(scenario, 60)).noneMatch(Result::rolledBack);
        assertThat(SimulationReport.runs(scenario, RuleTable.COUNT_AND_SHARE, 60).stream()
                        .filter(Result::rolledBack))
                .hasSizeGreaterThan(3);
    }

    @Test
    void an_outage_of_both_versions_is_not_the_canarys() {
        Scenario scenario = Scenarios.bothBad().lasting(180);
        InlineEvidence judge = new InlineEvidence(EvidencePolicy.defaults(), scenario.weightBasisPoints());
        assertThat(VirtualGateway.run(scenario, judge, SEED).rolledBack()).isFalse();
        assertThat(judge.sharedFault()).isTrue();
        assertThat(ours(scenario, 20)).noneMatch(Result::rolledBack);
        assertThat(ours(Scenarios.bothBadAfterTolerated(), 20)).noneMatch(Result::rolledBack);
    }

    @Test
    void slow_answers_end_a_canary_before_they_arrive() {
        assertThat(ours(Scenarios.latencyStep(), 10))
                .allMatch(Result::rolledBack)
                .allMatch(result -> result.seconds() < 63.5);
    }

    @Test
    void a_warm_up_excuses_a_cold_start() {
        Scenario scenario = Scenarios.coldStart().lasting(120);
        assertThat(SimulationReport.runs(scenario, SimulationReport.gatewaysRule(scenario, 80), 20))
                .noneMatch(Result::rolledBack);
        assertThat(ours(scenario, 20)).anyMatch(Result::rolledBack);
    }

    @Test
    void a_slow_leak_and_sparse_traffic_end_in_a_rollback() {
        assertThat(ours(Scenarios.slowLeak(), 5)).allMatch(Result::rolledBack);
        assertThat(ours(Scenarios.sparse(), 20))
                .allMatch(Result::rolledBack)
                .allMatch(result -> result.badAnswers() == 10);
    }

    @Test
    void a_healthy_canary_lasts() {
        assertThat(ours(Scenarios.healthy(), 10)).noneMatch(Result::rolledBack);
        assertThat(ours(Scenarios.fourPercent(), 10)).noneMatch(Result::rolledBack);
    }

    @Test
    void a_run_is_a_function_of_its_seed() {
        Rule rule = RuleTable.COUNT_AND_SHARE;
        assertThat(SimulationReport.runs(Scenarios.slowLeak(), rule, 3))
                .isEqualTo(SimulationReport.runs(Scenarios.slowLeak(), rule, 3));
    }

    @Test
    void figures_are_ranks_with_their_errors() {
        Figures figures = new Figures(new double[] {5, 1, 4, 2, 3});
        assertThat(figures.median()).isEqualTo(3);
        assertThat(figures.highest()).isEqualTo(5);
        assertThat(figures.medianError()).isEqualTo(1);
        assertThat(Figures.share(0, 100)).isEqualTo("0");
        assertThat(Figures.share(50, 100)).isEqualTo("50.0 ± 5.0 %");
    }

    private static List<Result> ours(Scenario scenario, int runs) {
        return SimulationReport.runs(scenario, SimulationReport.gatewaysRule(scenario), runs);
    }
}
