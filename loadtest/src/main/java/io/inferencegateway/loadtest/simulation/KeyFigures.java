package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.loadtest.simulation.VirtualGateway.Result;
import java.util.List;
import java.util.Locale;

/**
 * What the rollouts promise with α = 0.001, as figures with their 95 % intervals. Pure functions of the seed and the number of
 * runs, so that a short run can be held against a long one.
 */
final class KeyFigures {
    /** Runs of each kind: the report's, or fewer. */
    record Runs(int costs, int steady, int outages) {
        static final Runs FULL = new Runs(501, 10_000, 2_000);
    }

    /**
     * @param value a median number of answers, or a share
     * @param lowest of its 95 % interval
     * @param bound what it must not be above
     * @param shown for a reader
     */
    record KeyFigure(String name, double value, double lowest, double highest, double bound, String shown) {
        /** Whether two measurements of the same may be of the same. */
        boolean agreesWith(double otherLowest, double otherHighest) {
            return lowest <= otherHighest && otherLowest <= highest;
        }
    }

    private static final int ROLLOUT = 10_000;

    private KeyFigures() {}

    static List<KeyFigure> all(Runs runs, long seed) {
        return List.of(
                cost("bad answers, fails everything from the start", Scenarios.failsEveryRequest(), 12, runs, seed),
                cost(
                        "the same, all of one caller",
                        Scenarios.failsEveryRequest().ofOneCaller(),
                        12,
                        runs,
                        seed),
                cost(
                        "bad answers, fails everything after 2,000 good ones",
                        Scenarios.breaksAfter(2_000),
                        15,
                        runs,
                        seed),
                cost("the same, all of one caller", Scenarios.breaksAfter(2_000).ofOneCaller(), 15, runs, seed),
                steady("rolled back wrongly at a steady 4 %, 10,000 requests", 0.04, 1, 0.001, runs, seed),
                steady("rolled back wrongly at 7.5 %, the most that is tolerated", 0.075, 1, 0.001, runs, seed),
                steady("the same, in any of three tries", 0.075, 3, 0.003, runs, seed),
                outage(
                        "rolled back by an outage that stable shares",
                        Scenarios.bothBad().lasting(120),
                        0.001,
                        runs,
                        seed),
                outage(
                        "the same, where the canary alone had 4 % errors until then",
                        Scenarios.bothBadAfterTolerated(60), 0.005, runs, seed));
    }

    private static KeyFigure cost(String name, Scenario scenario, double bound, Runs runs, long seed) {
        Figures bad = SimulationReport.badAnswers(
                SimulationReport.runs(scenario, SimulationReport.gatewaysRule(scenario), runs.costs(), seed));
        double ranks = 0.98 / Math.sqrt(runs.costs());
        double lowest = bad.quantile(Math.max(0, 0.5 - ranks));
        double highest = bad.quantile(Math.min(1, 0.5 + ranks));
        String shown = String.format(
                Locale.ROOT,
                "median %.0f, 99 of 100 within %.0f, worst of %,d: %.0f",
                bad.median(),
                bad.quantile(0.99),
                runs.costs(),
                bad.highest());
        return new KeyFigure(name, bad.median(), lowest, highest, bound, shown);
    }

    private static KeyFigure steady(String name, double errorRate, int tries, double bound, Runs runs, long seed) {
        int ended = SteadyRollouts.ended(errorRate, ROLLOUT, tries, runs.steady() / tries, seed);
        return share(name, ended, runs.steady() / tries, bound);
    }

    private static KeyFigure outage(String name, Scenario scenario, double bound, Runs runs, long seed) {
        List<Result> results =
                SimulationReport.runs(scenario, SimulationReport.gatewaysRule(scenario), runs.outages(), seed);
        return share(name, (int) results.stream().filter(Result::rolledBack).count(), runs.outages(), bound);
    }

    private static KeyFigure share(String name, int hits, int runs, double bound) {
        double[] interval = Figures.wilson(hits, runs);
        return new KeyFigure(name, hits / (double) runs, interval[0], interval[1], bound, Figures.counted(hits, runs));
    }

    /** One line each: value, interval, bound and name, for a program. */
    static String csv(List<KeyFigure> figures) {
        StringBuilder lines = new StringBuilder("value,lowest,highest,bound,name\n");
        for (KeyFigure figure : figures) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%.6f,%.6f,%.6f,%s,\"%s\"\n",
                    figure.value(),
                    figure.lowest(),
                    figure.highest(),
                    figure.bound(),
                    figure.name()));
        }
        return lines.toString();
    }
}
