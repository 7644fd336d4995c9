package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.loadtest.simulation.Judge.Rule;
import io.inferencegateway.loadtest.simulation.LinePlot.Axis;
import io.inferencegateway.loadtest.simulation.LinePlot.Line;
import io.inferencegateway.loadtest.simulation.LinePlot.Mark;
import io.inferencegateway.loadtest.simulation.LinePlot.Point;
import io.inferencegateway.monitoring.evidence.EProcess;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.SequentialTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The plots of docs/simulation.md. Pure functions of the seed. */
final class SimulationPlots {
    private static final long SEED = SimulationReport.SEED;
    private static final int COST_RUNS = 41;
    private static final int ALARM_RUNS = 200;
    private static final int PROMOTION_RUNS = 1_000;

    private SimulationPlots() {}

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("cost.svg"), cost());
        Files.writeString(folder.resolve("false-rollbacks.svg"), falseRollbacks());
        Files.writeString(folder.resolve("evidence.svg"), evidence());
        Files.writeString(folder.resolve("promotion.svg"), promotion());
    }

    private static String cost() {
        double[] rates = {0.12, 0.15, 0.20, 0.30, 0.40, 0.50, 0.60, 0.80, 1};
        List<Line> lines = new ArrayList<>();
        Rule[] rules = {
            SimulationReport.gatewaysRule(Scenarios.failsEveryRequest()),
            RuleTable.COUNT_AND_SHARE,
            RuleTable.SLIDING_WINDOW,
            RuleTable.POLLING,
            RuleTable.FLAGGER,
            RuleTable.ARGO
        };
        String[] names = {
            "the gateway",
            "≥ 20 requests, ≥ 10 %",
            "last 100, ≥ 10 %",
            "polling 60 s, 2 failures",
            "Flagger's example",
            "Argo Rollouts' example"
        };
        for (int i = 0; i < rules.length; i++) {
            List<Point> points = new ArrayList<>();
            for (double rate : rates) {
                Scenario scenario = Scenarios.steadyErrors(rate).lasting(3_600);
                points.add(new Point(
                        100 * rate,
                        SimulationReport.badAnswers(SimulationReport.runs(scenario, rules[i], COST_RUNS))
                                .median()));
            }
            lines.add(new Line(names[i], points, true));
        }
        return LinePlot.svg(
                "Bad answers until the canary's traffic is gone (median of " + COST_RUNS + " rollouts)",
                new Axis(
                        "requests that the canary fails, from the start",
                        10,
                        100,
                        false,
                        List.of(10.0, 20.0, 40.0, 60.0, 80.0, 100.0),
                        " %"),
                new Axis(
                        "bad answers that callers got",
                        1,
                        100_000,
                        true,
                        List.of(1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0),
                        ""),
                lines,
                List.of());
    }

    private static String falseRollbacks() {
        double[] rates = {0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07};
        Rule[] rules = {
            RuleTable.B,
            RuleTable.COUNT_AND_SHARE,
            RuleTable.SLIDING_WINDOW,
            RuleTable.POLLING,
            RuleTable.FLAGGER,
            RuleTable.ARGO
        };
        String[] names = {
            "the gateway's test: 0",
            "≥ 20 requests, ≥ 10 %",
            "last 100, ≥ 10 %",
            "polling 60 s, 2 failures",
            "Flagger's example",
            "Argo Rollouts' example"
        };
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rules.length; i++) {
            List<Point> points = new ArrayList<>();
            for (double rate : rates) {
                points.add(new Point(
                        100 * rate, 100.0 * RuleTable.falseAlarms(rules[i], rate, ALARM_RUNS, SEED) / ALARM_RUNS));
            }
            lines.add(new Line(names[i], points, true));
        }
        return LinePlot.svg(
                "Rollouts of 10,000 requests that a rule ends (" + ALARM_RUNS + " each)",
                new Axis(
                        "true error rate of the canary, steady",
                        0,
                        7,
                        false,
                        List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0),
                        " %"),
                new Axis("rollouts ended", 0, 100, false, List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), " %"),
                lines,
                List.of(new Mark("warning limit", 5, true)));
    }

    private static String evidence() {
        double[] rates = {0.5, 0.04, 0.005};
        String[] names = {"half fail after 1,000", "steady 4 % errors", "healthy: 0.5 % errors"};
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            lines.add(new Line(names[i], course(rates[i], i == 0 ? 1_000 : 0), false));
        }
        return LinePlot.svg(
                "The evidence of one rollout against its threshold",
                new Axis(
                        "requests admitted to the canary",
                        0,
                        2_000,
                        false,
                        List.of(0.0, 500.0, 1_000.0, 1_500.0, 2_000.0),
                        ""),
                new Axis(
                        "evidence E of the error-rate test", 1e-4, 1e5, true, List.of(1e-4, 1e-2, 1.0, 100.0, 1e4), ""),
                lines,
                List.of(new Mark("2,000 = 2/α: the canary's traffic is gone", 2_000, false)));
    }

    /** Up to the end of the rollout: after it there is no evidence. */
    private static List<Point> course(double rate, int goodBefore) {
        SequentialTest test = EvidencePolicy.defaults().errorRateCriticalTest();
        SplittableRandom random = new SplittableRandom(SEED + goodBefore);
        EProcess process = EProcess.of(test);
        List<Point> course = new ArrayList<>();
        course.add(new Point(0, process.eValue()));
        for (int request = 1; request <= 2_000 && !test.critical(process); request++) {
            process = process.admitted(0);
            if (request > goodBefore && random.nextDouble() < rate) {
                process = process.turnedBad(request);
            }
            course.add(new Point(request, process.eValue()));
        }
        return course;
    }

    private static String promotion() {
        double[] rates = {0, 0.01, 0.02, 0.03};
        List<Line> lines = new ArrayList<>();
        for (double rate : rates) {
            Figures answers = PromotionDelay.answers(rate, rate / 10, PROMOTION_RUNS, SEED);
            List<Point> points = new ArrayList<>();
            for (int most = 100; most <= 5_000; most += 20) {
                points.add(new Point(most, 100.0 * answers.atMost(most) / PROMOTION_RUNS));
            }
            lines.add(new Line(
                    String.format(java.util.Locale.ROOT, "%.0f %% errors, %.1f %% slow", 100 * rate, 10 * rate),
                    points,
                    false));
        }
        return LinePlot.svg(
                "What a promotion takes: canaries certified below both warning limits",
                new Axis(
                        "answers of the canary (at 20 a second: 1,200 are a minute)",
                        100,
                        5_000,
                        true,
                        List.of(100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0),
                        ""),
                new Axis("canaries certified", 0, 100, false, List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), " %"),
                lines,
                List.of());
    }
}
