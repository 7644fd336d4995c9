package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.loadtest.simulation.Judge.Rule;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.SequentialTest;
import java.util.List;
import java.util.SplittableRandom;

/** Rules against one stream of independent requests, 10 a second, one after the other. Pure functions of their seeds. */
final class RuleTable {
    static final Rule COUNT_AND_SHARE = new Rule("≥ 20 requests and ≥ 10 %", () -> FinishedShare.sinceTheStart(20));
    static final Rule SLIDING_WINDOW = new Rule("sliding window of 100, ≥ 10 %", () -> FinishedShare.ofTheLast(100));
    /** Our limits, polled. */
    static final Rule POLLING =
            new Rule("polling, 60 s, one failure tolerated, 10 %", () -> new PollingController(60, 2, 0.10, 0.01));
    /** Flagger's documented example: interval 1m, threshold 5, success rate 99, duration 500 ms (here: 1 s). */
    static final Rule FLAGGER =
            new Rule("Flagger's example: 60 s, 5 failures, 1 %", () -> new PollingController(60, 5, 0.01, 0.01));
    /** Argo Rollouts' documented example: interval 5m, success rate 0.95, three failures, latency not looked at. */
    static final Rule ARGO =
            new Rule("Argo Rollouts' example: 300 s, 3 failures, 5 %", () -> new PollingController(300, 3, 0.05, 2));

    static final Rule A = new Rule("A: any-start, p0 = 5 %, guarded", () -> new SingleTest(anyStart(0.05)));
    static final Rule B = new Rule("B: any-start, p0 = 7.5 %, guarded", () -> new SingleTest(anyStart(0.075)));
    static final List<Rule> RULES = List.of(COUNT_AND_SHARE, SLIDING_WINDOW, POLLING, FLAGGER, ARGO, A, B);

    private static final double REQUESTS_PER_SECOND = 10;
    private static final int LONGEST = 10_000;

    private RuleTable() {}

    private static SequentialTest anyStart(double nullRate) {
        return new SequentialTest(nullRate, EvidencePolicy.errorRateBets(nullRate), 0.001, 10, 0.10);
    }

    /** How many of {@code runs} rollouts the rule ends within 10,000 requests. */
    static int falseAlarms(Rule rule, double errorRate, int runs, long seed) {
        int ended = 0;
        for (int run = 0; run < runs; run++) {
            ended += requestsUntilCritical(rule, errorRate, 0, seed + run) <= LONGEST ? 1 : 0;
        }
        return ended;
    }

    /** Requests until critical, counted from the break; a run that never gets there counts {@code LONGEST} + 1. */
    static Figures delays(Rule rule, double errorRate, int goodBefore, int runs, long seed) {
        double[] delays = new double[runs];
        for (int run = 0; run < runs; run++) {
            delays[run] = requestsUntilCritical(rule, errorRate, goodBefore, seed + run);
        }
        return new Figures(delays);
    }

    private static int requestsUntilCritical(Rule rule, double errorRate, int goodBefore, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Judge judge = rule.judge().get();
        for (int request = 1; request <= goodBefore + LONGEST; request++) {
            boolean bad = request > goodBefore && random.nextDouble() < errorRate;
            judge.admitted(request);
            judge.completed(request, request, bad, false);
            judge.timeIs(request / REQUESTS_PER_SECOND);
            if (judge.critical()) {
                return request - goodBefore;
            }
        }
        return LONGEST + 1;
    }
}
