package io.inferencegateway.monitoring.evidence;

/**
 * What is known of one kind of fault of a canary, errors or slowness: how often it happens to the canary by itself, and
 * how often beside stable. Immutable; any thread.
 *
 * <p><b>Both questions are asked about the same episode.</b> The comparison is about what happened since the canary
 * last looked sound, which is where its CUSUM (Page 1954) was zero. Otherwise a difference within the limits, such as 4 %
 * errors beside a stable version without any, would decide the comparison over the hours, and the next outage that both
 * share would be the canary's fault. The fault that opens an episode is the canary's by definition, so it is not compared.
 */
final class Suspicion {
    /** The CUSUM looks for this many times the tolerated rate, so it falls at rates up to about 1.15 times that one. */
    private static final double WORTH_COMPARING = 4.0 / 3;
    /** So an episode is over some hundred good requests after the last fault, however long it was. */
    private static final double HIGHEST_CUSUM = 7;

    private final Tests tests;
    private final EProcess critical;
    private final EProcess warning;
    private final Comparison besideStable;
    /** The log-likelihood ratio of the episode, and 0 outside of one. */
    private final double cusum;

    private final CallerRun callers;

    /** The tests of a policy, built once for all the states of a rollout. */
    static final class Tests {
        private final String name;
        private final SequentialTest critical;
        private final SequentialTest warning;
        private final String comparison;
        private final Comparison besideStable;
        private final double cusumOfGood;
        private final double cusumOfBad;

        /** @param besideStable the comparison with nothing compared yet */
        Tests(
                String name,
                SequentialTest critical,
                SequentialTest warning,
                String comparison,
                RelativeTest besideStable) {
            this.name = name;
            this.critical = critical;
            this.warning = warning;
            this.comparison = comparison;
            this.besideStable = Comparison.of(besideStable);
            double tolerated = critical.nullRate();
            this.cusumOfBad = Math.log(WORTH_COMPARING);
            this.cusumOfGood = Math.log1p(-WORTH_COMPARING * tolerated) - Math.log1p(-tolerated);
        }
    }

    private Suspicion(
            Tests tests,
            EProcess critical,
            EProcess warning,
            Comparison besideStable,
            double cusum,
            CallerRun callers) {
        this.tests = tests;
        this.critical = critical;
        this.warning = warning;
        this.besideStable = besideStable;
        this.cusum = cusum;
        this.callers = callers;
    }

    static Suspicion none(Tests tests) {
        return new Suspicion(
                tests, EProcess.of(tests.critical), EProcess.of(tests.warning), tests.besideStable, 0, CallerRun.NONE);
    }

    static Suspicion restore(Tests tests, EvidenceRecord.Suspected saved) {
        return new Suspicion(
                tests,
                EProcess.restore(tests.critical, saved.critical()),
                EProcess.restore(tests.warning, saved.warning()),
                Comparison.of(tests.besideStable.test().restored(saved.besideStable())),
                saved.cusum(),
                CallerRun.NONE);
    }

    EvidenceRecord.Suspected saved() {
        return new EvidenceRecord.Suspected(
                critical.saved(), warning.saved(), besideStable.test().saved(), cusum);
    }

    /** One more request of the canary's, good for now. */
    Suspicion admitted(int inFlight) {
        double after = Math.max(0, cusum + tests.cusumOfGood);
        return new Suspicion(
                tests,
                critical.admitted(inFlight),
                warning.admitted(inFlight),
                after > 0 ? besideStable : tests.besideStable,
                after,
                callers);
    }

    /** A request of the canary's ended without this fault. */
    Suspicion wentWell(long caller, long nowMillis) {
        return new Suspicion(tests, critical, warning, besideStable, cusum, callers.wentWell(caller, nowMillis));
    }

    /** A request of the canary's passed the warning limit, but not the critical one. */
    Suspicion warned(long admission) {
        return new Suspicion(tests, critical, warning.turnedBad(admission), besideStable, cusum, callers);
    }

    /**
     * A request of the canary's, counted good so far, passed the critical limit. It stays good if that is its caller's own
     * affair.
     *
     * @param caller a hash
     * @param atOnce whether it failed, or made its caller wait
     */
    Suspicion ofCanary(long admission, long caller, boolean atOnce, int canaryBasisPoints, long nowMillis) {
        CallerRun after = callers.failed(caller, nowMillis);
        if (after.excused()) {
            return new Suspicion(tests, critical, warning, besideStable, cusum, after);
        }
        return new Suspicion(
                tests,
                critical.turnedBad(admission),
                warning.turnedBad(admission),
                cusum > 0 ? compared(true, atOnce, canaryBasisPoints, nowMillis) : tests.besideStable,
                Math.min(cusum + tests.cusumOfBad - tests.cusumOfGood, HIGHEST_CUSUM),
                after);
    }

    /** A request of stable's passed the critical limit. */
    Suspicion ofStable(boolean atOnce, int canaryBasisPoints, long nowMillis) {
        return cusum > 0
                ? new Suspicion(
                        tests, critical, warning, compared(false, atOnce, canaryBasisPoints, nowMillis), cusum, callers)
                : this;
    }

    private Comparison compared(boolean ofCanary, boolean atOnce, int canaryBasisPoints, long nowMillis) {
        return atOnce
                ? besideStable.alone(ofCanary, canaryBasisPoints)
                : besideStable.inSpell(ofCanary, canaryBasisPoints, nowMillis);
    }

    /** The canary's newest admission number. */
    long lastAdmission() {
        return critical.n();
    }

    /** What the canary by itself deserves. */
    Verdict verdict() {
        if (tests.critical.critical(critical)) {
            return Verdict.CRITICAL;
        }
        return tests.warning.critical(warning) ? Verdict.WARNING : Verdict.OK;
    }

    /**
     * Whether it ends the rollout.
     *
     * @param canaryBasisPoints while stable gets the rest, the comparison has a say
     */
    boolean endsRollout(int canaryBasisPoints) {
        return verdict() == Verdict.CRITICAL
                && (canaryBasisPoints == RelativeTest.WHOLE || besideStable.indicts(canaryBasisPoints));
    }

    /** The canary is critical, but no more so than stable. */
    boolean isShared(int canaryBasisPoints) {
        return canaryBasisPoints < RelativeTest.WHOLE
                && verdict() == Verdict.CRITICAL
                && besideStable.acquits(canaryBasisPoints);
    }

    Reading reading() {
        return new Reading(
                tests.name, critical.n(), critical.bad(), critical.eValue(), tests.critical.threshold(), verdict());
    }

    Reading comparison(int canaryBasisPoints) {
        RelativeTest test = besideStable.test();
        return new Reading(
                tests.comparison,
                test.n(),
                test.canaryBad(),
                test.eValue(),
                test.threshold(canaryBasisPoints),
                besideStable.indicts(canaryBasisPoints) ? Verdict.CRITICAL : Verdict.OK);
    }
}
