package io.inferencegateway.loadtest.simulation;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A scripted rollout at one weight.
 *
 * @param requestsPerSecond at the busiest
 * @param seconds how long it lasts unless it is ended
 * @param canary what the canary answers
 * @param stableErrorRate stable's error rate at a time in seconds
 * @param highestStableErrorRate a bound on it
 * @param traffic the share of {@code requestsPerSecond} at a time in seconds, at most 1
 */
record Scenario(
        String name,
        double requestsPerSecond,
        int weightBasisPoints,
        double seconds,
        Script canary,
        DoubleUnaryOperator stableErrorRate,
        double highestStableErrorRate,
        DoubleUnaryOperator traffic) {
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

    Scenario(
            String name,
            double requestsPerSecond,
            int weightBasisPoints,
            double seconds,
            Script canary,
            DoubleUnaryOperator stableErrorRate,
            double highestStableErrorRate) {
        this(
                name,
                requestsPerSecond,
                weightBasisPoints,
                seconds,
                canary,
                stableErrorRate,
                highestStableErrorRate,
                time -> 1);
    }

    Scenario atWeight(int basisPoints) {
        return new Scenario(
                name,
                requestsPerSecond,
                basisPoints,
                seconds,
                canary,
                stableErrorRate,
                highestStableErrorRate,
                traffic);
    }

    Scenario lasting(double newSeconds) {
        return new Scenario(
                name,
                requestsPerSecond,
                weightBasisPoints,
                newSeconds,
                canary,
                stableErrorRate,
                highestStableErrorRate,
                traffic);
    }

    Scenario withStableErrors(double rate) {
        return new Scenario(name, requestsPerSecond, weightBasisPoints, seconds, canary, time -> rate, rate, traffic);
    }

    Scenario withTraffic(DoubleUnaryOperator newTraffic) {
        return new Scenario(
                name,
                requestsPerSecond,
                weightBasisPoints,
                seconds,
                canary,
                stableErrorRate,
                highestStableErrorRate,
                newTraffic);
    }

    /** The same answers, all for one caller. */
    Scenario ofOneCaller() {
        Script toOne = (time, nth, random) -> canary.answer(time, nth, random).to(1);
        return new Scenario(
                name,
                requestsPerSecond,
                weightBasisPoints,
                seconds,
                toOne,
                stableErrorRate,
                highestStableErrorRate,
                traffic);
    }
}
