package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.PauseReason;
import io.inferencegateway.canary.rollout.RolloutPhase;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.state.RolloutTransition;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rollout under the controller's hand. Owner: the control context. */
final class ManagedRollout {
    final RolloutPlan plan;
    final EvidencePolicy policy;
    final long salt;
    /** The file's {@code stable} that this rollout answers to. */
    int configuredStable;

    final LiveRollout live;

    RolloutState state;
    boolean superseded;

    /** The newest revision offered to the store, and the newest ordinal given to a change. */
    long revision;

    long transitions;

    /** Changes that are in force and not stored yet, oldest first. */
    final List<RolloutTransition> unsaved = new ArrayList<>();

    /** Whether what is in force differs from what is stored. */
    boolean dirty;

    Evidence savedEvidence;
    long savedAtMillis;

    /** Whether a restart has been followed through: until then the canary has nothing. */
    boolean resumed = true;

    /** Whether what was kept of the evidence could not be read. */
    boolean evidenceLost;

    boolean asking;

    /** What was kept of the evidence that was gathered after the promotion; null where there is none. */
    @Nullable
    Evidence keptWatch;

    /** Who judges the promoted version, null where nobody does. */
    @Nullable
    LiveRollout watch;

    /** What made the watched version critical, once it has. */
    LiveRollout.@Nullable Trip regression;

    /** The watch's evidence that is stored. */
    @Nullable
    Evidence savedWatch;

    ManagedRollout(
            RolloutState state,
            RolloutPlan plan,
            EvidencePolicy policy,
            long salt,
            int configuredStable,
            LiveRollout live) {
        this.state = state;
        this.plan = plan;
        this.policy = policy;
        this.salt = salt;
        this.configuredStable = configuredStable;
        this.live = live;
        this.savedEvidence = live.evidence();
    }

    String model() {
        return state.model();
    }

    ModelVersion canary() {
        return new ModelVersion(state.model(), state.canary());
    }

    /** Whether an event loop took the traffic away and the rollout has not answered to that yet. */
    boolean tripStands() {
        return live.trip() != null
                && state.phase().running()
                && state.phase() != RolloutPhase.ROLLING_BACK
                && state.pauseReason() != PauseReason.CRITICAL
                && state.pauseReason() != PauseReason.DRY_RUN;
    }

    /** A strong entity tag of the state: another one with every entry of the history. */
    String entityTag() {
        return "\"" + state.epoch() + "-" + transitions + "\"";
    }

    /** Until when the promoted version is judged, Unix time. */
    long watchedUntilMillis() {
        return state.stepEnteredAtMillis() + plan.care().watchAfter().toMillis();
    }

    /** Answers to another {@code stable} of the file from now on: one that names what serves agrees with the outcome. */
    void obey(int named) {
        superseded |= !state.phase().running() && named != stableAfter();
        configuredStable = named;
        dirty = true;
    }

    /** The version that serves everything once this rollout is over, as far as it has come. */
    int stableAfter() {
        return state.phase() == RolloutPhase.PROMOTED ? state.canary() : state.stable();
    }

    /** Of whom the canary has its share: once it gets everything, of everyone. */
    @Nullable
    Cohort cohort() {
        return state.step() < plan.steps().size() ? plan.cohort() : null;
    }

    TrafficSplit split(int basisPoints) {
        return new TrafficSplit(state.stable(), state.canary(), basisPoints, salt);
    }
}
