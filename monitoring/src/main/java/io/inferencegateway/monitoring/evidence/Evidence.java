package io.inferencegateway.monitoring.evidence;

import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Outcome;
import java.util.List;
import java.util.Optional;

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

    private static final long NOT_YET = Long.MIN_VALUE;

    private final EvidencePolicy policy;
    private final Tests tests;
    private final int canaryBasisPoints;
    private final long admissions;
    /** When the first of them was, of this process's; only while warming up. */
    private final long firstAdmittedMillis;

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
                            policy.latencyRelativeTest()),
                    policy.errorRateCertificate(),
                    policy.latencyCertificate());
        }
    }

    private Evidence(
            EvidencePolicy policy,
            Tests tests,
            int canaryBasisPoints,
            long admissions,
            long firstAdmittedMillis,
            int inFlight,
            Suspicion errors,
            Suspicion slowness,
            Answers answers,
            Trust trust) {
        this.policy = policy;
        this.tests = tests;
        this.canaryBasisPoints = requireShare(canaryBasisPoints);
        this.admissions = admissions;
        this.firstAdmittedMillis = firstAdmittedMillis;
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
                NOT_YET,
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
                NOT_YET,
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
                answers.total(),
                answers.bad(),
                answers.slow(),
                answers.atWeight());
    }

    public EvidencePolicy policy() {
        return policy;
    }

    /** The canary's share of the requests that bad ones are compared by: the split's, or an {@link ObservedShare}. */
    public int canaryBasisPoints() {
        return canaryBasisPoints;
    }

    /** How many requests the canary was given, those of its warm-up among them; over restarts as well. */
    public long admissions() {
        return admissions;
    }

    /** The split now gives the canary another share. What was learnt stays; answers at this weight begin at 0. */
    public Evidence withWeight(int newBasisPoints) {
        return with(newBasisPoints, answers.atNewWeight());
    }

    /** The split is the same, but this is the share that bad requests are compared by from now on. */
    public Evidence comparedBy(int newBasisPoints) {
        return with(newBasisPoints, answers);
    }

    private Evidence with(int newBasisPoints, Answers newAnswers) {
        return new Evidence(
                policy,
                tests,
                newBasisPoints,
                admissions,
                firstAdmittedMillis,
                inFlight,
                errors,
                slowness,
                newAnswers,
                trust);
    }

    private Evidence learnt(Suspicion ofErrors, Suspicion ofSlowness) {
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                firstAdmittedMillis,
                inFlight,
                ofErrors,
                ofSlowness,
                answers,
                trust);
    }

    /**
     * The split gave the canary a request: good for now. Its number is {@link #lastAdmission} of the result.
     *
     * @param nowMillis of a clock that never runs backwards
     */
    public Evidence admitted(long nowMillis) {
        long first = firstAdmittedMillis == NOT_YET ? nowMillis : firstAdmittedMillis;
        boolean warmingUp = lastAdmission() == NOT_WEIGHED
                && (admissions < policy.warmUpRequests() || nowMillis - first < policy.warmUpMillis());
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions + 1,
                first,
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

    /**
     * A request in flight has reached the critical latency. To be called at most once for an admission.
     *
     * @param caller a hash of who sent it
     */
    public Evidence slow(long admission, long caller, long nowMillis) {
        return weighs(admission)
                ? learnt(errors, slowness.ofCanary(admission, caller, false, canaryBasisPoints, nowMillis))
                : this;
    }

    /** {@link #completed(long, long, Outcome, long, boolean, long)} with what the data plane knows of the request. */
    public Evidence completed(
            long admission, long caller, CompletedRequest request, boolean slowReported, long nowMillis) {
        return completed(admission, caller, request.outcome(), request.latencyMicros(), slowReported, nowMillis);
    }

    /**
     * An admitted request ended. To be called exactly once for an admission.
     *
     * @param admission its number; {@link #NOT_WEIGHED} changes nothing
     * @param caller a hash of who sent it; the same for all where callers are not told apart
     * @param slowReported whether {@link #slow} was called for it
     * @param nowMillis of a clock that never runs backwards
     */
    public Evidence completed(
            long admission, long caller, Outcome outcome, long latencyMicros, boolean slowReported, long nowMillis) {
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
                firstAdmittedMillis,
                Math.max(0, inFlight - 1),
                judged(errors, admission, caller, outcome, nowMillis),
                slowReported ? slowness : ended(slowness, admission, caller, latencyMicros, tellsSomething, nowMillis),
                tellsSomething ? answers.plus(bad, slow) : answers,
                trust.after(outcome));
    }

    private Suspicion judged(Suspicion soFar, long admission, long caller, Outcome outcome, long nowMillis) {
        if (outcome.countsAgainstVersion()) {
            return soFar.ofCanary(admission, caller, !outcome.isTimeout(), canaryBasisPoints, nowMillis);
        }
        return outcome == Outcome.OK ? soFar.wentWell(caller, nowMillis) : soFar;
    }

    private Suspicion ended(
            Suspicion soFar, long admission, long caller, long latencyMicros, boolean tellsSomething, long nowMillis) {
        if (latencyMicros >= policy.slowCriticalMicros()) {
            return soFar.ofCanary(admission, caller, false, canaryBasisPoints, nowMillis);
        }
        if (latencyMicros >= policy.slowWarningMicros()) {
            return soFar.warned(admission);
        }
        return tellsSomething ? soFar.wentWell(caller, nowMillis) : soFar;
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
                answers.total(),
                answers.atWeight(),
                tests.errorRate.certifies(answers.total(), answers.bad()),
                tests.latency.certifies(answers.total(), answers.slow()),
                verdict() != Verdict.OK);
    }
}
