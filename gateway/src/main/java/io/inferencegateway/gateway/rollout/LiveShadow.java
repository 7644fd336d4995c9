package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.ShadowFindings;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.ShadowWatch;
import io.inferencegateway.monitoring.evidence.Certification;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.SharedLatencies;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The copies of one rollout as the event loops see them. Any thread; never blocks. What it learns is kept apart from the
 * rollout's own evidence: it has an α of its own, and no caller met these answers.
 *
 * <p>Each copy has a twin, the same request as stable answered it in the same minute. Where stable failed as well, or was
 * as slow, the pair says nothing of the canary; so an outage that both share never counts against it here.
 */
final class LiveShadow implements ShadowWatch {
    /** Told of a copy that tells nothing: neither good nor bad. */
    private static final Outcome NOTHING = Outcome.CLIENT_ABORT;
    /** Whoever sent the request: a twin shows what a caller's own requests do, better than telling callers apart. */
    private static final long ANYBODY = 0;

    private final ModelVersion canary;
    private final RolloutPlan.Shadow bounds;
    private final ShadowCounts ofProcess;
    private final ShadowMemory memory;
    private final LongSupplier nanoTime;
    private final ShadowCounts counts = new ShadowCounts();
    private final SharedLatencies stableLatencies = new SharedLatencies();
    private final SharedLatencies canaryLatencies = new SharedLatencies();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final SharedEvidence evidence;

    /** @param ofProcess what is counted of this version whatever the rollout */
    LiveShadow(
            ModelVersion canary,
            RolloutPlan.Shadow bounds,
            EvidencePolicy policy,
            ShadowCounts ofProcess,
            ShadowMemory memory,
            LongSupplier nanoTime) {
        this.canary = canary;
        this.bounds = bounds;
        this.ofProcess = ofProcess;
        this.memory = memory;
        this.nanoTime = nanoTime;
        // With all of a split there is no concurrent stable to ask: its part is taken by the twins.
        this.evidence = new SharedEvidence(Evidence.fresh(policy, TrafficSplit.WHOLE));
    }

    @Override
    public boolean draws(int point) {
        return point < bounds.shareBasisPoints();
    }

    @Override
    public int bodyLimitBytes() {
        return bounds.bodyBytes();
    }

    @Override
    public boolean enter() {
        if (inFlight.incrementAndGet() <= bounds.inFlight()) {
            return true;
        }
        inFlight.decrementAndGet();
        dropped(Drop.BUSY);
        return false;
    }

    @Override
    public void leave(int reservedBytes) {
        memory.release(reservedBytes);
        inFlight.decrementAndGet();
    }

    @Override
    public boolean reserve(int bytes) {
        return memory.reserve(bytes);
    }

    @Override
    public void dropped(Drop why) {
        counts.dropped(why);
        ofProcess.dropped(why);
    }

    @Override
    public long sent() {
        counts.sent();
        ofProcess.sent();
        long nowMillis = nowMillis();
        return evidence.learn(known -> known.admitted(nowMillis)).lastAdmission();
    }

    @Override
    public void withdrawn(long admission, Drop why) {
        dropped(why);
        tell(admission, NOTHING, 0);
    }

    @Override
    public void answered(long admission, Answer ofStable, Answer ofCanary) {
        boolean same = ofStable.status() == ofCanary.status();
        counts.compared(same);
        ofProcess.compared(same);
        stableLatencies.record(ofStable.micros());
        canaryLatencies.record(ofCanary.micros());
        long slowMicros = evidence.known().policy().slowWarningMicros();
        boolean bothSlow = ofStable.micros() >= slowMicros && ofCanary.micros() >= slowMicros;
        tell(
                admission,
                ofStable.outcome().countsAgainstVersion() ? NOTHING : ofCanary.outcome(),
                bothSlow ? slowMicros - 1 : ofCanary.micros());
    }

    private void tell(long admission, Outcome outcome, long micros) {
        long nowMillis = nowMillis();
        evidence.learn(known -> known.completed(admission, ANYBODY, outcome, micros, false, nowMillis));
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** What the copies have shown so far. */
    ShadowFindings findings() {
        Evidence known = evidence.known();
        Certification certification = known.certification();
        @Nullable
        String critical = known.deciding()
                .map(reading -> reading.words(canary, OptionalDouble.empty()))
                .orElse(null);
        return new ShadowFindings(
                certification.answered(), certification.errorsCertified(), certification.warning(), critical);
    }

    int inFlight() {
        return inFlight.get();
    }

    ShadowView view() {
        return new ShadowView(
                bounds.shareBasisPoints(),
                counts.sentCount(),
                counts.sameStatusCount(),
                counts.otherStatusCount(),
                counts.droppedCount(),
                inFlight(),
                millis(stableLatencies, 0.5),
                millis(stableLatencies, 0.99),
                millis(canaryLatencies, 0.5),
                millis(canaryLatencies, 0.99));
    }

    private static double millis(SharedLatencies latencies, double fraction) {
        return latencies.percentileMicros(fraction) / 1_000.0;
    }
}
