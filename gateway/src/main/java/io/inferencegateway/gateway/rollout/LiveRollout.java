package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Figure;
import io.inferencegateway.canary.rollout.ShadowFindings;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.ObservedShare;
import io.inferencegateway.monitoring.evidence.Reading;
import io.inferencegateway.monitoring.evidence.Verdict;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as the event loops see it while it runs: every outcome goes into one {@link SharedEvidence}. Any thread; never
 * blocks.
 *
 * <p>The loop whose outcome makes the evidence critical latches {@link #trip}, then has the traffic taken away, then
 * reports; all in that same turn. The latch comes first, so that a controller that is about to raise the share sees it
 * inside its own compare-and-set on the routing table.
 */
final class LiveRollout implements CanaryWatch {
    private final ModelVersion canary;
    private final boolean rollsBack;
    private final LongSupplier nanoTime;
    private final Consumer<LiveRollout> takeTrafficAway;
    private final Consumer<LiveRollout> report;
    private final @Nullable LiveShadow shadow;

    private final SharedEvidence evidence;
    private final AtomicReference<@Nullable Trip> trip = new AtomicReference<>();
    private final LongAdder stableAdmitted = new LongAdder();
    private final LongAdder stableAnswers = new LongAdder();
    private final LongAdder stableBad = new LongAdder();

    // What the control context has told and seen of the shares; nobody else touches it.
    private int weightBasisPoints;
    private boolean besideOthers;
    private ObservedShare observed = ObservedShare.NONE;
    private long canaryLooked;
    private long stableLooked;

    /**
     * The moment a canary turned critical.
     *
     * @param test the deciding test's name
     * @param words the deciding figures, for an operator
     * @param figures of all tests at that moment
     */
    record Trip(String test, String words, List<Figure> figures) {}

    /**
     * @param rollsBack whether critical evidence takes the traffic away, or only pauses the rollout
     * @param takeTrafficAway publishes a routing table without the canary; called on the deciding event loop
     * @param report tells the controller; called on the deciding event loop, once per trip
     * @param shadow what copies requests to the canary, or null
     */
    LiveRollout(
            ModelVersion canary,
            boolean rollsBack,
            Evidence known,
            LongSupplier nanoTime,
            Consumer<LiveRollout> takeTrafficAway,
            Consumer<LiveRollout> report,
            @Nullable LiveShadow shadow) {
        this.canary = canary;
        this.rollsBack = rollsBack;
        this.evidence = new SharedEvidence(known);
        this.weightBasisPoints = known.canaryBasisPoints();
        this.canaryLooked = known.admissions();
        this.nanoTime = nanoTime;
        this.takeTrafficAway = takeTrafficAway;
        this.report = report;
        this.shadow = shadow;
    }

    @Override
    public int canary() {
        return canary.version();
    }

    @Override
    public long slowAfterMicros() {
        return evidence().policy().slowCriticalMicros();
    }

    @Override
    public @Nullable LiveShadow shadow() {
        return shadow;
    }

    /** What copies have shown of the canary. */
    ShadowFindings shadowFindings() {
        return shadow == null ? ShadowFindings.NONE : shadow.findings();
    }

    @Override
    public boolean canaryHasRoom() {
        return evidence().hasRoom();
    }

    @Override
    public long canaryAdmitted() {
        long now = nowMillis();
        return learn(known -> known.admitted(now)).lastAdmission();
    }

    @Override
    public void canarySlow(long admission, long caller) {
        long now = nowMillis();
        learn(known -> known.slow(admission, caller, now));
    }

    @Override
    public void canaryCompleted(long admission, long caller, CompletedRequest request, boolean slowReported) {
        long now = nowMillis();
        learn(known -> known.completed(admission, caller, request, slowReported, now));
    }

    @Override
    public void stableAdmitted() {
        stableAdmitted.increment();
    }

    @Override
    public void stableSlow() {
        long now = nowMillis();
        learn(known -> known.stableSlow(now));
    }

    @Override
    public void stableCompleted(CompletedRequest request, boolean slowReported) {
        stableAnswers.increment();
        boolean slow = !slowReported && request.latencyMicros() >= slowAfterMicros();
        boolean bad = request.outcome().countsAgainstVersion();
        if (!slow && !bad) {
            return;
        }
        long now = nowMillis();
        if (slow) {
            learn(known -> known.stableSlow(now));
        }
        if (bad) {
            stableBad.increment();
            learn(known -> known.stableBad(request.outcome(), now));
        }
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    Evidence evidence() {
        return evidence.known();
    }

    /** What ended or paused the rollout, or null while nothing has. */
    @Nullable
    Trip trip() {
        return trip.get();
    }

    /** Whether the canary may be given traffic: never again once it has tripped. */
    boolean mayHaveTraffic() {
        return !rollsBack || trip.get() == null;
    }

    /**
     * The split now gives the canary this share: bad answers of both versions are compared by it. Called on the control context.
     *
     * @param ofCohort whether it is a share of a cohort, and all others are stable's
     */
    void weighed(int basisPoints, boolean ofCohort) {
        boolean others = ofCohort && basisPoints == TrafficSplit.WHOLE;
        if (weightBasisPoints == basisPoints && besideOthers == others) {
            return;
        }
        weightBasisPoints = basisPoints;
        besideOthers = others;
        look();
        observed = ObservedShare.NONE;
        int share = comparedBy();
        learn(known -> known.canaryBasisPoints() == share ? known : known.withWeight(share));
    }

    /** Time has passed: whose requests were they? Called on the control context, about four times a second. */
    void timePassed() {
        look();
        int share = comparedBy();
        learn(known -> known.canaryBasisPoints() == share ? known : known.comparedBy(share));
    }

    private void look() {
        long ofCanary = evidence().admissions();
        long ofStable = stableAdmitted.sum();
        observed = observed.after(ofCanary - canaryLooked, ofStable - stableLooked);
        canaryLooked = ofCanary;
        stableLooked = ofStable;
    }

    private int comparedBy() {
        return besideOthers ? observed.besideOthers() : observed.ofSplit(weightBasisPoints);
    }

    /** An operator lets a paused critical canary go on: evidence that stays or turns critical reports again. */
    void rearm() {
        if (!rollsBack) {
            trip.set(null);
        }
    }

    /** Begins with no evidence and the whole of α. */
    void forget() {
        learn(known -> Evidence.fresh(known.policy(), known.canaryBasisPoints()));
        canaryLooked = 0;
    }

    private Evidence learn(UnaryOperator<Evidence> outcome) {
        Evidence after = evidence.learn(outcome);
        if (trip.get() == null && after.verdict() == Verdict.CRITICAL) {
            turnedCritical(after);
        }
        return after;
    }

    private void turnedCritical(Evidence deciding) {
        if (!trip.compareAndSet(null, tripOf(deciding))) {
            return;
        }
        if (rollsBack) {
            takeTrafficAway.accept(this);
        }
        report.accept(this);
    }

    private Trip tripOf(Evidence deciding) {
        Reading reading = deciding.deciding().orElseThrow();
        return new Trip(reading.test(), reading.words(canary, stableErrorRate()), Figure.of(deciding.readings()));
    }

    private OptionalDouble stableErrorRate() {
        long answers = stableAnswers.sum();
        return answers == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) stableBad.sum() / answers);
    }

    /**
     * Looks at evidence that was kept: a process that died between taking the traffic away and writing it down left
     * evidence that is critical already.
     */
    void judgeKept() {
        learn(known -> known);
    }
}
