package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.monitoring.evidence.Certification;

/** What the passage of time does to a rollout: silence never promotes, and a freeze passes no step. Pure. */
final class Passage {
    /** Answers at a step's share without which its evidence says nothing about that share. */
    private static final int LEAST_ANSWERS_PER_STEP = 20;
    /**
     * Where no hold gives a step time to show what its share does to the canary: about as many as certify, all of them
     * good, that fewer than 5 % fail. What was certified at a smaller share counts, but not alone.
     */
    private static final int LEAST_ANSWERS_WITHOUT_HOLD = 75;
    /** However short a hold is, a canary is not called silent before this. */
    private static final long LEAST_SILENCE_MILLIS = 5_000;
    /** How long exchanges in flight may keep a rollback from being called done. */
    private static final long LONGEST_DRAIN_MILLIS = 10_000;

    private final RolloutState state;
    private final RolloutPlan plan;
    private final Tick tick;
    private final long now;

    private Passage(RolloutState state, RolloutPlan plan, Tick tick, long now) {
        this.state = state;
        this.plan = plan;
        this.tick = tick;
        this.now = now;
    }

    static Decision apply(RolloutState state, RolloutPlan plan, Tick tick, long now) {
        return new Passage(state, plan, tick, now).apply();
    }

    private Decision apply() {
        return switch (state.phase()) {
            case PENDING -> begin();
            case PROGRESSING -> tick.freeze().holds(state) ? Moves.unchanged(state) : step();
            case PROMOTING -> bake();
            case ROLLING_BACK -> drain();
            case PAUSED, PROMOTED, ROLLED_BACK -> Moves.unchanged(state);
        };
    }

    private Decision drain() {
        int open = tick.canaryInFlight();
        if (open == 0) {
            return Moves.rolledBack(state, "the canary's last request has ended", now);
        }
        return held() < LONGEST_DRAIN_MILLIS
                ? Moves.unchanged(state)
                : Moves.rolledBack(state, "not waiting longer for " + open + " requests that have not ended", now);
    }

    private Decision begin() {
        RolloutPlan.Shadow shadow = plan.shadow();
        if (shadow != null && !shadow.hold().isZero()) {
            return shadowed(shadow.hold().toMillis());
        }
        return tick.canaryReachable() && !tick.freeze().holds(state)
                ? Moves.entered(state, plan, 0, cause("the canary is reachable"), now)
                : Moves.unchanged(state);
    }

    /** No caller has met the canary yet: copies have to speak for it first. */
    private Decision shadowed(long hold) {
        ShadowFindings shadow = tick.shadow();
        String critical = shadow.critical();
        if (critical != null) {
            return Rollout.turnedCritical(
                    state, plan, new RolloutEvent.Critical(Rollout.SHADOW, critical, tick.evidence()), now);
        }
        if (held() < hold || !tick.canaryReachable() || tick.freeze().holds(state)) {
            return Moves.unchanged(state);
        }
        String copies = shadow.answered() + " copies answered";
        if (shadow.certified() && !shadow.warning()) {
            return Moves.entered(state, plan, 0, cause("shadowing passed: " + copies), now);
        }
        if (held() < hold + plan.patience().toMillis()) {
            return Moves.unchanged(state);
        }
        return shadow.warning()
                ? hold(PauseReason.WARNING, "its copies show the canary in its warning band")
                : hold(PauseReason.INCONCLUSIVE, copies + ", not enough to certify the canary");
    }

    private long held() {
        return now - state.stepEnteredAtMillis();
    }

    private Decision step() {
        if (tick.sharedFault()) {
            return hold(PauseReason.SHARED_FAULT, "canary and stable fail alike");
        }
        Step step = plan.steps().get(state.step());
        if (held() < plan.leastMillis(step)) {
            return Moves.unchanged(state);
        }
        Certification certification = tick.certification();
        if (certification.passes() && certification.answeredAtWeight() >= leastAnswers()) {
            Cause passed = cause("step " + (state.step() + 1) + " passed: " + certification.answered()
                    + " answers certify the canary");
            return step.waitForOperator()
                    ? Moves.paused(state, PauseReason.STEP, passed, now)
                    : Moves.entered(state, plan, state.step() + 1, passed, now);
        }
        if (certification.answeredAtWeight() == 0
                && held() >= Math.max(plan.silentAfterMillis(step), LEAST_SILENCE_MILLIS)) {
            return hold(PauseReason.INCONCLUSIVE, "no answers from the canary at this weight");
        }
        return held() < plan.longestMillis(step) ? Moves.unchanged(state) : outOfPatience();
    }

    private int leastAnswers() {
        return switch (plan.pace()) {
            case FIXED -> LEAST_ANSWERS_PER_STEP;
            case AUTOMATIC -> LEAST_ANSWERS_WITHOUT_HOLD;
        };
    }

    private Decision bake() {
        if (held() < plan.bake().toMillis()) {
            return Moves.unchanged(state);
        }
        if (!tick.certification().warning()) {
            return Moves.promoted(state, cause("the bake time was clean"), now);
        }
        return held() < plan.bake().plus(plan.patience()).toMillis() ? Moves.unchanged(state) : outOfPatience();
    }

    private Decision outOfPatience() {
        Certification certification = tick.certification();
        return certification.warning()
                ? hold(PauseReason.WARNING, "the canary is in its warning band")
                : hold(
                        PauseReason.INCONCLUSIVE,
                        certification.answered() + " answers, " + certification.answeredAtWeight()
                                + " of them at this weight, " + missing(certification));
    }

    /** What an operator has to look at: a value near its limit can't be proved to be below it in any useful time. */
    private static String missing(Certification certification) {
        if (certification.errorsCertified() && certification.latencyCertified()) {
            return "are too few";
        }
        String uncertain = certification.errorsCertified()
                ? "99th percentile"
                : certification.latencyCertified() ? "error rate" : "error rate and 99th percentile";
        return "do not certify the canary's " + uncertain;
    }

    /** The words begin with the reason's name, so that an operator can search for it. A dry run only says them, once. */
    private Decision hold(PauseReason why, String words) {
        if (!plan.dryRun()) {
            return Moves.paused(state, why, cause(why.label() + ": " + words), now);
        }
        String said = Rollout.WOULD_HAVE + "paused: " + why.label();
        return state.hasRemark(Remark.WOULD_HAVE, said)
                ? Moves.unchanged(state)
                : Moves.remarked(state, Remark.WOULD_HAVE, cause(said + ": " + words), now);
    }

    private Cause cause(String reason) {
        return Cause.gateway(reason, tick.evidence());
    }
}
