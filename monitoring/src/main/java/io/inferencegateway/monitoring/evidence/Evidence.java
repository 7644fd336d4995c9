package io.inferencegateway.monitoring.evidence;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All that one rollout has learnt about its canary. Immutable, so event loops update it by compare-and-set on one
 * reference; the loop whose update turns {@link #verdict} critical is the one that takes the traffic away.
 *
 * <p>A rollback for errors needs the error-rate test, one for latency the latency test; while stable gets traffic of its
 * own, each also needs the relative test of the same kind. So neither an outage nor a slow spell that both versions share
 * (a pause of this process is one) ends a rollout. See {@link EvidencePolicy} for how α is shared.
 *
 * <p><b>What a request without a verdict of its own counts as.</b> A caller who left and a 4xx stay what they were at
 * admission, good, for the tests that can end the rollout: leaving them out would let a caller's habit (giving up on
 * slow answers) raise the share of bad ones. They are left out of the certificates, so they never promote either.
 */
public final class Evidence {
    /** The admission number of a request that nothing is concluded from. */
    public static final long NOT_WEIGHED = 0;

    private final EvidencePolicy policy;
    private final Tests tests;
    private final int canaryBasisPoints;
    private final long admissions;
    private final int inFlight;
    private final Suspicion errors;
    private final Suspicion slowness;
    private final Answers answers;
    private final Trust trust;

    /** The tests of a policy, built once for all the states of a rollout. */
    private record Tests(Suspicion.Tests errors, Suspicion.Tests slowness, Certificate errorRate, Certificate latency) {
        static Tests of(EvidencePolicy policy) {
            return new Tests(
                    new Suspicion.Tests(
                            Reading.ERROR_RATE,
                            policy.errorRateCriticalTest(),
                            policy.errorRateWarningTest(),
                            Reading.RELATIVE_TO_STABLE,
                            policy.relativeTest()),
                    new Suspicion.Tests(
                            Reading.LATENCY_P99,
                            policy.latencyCriticalTest(),
                            policy.latencyWarningTest(),
                            Reading.LATENCY_RELATIVE_TO_STABLE,
                            policy.relativeTest()),
                    policy.errorRateCertificate(),
                    policy.latencyCertificate());
        }
    }

    /** Ended requests that tell something about the version, for the certificates. */
    private record Answers(long total, long bad, long slow, long atWeight) {
        static final Answers NONE = new Answers(0, 0, 0, 0);

        Answers plus(boolean isBad, boolean isSlow) {
            return new Answers(total + 1, bad + (isBad ? 1 : 0), slow + (isSlow ? 1 : 0), atWeight + 1);
        }
    }

    /**
     * How much the canary is trusted with at a time. Not kept over a restart: then it is earned anew.
     *
     * @param served requests that it answered at all, however slowly; a 4xx is an answer
     * @param badInARow its newest answers that were bad
     */
    private record Trust(long served, int badInARow) {
        private static final int UNPROVEN = 5;
        private static final int DOUBTFUL = 3;
        static final Trust NONE = new Trust(0, 0);

        Trust after(Outcome outcome) {
            if (outcome.countsAgainstVersion()) {
                return new Trust(served, badInARow + 1);
            }
            return outcome == Outcome.OK || outcome == Outcome.CLIENT_ERROR ? new Trust(served + 1, 0) : this;
        }

        long mostInFlight() {
            return badInARow >= DOUBTFUL ? UNPROVEN : UNPROVEN + served;
        }
    }

    private Evidence(
            EvidencePolicy policy,
            Tests tests,
            int canaryBasisPoints,
            long admissions,
            int inFlight,
            Suspicion errors,
            Suspicion slowness,
            Answers answers,
            Trust trust) {
        this.policy = policy;
        this.tests = tests;
        this.canaryBasisPoints = requireShare(canaryBasisPoints);
        this.admissions = admissions;
        this.inFlight = inFlight;
        this.errors = errors;
        this.slowness = slowness;
        this.answers = answers;
        this.trust = trust;
    }

