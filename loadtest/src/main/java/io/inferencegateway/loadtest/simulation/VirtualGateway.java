package io.inferencegateway.loadtest.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * One rollout in virtual time: Poisson arrivals, a random split, answers in flight, timers at one second. Owned by one
 * thread; a run is a function of the scenario, the judge and the seed.
 */
final class VirtualGateway {
    private static final double SLOW_SECONDS = 1;
    private static final double WHOLE = 10_000;
    private static final int CALLERS = 1_000;

    private enum What {
        ARRIVAL,
        STABLE_BAD,
        TIMER,
        ANSWER
    }

    /** @param order breaks ties, so that a run does not depend on the queue's habits */
    private record Event(double time, long order, What what, long request, long caller, boolean bad, boolean slow)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Double.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /**
     * What one rollout cost.
     *
     * @param canaryRequests given to the canary until it was safe, or until the end
     * @param badAnswers failed or slow answers of the canary, those in flight at the rollback included
     * @param seconds when it was rolled back, else its whole length
     */
    record Result(boolean rolledBack, long canaryRequests, long badAnswers, double seconds) {}

    private final Scenario scenario;
    private final Judge judge;
    private final SplittableRandom random;
    private final SplittableRandom callers;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long scheduled;
    private long admitted;
    private long badAnswers;

    private VirtualGateway(Scenario scenario, Judge judge, long seed) {
        this.scenario = scenario;
        this.judge = judge;
        this.random = new SplittableRandom(seed);
        this.callers = new SplittableRandom(~seed);
    }

    static Result run(Scenario scenario, Judge judge, long seed) {
        return new VirtualGateway(scenario, judge, seed).run();
    }

    private Result run() {
        double canaryShare = scenario.weightBasisPoints() / WHOLE;
        double canaryRate = scenario.requestsPerSecond() * canaryShare;
        double stableBadRate = scenario.requestsPerSecond() * (1 - canaryShare) * scenario.highestStableErrorRate();
        schedule(gap(canaryRate), What.ARRIVAL, 0, 0, false, false);
        if (stableBadRate > 0) {
            schedule(gap(stableBadRate), What.STABLE_BAD, 0, 0, false, false);
        }
        while (true) {
            Event event = queue.remove();
            judge.timeIs(Math.min(event.time, scenario.seconds()));
            if (judge.critical()) {
                return rolledBack(event.time);
            }
            if (event.time >= scenario.seconds()) {
                return new Result(false, admitted, badAnswers, scenario.seconds());
            }
            switch (event.what) {
                case ARRIVAL -> {
                    if (comes(event.time) && judge.hasRoom()) {
                        admit(event.time);
                    }
                    schedule(event.time + gap(canaryRate), What.ARRIVAL, 0, 0, false, false);
                }
                case STABLE_BAD -> {
                    double rate = scenario.stableErrorRate().applyAsDouble(event.time);
                    if (random.nextDouble() * scenario.highestStableErrorRate() < rate && comes(event.time)) {
                        judge.stableBad();
                    }
                    schedule(event.time + gap(stableBadRate), What.STABLE_BAD, 0, 0, false, false);
                }
                case TIMER -> judge.slow(event.request, event.caller);
                case ANSWER -> {
                    badAnswers += event.bad || event.slow ? 1 : 0;
                    judge.completed(event.request, event.caller, event.bad, event.slow);
                }
            }
            if (judge.critical()) {
                return rolledBack(event.time);
            }
        }
    }

    /** Thinning: arrivals of the busiest time, of which less come at another. */
    private boolean comes(double time) {
        double traffic = scenario.traffic().applyAsDouble(time);
        return traffic >= 1 || random.nextDouble() < traffic;
    }

    private Result rolledBack(double time) {
        long inFlightBad = queue.stream()
                .filter(event -> event.what == What.ANSWER && (event.bad || event.slow))
                .count();
        return new Result(true, admitted, badAnswers + inFlightBad, time);
    }

    private void admit(double time) {
        admitted++;
        Scenario.Answer answer = scenario.canary().answer(time, admitted, random);
        long caller = answer.caller() == Scenario.ANYONE ? callers.nextInt(CALLERS) : answer.caller();
        boolean slow = answer.seconds() >= SLOW_SECONDS;
        judge.admitted(admitted);
        if (slow) {
            schedule(time + SLOW_SECONDS, What.TIMER, admitted, caller, false, false);
        }
        schedule(time + answer.seconds(), What.ANSWER, admitted, caller, answer.bad(), slow);
    }

    private void schedule(double time, What what, long request, long caller, boolean bad, boolean slow) {
        queue.add(new Event(time, scheduled++, what, request, caller, bad, slow));
    }

    private double gap(double ratePerSecond) {
        return -Math.log1p(-random.nextDouble()) / ratePerSecond;
    }
}
