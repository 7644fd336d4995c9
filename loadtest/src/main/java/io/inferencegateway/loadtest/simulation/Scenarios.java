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
    /** One caller that is told apart from the others. */
    private static final long NOISY = 1_000_003;

    private Scenarios() {}

    static Scenario failsEveryRequest() {
        return scenario("fails every request from the start", steady(1));
    }

    static Scenario steadyErrors(double rate) {
        return scenario(String.format(Locale.ROOT, "fails %.0f %% of its requests", 100 * rate), steady(rate));
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
        return bothBadAfterTolerated(TEN_MINUTES);
    }

    /** @param seconds all of it; the last minute, or half of it, is the outage */
    static Scenario bothBadAfterTolerated(double seconds) {
        double outage = Math.max(seconds - 60, seconds / 2);
        return new Scenario(
                "4 % errors, stable none; then an outage of both: half of everything fails",
                RATE,
                WEIGHT,
                seconds,
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
                "healthy, but one caller's " + size + " requests in a row fail, once a minute", (time, nth, random) -> {
                    boolean ofBurst = nth % 1_200 >= 1_200 - size;
                    Answer answer = new Answer(ofBurst, jittered(FAST, random));
                    return ofBurst ? answer.to(NOISY) : answer;
                });
    }

    /** Half of everything fails for twenty seconds, then it is well again: callers paid, so it is ended. */
    static Scenario recovers() {
        return scenario(
                "half of them fail for 20 s, then it recovers by itself",
                (time, nth, random) ->
                        new Answer(time > 60 && time < 80 && random.nextBoolean(), jittered(FAST, random)));
    }

    static Scenario flapping() {
        return scenario(
                "flapping: everything fails for 2 s of every 30 s",
                (time, nth, random) -> new Answer(time % 30 >= 28, jittered(FAST, random)));
    }

    /** Thirty of a hundred requests are one tenant's, and the canary can't serve it. */
    static Scenario oneTenantBroken() {
        return scenario(
                "fails every request of one tenant, 30 % of the traffic, after a minute",
                (time, nth, random) -> {
                    boolean tenants = random.nextDouble() < 0.3;
                    Answer answer = new Answer(tenants && time > 60, jittered(FAST, random));
                    return tenants ? answer.to(NOISY) : answer;
                });
    }

    /** Callers that send fifty at a time, one after the other. */
    static Scenario brokenForBatches() {
        return scenario(
                "fails every request after 2,000 good ones; callers send 50 in a row each",
                (time, nth, random) -> new Answer(nth > 2_000, jittered(FAST, random)).to(nth / 50));
    }

    /** Nearly everybody is behind one proxy that does not say for whom it asks. */
    static Scenario proxyAndOthers() {
        return scenario(
                "fails every request after 2,000 good ones; 95 % come from one address",
                (time, nth, random) -> {
                    Answer answer = new Answer(nth > 2_000, jittered(FAST, random));
                    return random.nextDouble() < 0.95 ? answer.to(NOISY) : answer;
                });
    }

    /** A/B by header: a dozen callers take part, and the split is theirs alone. */
    static Scenario cohort() {
        return new Scenario(
                "A/B: a cohort of 12 callers, 20 requests a second, half to the canary; 30 % fail after 500 good ones",
                RATE / 10,
                5_000,
                TEN_MINUTES,
                (time, nth, random) -> new Answer(nth > 500 && random.nextDouble() < 0.3, jittered(FAST, random))
                        .to(random.nextInt(12)),
                time -> STABLE_ERRORS,
                STABLE_ERRORS);
    }

    /** A day in ten minutes: traffic between a tenth and all of 200 requests a second. */
    static Scenario weekdaySwing(boolean breaks) {
        String what = breaks ? "fails every request in the quietest hour" : "healthy at 4 % errors";
        return scenario(
                        "traffic of a day between 10 % and 100 %; " + what,
                        (time, nth, random) ->
                                new Answer(breaks ? time > 300 : random.nextDouble() < 0.04, jittered(FAST, random)))
                .withTraffic(time -> 0.55 + 0.45 * Math.cos(2 * Math.PI * time / TEN_MINUTES));
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
                recovers(),
                flapping(),
                oneTenantBroken(),
                brokenForBatches(),
                proxyAndOthers(),
                weekdaySwing(true),
                cohort(),
                healthy(),
                fourPercent(),
                eightPercent(),
                fastFailures(),
                slowFailures(),
                bothBad(),
                bothBadAfterTolerated(),
                coldStart(),
                weekdaySwing(false),
                burst(5),
                burst(20),
                burst(60));
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
