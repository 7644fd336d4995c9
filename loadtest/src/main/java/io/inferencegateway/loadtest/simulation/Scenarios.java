package io.inferencegateway.loadtest.simulation;

import io.inferencegateway.loadtest.simulation.Scenario.Answer;
import io.inferencegateway.loadtest.simulation.Scenario.Script;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Canaries as they happen. 200 requests a second and a weight of 10 % unless the name says otherwise. */
final class Scenarios {
    private static final double TEN_MINUTES = 600;
    private static final double RATE = 200;
    private static final int WEIGHT = 1_000;
    private static final double STABLE_ERRORS = 0.003;
    private static final double FAST = 0.020;

    private Scenarios() {}

    static Scenario failsEveryRequest() {
        return scenario("fails every request from the start", steady(1));
    }

    static Scenario breaksAfter(int good) {
        return scenario(
                String.format(Locale.ROOT, "fails every request after %,d good ones", good),
                (time, nth, random) -> new Answer(nth > good, jittered(FAST, random)));
    }

    static Scenario halfBrokenAfter(int good) {
        return scenario(
                String.format(Locale.ROOT, "fails half of them after %,d good ones", good),
                (time, nth, random) -> new Answer(nth > good && random.nextBoolean(), jittered(FAST, random)));
    }

    static Scenario healthy() {
        return scenario("healthy: 0.5 % errors", steady(0.005));
    }

    /** 10,000 requests to the canary. */
    static Scenario fourPercent() {
        return scenario("4 % errors, 10,000 requests", steady(0.04)).lasting(500);
    }

    static Scenario eightPercent() {
        return scenario("8 % errors: in the warning band", steady(0.08));
    }

    static Scenario slowLeak() {
        return scenario(
                "slow leak: errors from 0 to 30 % in ten minutes",
                (time, nth, random) ->
                        new Answer(random.nextDouble() < 0.3 * time / TEN_MINUTES, jittered(FAST, random)));
    }

    static Scenario latencyStep() {
        return scenario(
                "latency step: 1.5 s after a minute",
                (time, nth, random) -> new Answer(false, jittered(time < 60 ? FAST : 1.5, random)));
    }

    static Scenario coldStart() {
        return scenario(
                "cold start: its first 60 answers take 1.5 s",
                (time, nth, random) -> new Answer(false, jittered(nth <= 60 ? 1.5 : FAST, random)));
    }

    static Scenario fastFailures() {
        return scenario(
                "healthy at 3 %: failures in 1 ms, successes in 800 ms",
                (time, nth, random) -> {
                    boolean bad = random.nextDouble() < 0.03;
                    return new Answer(bad, bad ? 0.001 : jittered(0.8, random));
                });
    }

    static Scenario slowFailures() {
        return scenario(
                "healthy at 3 %: failures time out after 900 ms",
                (time, nth, random) -> {
                    boolean bad = random.nextDouble() < 0.03;
                    return new Answer(bad, bad ? 0.9 : jittered(FAST, random));
                });
    }

    static Scenario failsLate() {
        return scenario("fails every request, each after 900 ms", (time, nth, random) -> new Answer(true, 0.9));
    }

    static Scenario bothBad() {
        return new Scenario(
                "outage of both versions: half of everything fails after a minute",
                RATE,
                WEIGHT,
                TEN_MINUTES,
                (time, nth, random) -> new Answer(time > 60 && random.nextBoolean(), jittered(FAST, random)),
                time -> time > 60 ? 0.5 : STABLE_ERRORS,
                0.5);
    }

    /** What is tolerated for nine minutes must not decide whose fault the outage of the tenth is. */
    static Scenario bothBadAfterTolerated() {
        double outage = TEN_MINUTES - 60;
        return new Scenario(
                "4 % errors, stable none; then an outage of both: half of everything fails",
                RATE,
                WEIGHT,
                TEN_MINUTES,
                (time, nth, random) ->
                        new Answer(random.nextDouble() < (time > outage ? 0.5 : 0.04), jittered(FAST, random)),
                time -> time > outage ? 0.5 : 0,
                0.5);
    }

    static Scenario sparse() {
        return new Scenario(
                "sparse: one canary request in ten seconds, all fail",
                1,
                WEIGHT,
                TEN_MINUTES,
                steady(1),
                time -> STABLE_ERRORS,
                STABLE_ERRORS);
    }

    /** One caller's retries: a run of requests that fail for a reason of its own. */
    static Scenario burst(int size) {
        return scenario(
                "healthy, but one caller's " + size + " requests in a row fail, once a minute",
                (time, nth, random) -> new Answer(nth % 1_200 >= 1_200 - size, jittered(FAST, random)));
    }

    static List<Scenario> all() {
        return List.of(
                failsEveryRequest(),
                breaksAfter(2_000),
                halfBrokenAfter(2_000),
                failsLate(),
                slowLeak(),
                latencyStep(),
                sparse(),
                healthy(),
                fourPercent(),
                eightPercent(),
                fastFailures(),
                slowFailures(),
                bothBad(),
                bothBadAfterTolerated(),
                coldStart(),
                burst(5),
                burst(20));
    }

    private static Script steady(double errorRate) {
        return (time, nth, random) -> new Answer(random.nextDouble() < errorRate, jittered(FAST, random));
    }

    private static double jittered(double seconds, SplittableRandom random) {
        return seconds * (0.9 + 0.2 * random.nextDouble());
    }

    private static Scenario scenario(String name, Script canary) {
        return new Scenario(name, RATE, WEIGHT, TEN_MINUTES, canary, time -> STABLE_ERRORS, STABLE_ERRORS);
    }
}
