package io.inferencegateway.loadtest.simulation;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A scripted rollout at one weight.
 *
 * @param seconds how long it lasts unless it is ended
 * @param canary what the canary answers
 * @param stableErrorRate stable's error rate at a time in seconds
 * @param highestStableErrorRate a bound on it
 */
record Scenario(
        String name,
        double requestsPerSecond,
        int weightBasisPoints,
        double seconds,
        Script canary,
        DoubleUnaryOperator stableErrorRate,
        double highestStableErrorRate) {
    /** Any of a thousand callers. */
    static final long ANYONE = -1;

    /** One answer, and whom it was for. */
    record Answer(boolean bad, double seconds, long caller) {
        Answer(boolean bad, double seconds) {
            this(bad, seconds, ANYONE);
        }

        Answer to(long aCaller) {
            return new Answer(bad, seconds, aCaller);
        }
    }

    @FunctionalInterface
    interface Script {
        /**
         * @param time of the request, in seconds since the start
         * @param nth its place among the canary's requests, from 1
         */
        Answer answer(double time, long nth, SplittableRandom random);
    }

    Scenario atWeight(int basisPoints) {
        return new Scenario(
                name, requestsPerSecond, basisPoints, seconds, canary, stableErrorRate, highestStableErrorRate);
    }

    Scenario lasting(double newSeconds) {
        return new Scenario(
                name,
                requestsPerSecond,
                weightBasisPoints,
                newSeconds,
                canary,
                stableErrorRate,
                highestStableErrorRate);
    }

    Scenario withStableErrors(double rate) {
        return new Scenario(name, requestsPerSecond, weightBasisPoints, seconds, canary, time -> rate, rate);
    }
}
