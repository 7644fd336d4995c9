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

    private static final int WHOLE = 10_000;
    /** Bad requests of both versions after which a canary that is not the worse one is called a shared fault. */
    private static final int ENOUGH_TO_COMPARE = 20;

    private final EvidencePolicy policy;
    private final Tests tests;
    private final int canaryBasisPoints;
    private final long admissions;
    private final int inFlight;
    private final EProcess errorRateCritical;
    private final EProcess errorRateWarning;
    private final EProcess latencyCritical;
    private final EProcess latencyWarning;
    private final RelativeTest relative;
    private final RelativeTest relativeSlow;
    private final Answers answers;

    /** The tests of a policy, built once for all the states of a rollout. */
    private record Tests(
            SequentialTest errorRateCritical,
            SequentialTest errorRateWarning,
            SequentialTest latencyCritical,
            SequentialTest latencyWarning,
            Certificate errorRate,
            Certificate latency) {
        static Tests of(EvidencePolicy policy) {
            return new Tests(
                    policy.errorRateCriticalTest(),
                    policy.errorRateWarningTest(),
                    policy.latencyCriticalTest(),
                    policy.latencyWarningTest(),
                    policy.errorRateCertificate(),
                    policy.latencyCertificate());
        }
    }

    /** Ended requests that tell something about the version, for the certificates. */
    private record Answers(long total, long bad, long slow, long atWeight) {}

    private Evidence(
            EvidencePolicy policy,
            Tests tests,
            int canaryBasisPoints,
            long admissions,
            int inFlight,
            EProcess errorRateCritical,
            EProcess errorRateWarning,
            EProcess latencyCritical,
            EProcess latencyWarning,
            RelativeTest relative,
            RelativeTest relativeSlow,
            Answers answers) {
        this.policy = policy;
        this.tests = tests;
        this.canaryBasisPoints = canaryBasisPoints;
        this.admissions = admissions;
        this.inFlight = inFlight;
        this.errorRateCritical = errorRateCritical;
        this.errorRateWarning = errorRateWarning;
        this.latencyCritical = latencyCritical;
        this.latencyWarning = latencyWarning;
        this.relative = relative;
        this.relativeSlow = relativeSlow;
        this.answers = answers;
    }

    /** Nothing learnt yet, with the whole of α to spend. */
    public static Evidence fresh(EvidencePolicy policy, int canaryBasisPoints) {
        Tests tests = Tests.of(policy);
        return new Evidence(
                policy,
                tests,
                requireShare(canaryBasisPoints),
                0,
                0,
                EProcess.of(tests.errorRateCritical),
                EProcess.of(tests.errorRateWarning),
                EProcess.of(tests.latencyCritical),
                EProcess.of(tests.latencyWarning),
                policy.relativeTest(),
                policy.relativeTest(),
                new Answers(0, 0, 0, 0));
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
                requireShare(saved.canaryBasisPoints()),
                saved.admissions(),
                0,
                EProcess.restore(tests.errorRateCritical, saved.errorRateCritical()),
                EProcess.restore(tests.errorRateWarning, saved.errorRateWarning()),
                EProcess.restore(tests.latencyCritical, saved.latencyCritical()),
                EProcess.restore(tests.latencyWarning, saved.latencyWarning()),
                policy.relativeTest().restored(saved.relative()),
                policy.relativeTest().restored(saved.relativeSlow()),
                new Answers(saved.answered(), saved.answeredBad(), saved.answeredSlow(), saved.answeredAtWeight()));
    }

    private static int requireShare(int basisPoints) {
        if (basisPoints < 0 || basisPoints > WHOLE) {
            throw new IllegalArgumentException("a share of " + basisPoints + " is not within 0.." + WHOLE);
        }
        return basisPoints;
    }

    public EvidenceRecord toRecord() {
        return new EvidenceRecord(
                canaryBasisPoints,
                admissions,
                errorRateCritical.saved(),
                errorRateWarning.saved(),
                latencyCritical.saved(),
                latencyWarning.saved(),
                relative.saved(),
                relativeSlow.saved(),
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
        return new Evidence(
                policy,
                tests,
                requireShare(newBasisPoints),
                admissions,
                inFlight,
                errorRateCritical,
                errorRateWarning,
                latencyCritical,
                latencyWarning,
                relative,
                relativeSlow,
                new Answers(answers.total, answers.bad, answers.slow, 0));
    }

    /** The split gave the canary a request: good for now. Its number is {@link #lastAdmission} of the result. */
    public Evidence admitted() {
        if (admissions < policy.warmUpRequests()) {
            return with(admissions + 1, inFlight);
        }
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions + 1,
                inFlight + 1,
                errorRateCritical.admitted(inFlight),
                errorRateWarning.admitted(inFlight),
                latencyCritical.admitted(inFlight),
                latencyWarning.admitted(inFlight),
                relative,
                relativeSlow,
                answers);
    }

    private Evidence with(long newAdmissions, int newInFlight) {
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                newAdmissions,
                newInFlight,
                errorRateCritical,
                errorRateWarning,
                latencyCritical,
                latencyWarning,
                relative,
                relativeSlow,
                answers);
    }

    /** The number of the newest admitted request, or {@link #NOT_WEIGHED} while warming up. */
    public long lastAdmission() {
        return errorRateCritical.n();
    }

    /** A request in flight has reached the critical latency. To be called at most once for an admission. */
    public Evidence slow(long admission) {
        if (!weighs(admission)) {
            return this;
        }
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                inFlight,
                errorRateCritical,
                errorRateWarning,
                latencyCritical.turnedBad(admission),
                latencyWarning.turnedBad(admission),
                relative,
                relativeSlow.bad(true, canaryBasisPoints),
                answers);
    }

    /** {@link #completed(long, Outcome, long, boolean)} with what the data plane knows of the request. */
    public Evidence completed(long admission, CompletedRequest request, boolean slowReported) {
        return completed(admission, request.outcome(), request.latencyMicros(), slowReported);
    }

    /**
     * An admitted request ended. To be called exactly once for an admission.
     *
     * @param admission its number; {@link #NOT_WEIGHED} changes nothing
     * @param slowReported whether {@link #slow} was called for it
     */
    public Evidence completed(long admission, Outcome outcome, long latencyMicros, boolean slowReported) {
        if (!weighs(admission)) {
            return this;
        }
        boolean bad = outcome.countsAgainstVersion();
        boolean newlyCritical = !slowReported && latencyMicros >= policy.slowCriticalMicros();
        boolean newlyWarning = !slowReported && latencyMicros >= policy.slowWarningMicros();
        boolean slow = slowReported || newlyWarning;
        boolean tellsSomething = bad || slow || outcome == Outcome.OK;
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                Math.max(0, inFlight - 1),
                bad ? errorRateCritical.turnedBad(admission) : errorRateCritical,
                bad ? errorRateWarning.turnedBad(admission) : errorRateWarning,
                newlyCritical ? latencyCritical.turnedBad(admission) : latencyCritical,
                newlyWarning ? latencyWarning.turnedBad(admission) : latencyWarning,
                bad ? relative.bad(true, canaryBasisPoints) : relative,
                newlyCritical ? relativeSlow.bad(true, canaryBasisPoints) : relativeSlow,
                tellsSomething
                        ? new Answers(
                                answers.total + 1,
                                answers.bad + (bad ? 1 : 0),
                                answers.slow + (slow ? 1 : 0),
                                answers.atWeight + 1)
                        : answers);
    }

    /** Admissions of before a restart or of another rollout are unknown here and change nothing. */
    private boolean weighs(long admission) {
        return admission > NOT_WEIGHED && admission <= errorRateCritical.n();
    }

    /** A request that the split gave to stable was bad. Stable's good ones need not be reported. */
    public Evidence stableBad() {
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                inFlight,
                errorRateCritical,
                errorRateWarning,
                latencyCritical,
                latencyWarning,
                relative.bad(false, canaryBasisPoints),
                relativeSlow,
                answers);
    }

    /** A request that the split gave to stable has reached the critical latency. Its fast ones need not be reported. */
    public Evidence stableSlow() {
        return new Evidence(
                policy,
                tests,
                canaryBasisPoints,
                admissions,
                inFlight,
                errorRateCritical,
                errorRateWarning,
                latencyCritical,
                latencyWarning,
                relative,
                relativeSlow.bad(false, canaryBasisPoints),
                answers);
    }

    /** Critical ends the rollout, in the turn of the event loop that sees it first. */
    public Verdict verdict() {
        if (errorsEndTheRollout() || latencyEndsTheRollout()) {
            return Verdict.CRITICAL;
        }
        boolean warning = errorRateVerdict() != Verdict.OK || latencyVerdict() != Verdict.OK;
        return warning ? Verdict.WARNING : Verdict.OK;
    }

    /** The test that ends the rollout, if one does. */
    public Optional<Reading> deciding() {
        if (errorsEndTheRollout()) {
            return Optional.of(errorRateReading());
        }
        return latencyEndsTheRollout() ? Optional.of(latencyReading()) : Optional.empty();
    }

    private boolean errorsEndTheRollout() {
        return errorRateVerdict() == Verdict.CRITICAL && (!comparable() || relative.critical());
    }

    private boolean latencyEndsTheRollout() {
        return latencyVerdict() == Verdict.CRITICAL && (!comparable() || relativeSlow.critical());
    }

    /** Whether stable gets traffic of its own to compare with. */
    private boolean comparable() {
        return canaryBasisPoints < WHOLE;
    }

    /**
     * The canary fails too often or is too slow, but no more so than stable: it is not the canary's fault, yet no time to
     * go on.
     */
    public boolean sharedFault() {
        return comparable() && (isShared(errorRateVerdict(), relative) || isShared(latencyVerdict(), relativeSlow));
    }

    private static boolean isShared(Verdict verdict, RelativeTest comparison) {
        return verdict == Verdict.CRITICAL && !comparison.critical() && comparison.n() >= ENOUGH_TO_COMPARE;
    }

    private Verdict errorRateVerdict() {
        return verdict(tests.errorRateCritical, errorRateCritical, tests.errorRateWarning, errorRateWarning);
    }

    private Verdict latencyVerdict() {
        return verdict(tests.latencyCritical, latencyCritical, tests.latencyWarning, latencyWarning);
    }

    private static Verdict verdict(
            SequentialTest critical, EProcess criticalProcess, SequentialTest warning, EProcess warningProcess) {
        if (critical.critical(criticalProcess)) {
            return Verdict.CRITICAL;
        }
        return warning.critical(warningProcess) ? Verdict.WARNING : Verdict.OK;
    }

    /** The tests as an operator sees them, always the same four in the same order. */
    public List<Reading> readings() {
        return List.of(
                errorRateReading(),
                latencyReading(),
                comparison(Reading.RELATIVE_TO_STABLE, relative),
                comparison(Reading.LATENCY_RELATIVE_TO_STABLE, relativeSlow));
    }

    private static Reading comparison(String name, RelativeTest test) {
        Verdict verdict = test.critical() ? Verdict.CRITICAL : Verdict.OK;
        return new Reading(name, test.n(), test.canaryBad(), test.eValue(), test.threshold(), verdict);
    }

    private Reading errorRateReading() {
        return reading(Reading.ERROR_RATE, tests.errorRateCritical, errorRateCritical, errorRateVerdict());
    }

    private Reading latencyReading() {
        return reading(Reading.LATENCY_P99, tests.latencyCritical, latencyCritical, latencyVerdict());
    }

    private static Reading reading(String name, SequentialTest test, EProcess process, Verdict verdict) {
        return new Reading(name, process.n(), process.bad(), process.eValue(), test.threshold(), verdict);
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