    /** Nothing learnt yet, with the whole of α to spend. */
    public static Evidence fresh(EvidencePolicy policy, int canaryBasisPoints) {
        Tests tests = Tests.of(policy);
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                0,
                0,
                Suspicion.none(tests.errors),
                Suspicion.none(tests.slowness),
                Answers.NONE,
                Trust.NONE);
    }

    /**
     * What was known when {@code saved} was taken.
     *
     * @throws IllegalArgumentException if it was kept under a policy with other tests
     */
    public static Evidence restore(EvidencePolicy policy, EvidenceRecord saved) {
        Tests tests = Tests.of(policy);
        return new Evidence(
                policy,
                tests,
                saved.canaryBasisPoints(),
                saved.admissions(),
                0,
                Suspicion.restore(tests.errors, saved.errors()),
                Suspicion.restore(tests.slowness, saved.slowness()),
                new Answers(saved.answered(), saved.answeredBad(), saved.answeredSlow(), saved.answeredAtWeight()),
                Trust.NONE);
    }

    private static int requireShare(int basisPoints) {
        if (basisPoints < 0 || basisPoints > RelativeTest.WHOLE) {
            throw new IllegalArgumentException("a share of " + basisPoints + " is not within 0.." + RelativeTest.WHOLE);
        }
        return basisPoints;
    }

    public EvidenceRecord toRecord() {
        return new EvidenceRecord(
                canaryBasisPoints,
                admissions,
                errors.saved(),
                slowness.saved(),
                answers.total,
                answers.bad,
                answers.slow,
                answers.atWeight);
    }

    public EvidencePolicy policy() {
        return policy;
    }

    /** The canary's share of the split that bad requests are compared by. */
    public int canaryBasisPoints() {
        return canaryBasisPoints;
    }

    /** The split now gives the canary another share. What was learnt stays; answers at this weight begin at 0. */
    public Evidence withWeight(int newBasisPoints) {
        Answers afresh = new Answers(answers.total, answers.bad, answers.slow, 0);
        return new Evidence(policy, tests, newBasisPoints, admissions, inFlight, errors, slowness, afresh, trust);
    }

    private Evidence learnt(Suspicion ofErrors, Suspicion ofSlowness) {
        return new Evidence(
                policy, tests, canaryBasisPoints, admissions, inFlight, ofErrors, ofSlowness, answers, trust);
    }

    /** The split gave the canary a request: good for now. Its number is {@link #lastAdmission} of the result. */
    public Evidence admitted() {
        boolean warmingUp = admissions < policy.warmUpRequests();
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions + 1,
                warmingUp ? inFlight : inFlight + 1,
                warmingUp ? errors : errors.admitted(inFlight),
                warmingUp ? slowness : slowness.admitted(inFlight),
                answers,
                trust);
    }

    /**
     * Whether the canary may be given one more request now. A canary earns its concurrency: it begins with a few requests
     * in flight and gets one more for each that it serves, as a TCP connection starts slowly; while its newest answers
     * are all bad it is back at those few. So what is in flight when it is found out, which nobody can call back, is
     * bounded however slowly it fails. With all of the traffic there is nobody else to serve it.
     */
    public boolean hasRoom() {
        return canaryBasisPoints >= RelativeTest.WHOLE || inFlight < trust.mostInFlight();
    }

    /** The number of the newest admitted request, or {@link #NOT_WEIGHED} while warming up. */
    public long lastAdmission() {
        return errors.lastAdmission();
    }

    /** A request in flight has reached the critical latency. To be called at most once for an admission. */
    public Evidence slow(long admission, long nowMillis) {
        return weighs(admission)
                ? learnt(errors, slowness.ofCanary(admission, false, canaryBasisPoints, nowMillis))
                : this;
    }

    /** {@link #completed(long, Outcome, long, boolean, long)} with what the data plane knows of the request. */
    public Evidence completed(long admission, CompletedRequest request, boolean slowReported, long nowMillis) {
        return completed(admission, request.outcome(), request.latencyMicros(), slowReported, nowMillis);
    }

    /**
     * An admitted request ended. To be called exactly once for an admission.
     *
     * @param admission its number; {@link #NOT_WEIGHED} changes nothing
     * @param slowReported whether {@link #slow} was called for it
     * @param nowMillis of a clock that never runs backwards
     */
    public Evidence completed(
            long admission, Outcome outcome, long latencyMicros, boolean slowReported, long nowMillis) {
        if (!weighs(admission)) {
            return this;
        }
        boolean bad = outcome.countsAgainstVersion();
        boolean slow = slowReported || latencyMicros >= policy.slowWarningMicros();
        boolean tellsSomething = bad || slow || outcome == Outcome.OK;
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                Math.max(0, inFlight - 1),
                bad ? errors.ofCanary(admission, !outcome.isTimeout(), canaryBasisPoints, nowMillis) : errors,
                slowReported ? slowness : ended(slowness, admission, latencyMicros, nowMillis),
                tellsSomething ? answers.plus(bad, slow) : answers,
                trust.after(outcome));
    }

    private Suspicion ended(Suspicion soFar, long admission, long latencyMicros, long nowMillis) {
        if (latencyMicros >= policy.slowCriticalMicros()) {
            return soFar.ofCanary(admission, false, canaryBasisPoints, nowMillis);
        }
        return latencyMicros >= policy.slowWarningMicros() ? soFar.warned(admission) : soFar;
    }

    /** Admissions of before a restart or of another rollout are unknown here and change nothing. */
    private boolean weighs(long admission) {
        return admission > NOT_WEIGHED && admission <= lastAdmission();
    }

    /** A request that the split gave to stable was bad. Stable's good ones need not be reported. */
    public Evidence stableBad(Outcome outcome, long nowMillis) {
        return learnt(errors.ofStable(!outcome.isTimeout(), canaryBasisPoints, nowMillis), slowness);
    }

    /** A request that the split gave to stable has reached the critical latency. Its fast ones need not be reported. */
    public Evidence stableSlow(long nowMillis) {
        return learnt(errors, slowness.ofStable(false, canaryBasisPoints, nowMillis));
    }

    /** Critical ends the rollout, in the turn of the event loop that sees it first. */
    public Verdict verdict() {
        if (errors.endsRollout(canaryBasisPoints) || slowness.endsRollout(canaryBasisPoints)) {
            return Verdict.CRITICAL;
        }
        boolean warning = errors.verdict() != Verdict.OK || slowness.verdict() != Verdict.OK;
        return warning ? Verdict.WARNING : Verdict.OK;
    }

    /** The test that ends the rollout, if one does. */
    public Optional<Reading> deciding() {
        if (errors.endsRollout(canaryBasisPoints)) {
            return Optional.of(errors.reading());
        }
        return slowness.endsRollout(canaryBasisPoints) ? Optional.of(slowness.reading()) : Optional.empty();
    }

    /**
     * The canary fails too often or is too slow, but no more so than stable: it is not the canary's fault, yet no time to
     * go on.
     */
    public boolean sharedFault() {
        return errors.isShared(canaryBasisPoints) || slowness.isShared(canaryBasisPoints);
    }

    /** The tests as an operator sees them, always the same four in the same order. */
    public List<Reading> readings() {
        return List.of(
                errors.reading(),
                slowness.reading(),
                errors.comparison(canaryBasisPoints),
                slowness.comparison(canaryBasisPoints));
    }

    public Certification certification() {
        return new Certification(
                answers.total,
                answers.atWeight,
                tests.errorRate.certifies(answers.total, answers.bad),
                tests.latency.certifies(answers.total, answers.slow),
                verdict() != Verdict.OK);
    }

    /**
     * Why, in words, such as {@code canary 7 of fraud: 12 of 13 bad, E = 4,180 ≥ 2,000; stable 0.3 %}.
     *
     * @param stableErrorRate stable's share of bad answers in the same time, 0 to 1, where it is known
     */
    public String words(ModelVersion canary, Reading deciding, OptionalDouble stableErrorRate) {
        String what = deciding.test().equals(Reading.LATENCY_P99) ? "slow" : "bad";
        String words = String.format(
                Locale.ROOT,
                "canary %d of %s: %,d of %,d %s, E = %s %s %,.0f",
                canary.version(),
                canary.model(),
                deciding.bad(),
                deciding.n(),
                what,
                readable(deciding.eValue()),
                deciding.eValue() >= deciding.threshold() ? "\u2265" : "<",
                deciding.threshold());
        return stableErrorRate.isPresent()
                ? words + String.format(Locale.ROOT, "; stable %.1f %%", 100 * stableErrorRate.getAsDouble())
                : words;
    }

    private static String readable(double eValue) {
        return eValue < 1e9 ? String.format(Locale.ROOT, "%,.0f", eValue) : String.format(Locale.ROOT, "%.0e", eValue);
    }
}
