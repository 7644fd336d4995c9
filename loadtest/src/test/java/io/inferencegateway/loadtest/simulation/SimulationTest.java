package io.inferencegateway.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.loadtest.simulation.Judge.Rule;
import io.inferencegateway.loadtest.simulation.KeyFigures.KeyFigure;
import io.inferencegateway.loadtest.simulation.VirtualGateway.Result;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key figures of docs/simulation.md with fewer runs: a band is four standard errors of what these runs can tell. */
class SimulationTest {
    private static final long SEED = 7;
    private static final Path COMMITTED = Path.of("../docs");

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

    /** All traffic behind one address, and an address that sends most of it: nobody's failures are excused. */
    @Test
    void a_single_caller_or_a_proxy_of_nearly_all_costs_no_more_than_a_thousand_callers() {
        assertThat(medianBad(Scenarios.failsEveryRequest().ofOneCaller())).isBetween(10.0, 12.0);
        assertThat(medianBad(Scenarios.breaksAfter(2_000).ofOneCaller())).isBetween(10.0, 15.0);
        assertThat(medianBad(Scenarios.proxyAndOthers())).isBetween(9.0, 15.0);
    }

    @Test
    void one_callers_burst_ends_no_healthy_canary_and_one_broken_tenant_or_batch_ends_a_broken_one() {
        assertThat(ours(Scenarios.burst(20), 20)).noneMatch(Result::rolledBack);
        assertThat(ours(Scenarios.burst(60).lasting(200), 20)).noneMatch(Result::rolledBack);
        assertThat(ours(Scenarios.oneTenantBroken(), 20))
                .allMatch(Result::rolledBack)
                .allMatch(result -> result.badAnswers() <= 90);
        assertThat(ours(Scenarios.brokenForBatches(), 20))
                .allMatch(Result::rolledBack)
                .allMatch(result -> result.badAnswers() <= 70);
    }

    @Test
    void what_passes_by_itself_or_comes_and_goes_is_ended_and_a_day_of_traffic_changes_nothing() {
        assertThat(ours(Scenarios.recovers(), 10)).allMatch(Result::rolledBack);
        assertThat(ours(Scenarios.flapping(), 10)).allMatch(Result::rolledBack);
        assertThat(ours(Scenarios.cohort(), 10)).allMatch(Result::rolledBack);
        assertThat(ours(Scenarios.weekdaySwing(true), 10))
                .allMatch(Result::rolledBack)
                .allMatch(result -> result.badAnswers() <= 15);
        assertThat(ours(Scenarios.weekdaySwing(false), 10)).noneMatch(Result::rolledBack);
    }

    @Test
    void the_polling_controllers_of_the_documents_wait_for_their_intervals() {
        Scenario broken = Scenarios.failsEveryRequest().lasting(3_600);
        assertThat(SimulationReport.runs(broken, RuleTable.FLAGGER, 3))
                .allMatch(result -> result.seconds() >= 300 && result.seconds() < 301);
        assertThat(SimulationReport.runs(broken, RuleTable.ARGO, 3))
                .allMatch(result -> result.seconds() >= 900 && result.seconds() < 901);
    }

    /**
     * The figures that are committed, against fewer runs with other seeds; in the nightly profile against themselves, with every
     * plot and every line of the report.
     */
    @Test
    void the_committed_figures_keep_what_they_promise_and_can_be_measured_again(@TempDir Path folder)
            throws IOException {
        List<String> lines = Files.readAllLines(COMMITTED.resolve("simulation/figures.csv"));
        List<KeyFigure> again = KeyFigures.all(new KeyFigures.Runs(101, 150, 300), SEED);
        assertThat(lines).hasSize(1 + again.size());
        for (int i = 0; i < again.size(); i++) {
            String[] columns = lines.get(1 + i).split(",", 5);
            double value = Double.parseDouble(columns[0]);
            double lowest = Double.parseDouble(columns[1]);
            double highest = Double.parseDouble(columns[2]);
            KeyFigure figure = again.get(i);
            assertThat(columns[4]).isEqualTo('"' + figure.name() + '"');
            assertThat(value).as(figure.name()).isLessThanOrEqualTo(figure.bound());
            assertThat(figure.agreesWith(lowest, highest))
                    .as("%s: %s to %s, and now %s", figure.name(), lowest, highest, figure.shown())
                    .isTrue();
        }
        if (Boolean.getBoolean("simulation.whole")) {
            Path report = folder.resolve("simulation.md");
            SimulationReport.write(report);
            assertThat(report).hasSameTextualContentAs(COMMITTED.resolve("simulation.md"));
            for (String name :
                    List.of("cost.svg", "false-rollbacks.svg", "evidence.svg", "promotion.svg", "figures.csv")) {
                assertThat(folder.resolve("simulation").resolve(name))
                        .hasSameTextualContentAs(COMMITTED.resolve("simulation").resolve(name));
            }
        }
    }

    @Test
    void a_share_has_wilsons_interval() {
        assertThat(Figures.wilson(0, 10_000)[0]).isZero();
        assertThat(Figures.wilson(0, 10_000)[1]).isCloseTo(0.000384, within(1e-6));
        assertThat(Figures.wilson(10, 100)[0]).isCloseTo(0.0552, within(1e-4));
        assertThat(Figures.wilson(10, 100)[1]).isCloseTo(0.1744, within(1e-4));
        assertThat(Figures.counted(3, 3_000)).isEqualTo("3 of 3,000: 0.10 % (0.03 to 0.29 %)");
    }

    @Test
    void a_plot_is_well_formed_names_its_lines_and_its_units() throws Exception {
        String svg = LinePlot.svg(
                "a < b & c",
                new LinePlot.Axis("time", 0, 10, false, List.of(0.0, 5.0, 10.0), " s"),
                new LinePlot.Axis("E", 1e-4, 1e4, true, List.of(1e-4, 1.0, 1e4), ""),
                List.of(new LinePlot.Line("one", List.of(new LinePlot.Point(0, 1), new LinePlot.Point(10, 1e9)), true)),
                List.of(new LinePlot.Mark("limit", 100, false)));
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(svg).contains("a &lt; b &amp; c", ">5 s<", ">10⁻⁴<", ">10,000<", ">one<", ">limit<");
        assertThat(svg).as("what lies beyond an axis is drawn at its edge").contains("L600.0 56.0");
    }

    private static double medianBad(Scenario scenario) {
        return SimulationReport.badAnswers(ours(scenario, 100)).median();
    }

    private static List<Result> ours(Scenario scenario, int runs) {
        return SimulationReport.runs(scenario, SimulationReport.gatewaysRule(scenario), runs);
    }
}
