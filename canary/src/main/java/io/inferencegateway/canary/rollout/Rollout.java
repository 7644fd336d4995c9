package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Critical;
import io.inferencegateway.canary.rollout.RolloutEvent.EvidenceLost;
import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.canary.rollout.RolloutState.Transition;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.monitoring.evidence.Certification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a rollout changes its state. Pure functions of their arguments; any thread.
 *
 * <p>Three rules hold whatever happens: the canary's share rises only from {@code pending}, by a passed step or by an
 * operator; a critical canary loses it in every phase in which it has some (unless the plan says to pause); and after
 * a rollback only a start or a retry gives it any.
 */
public final class Rollout {
    /** The actor of what nobody asked for. */
    public static final String GATEWAY = "gateway";

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

    private Rollout() {}

    /**
     * A new rollout, pending.
     *
     * @param last the model's current or last rollout, if there was one
     * @param stable the version that serves now
     */
    public static Decision start(
            Optional<RolloutState> last,
            String model,
            int stable,
            int canary,
            String actor,
            String reason,
            long nowMillis) {
        if (last.isPresent() && last.get().phase().running()) {
            RolloutState running = last.get();
            return new Decision.Refused("version " + running.canary() + " of " + model + " is "
                    + running.phase().label() + "; abort it or wait for its end");
        }
        if (stable == canary) {
            return new Decision.Refused("version " + canary + " of " + model + " is the stable version already");
        }
        long epoch = last.map(RolloutState::epoch).orElse(0L) + 1;
        return begun(epoch, model, stable, canary, actor, worded("started", reason), List.of(), nowMillis);
    }

    /**
     * What stands in for a rollout whose record can't be read: paused with nothing for the canary, so that an operator
     * decides.
     */
    public static RolloutState unreadable(
            long epoch, String model, int stable, int canary, String words, long nowMillis) {
        Transition only = new Transition(nowMillis, null, RolloutPhase.PAUSED, 0, 0, GATEWAY, words);
        return new RolloutState(
                epoch,
                model,
                stable,
                canary,
                RolloutPhase.PAUSED,
                PauseReason.UNREADABLE,
                0,
                0,
                nowMillis,
                nowMillis,
                words,
                List.of(only));
    }

    /**
     * What becomes of a rollout.
     *
     * @param plan the plan it was started with
     * @param nowMillis Unix time; not before the state's own times
     */
    public static Decision apply(RolloutState state, RolloutPlan plan, RolloutEvent event, long nowMillis) {
        if (event instanceof Command command) {
            return commanded(state, plan, command, nowMillis);
        }
        if (event instanceof Tick tick) {
            return ticked(state, plan, tick, nowMillis);
        }
        if (event instanceof Critical critical) {
            return turnedCritical(state, plan, critical, nowMillis);
        }
        if (event instanceof EvidenceLost lost) {
            return lostEvidence(state, lost, nowMillis);
        }
        return restarted(state, nowMillis);
    }

    private static Decision commanded(RolloutState state, RolloutPlan plan, Command command, long now) {
        return switch (command.operation()) {
            case PAUSE ->
                state.phase() == RolloutPhase.PROGRESSING
                        ? paused(state, PauseReason.MANUAL, command.actor(), worded("paused", command.reason()), now)
                        : refused(state, command);
            case RESUME ->
                state.phase() == RolloutPhase.PAUSED
                        ? entered(
                                state,
                                plan,
                                stepAfterPause(state),
                                command.actor(),
                                worded("resumed", command.reason()),
                                now)
                        : refused(state, command);
            case PROMOTE ->
                progressingOrPaused(state)
                        ? entered(
                                state,
                                plan,
                                Math.min(state.step() + 1, plan.steps().size()),
                                command.actor(),
                                worded("promoted to the next step", command.reason()),
                                now)
                        : refused(state, command);
            case PROMOTE_FULL ->
                progressingOrPaused(state)
                        ? entered(
                                state,
                                plan,
                                plan.steps().size(),
                                command.actor(),
                                worded("promoted to everything", command.reason()),
                                now)
                        : refused(state, command);
            case ABORT -> aborted(state, command, now);
            case RETRY ->
                state.phase() == RolloutPhase.ROLLED_BACK
                        ? begun(
                                state.epoch() + 1,
                                state.model(),
                                state.stable(),
                                state.canary(),
                                command.actor(),
                                worded("retried", command.reason()),
                                state.history(),
                                now)
                        : refused(state, command);
        };
    }

    /** A gate is behind a step that has passed: whoever opens it does not want that step again. */
    private static int stepAfterPause(RolloutState state) {
        return state.pauseReason() == PauseReason.STEP ? state.step() + 1 : state.step();
    }

    private static boolean progressingOrPaused(RolloutState state) {
        return state.phase() == RolloutPhase.PROGRESSING || state.phase() == RolloutPhase.PAUSED;
    }

    private static Decision aborted(RolloutState state, Command command, long now) {
        return switch (state.phase()) {
            case PENDING, PROGRESSING, PAUSED, PROMOTING ->
                rollingBack(state, command.actor(), worded("aborted", command.reason()), now);
            case ROLLING_BACK, ROLLED_BACK -> unchanged(state);
            case PROMOTED -> refused(state, command);
        };
    }

    private static Decision.Refused refused(RolloutState state, Command command) {
        String why =
                switch (state.phase()) {
                    case PENDING -> "waits for the canary to be reachable and can only be aborted";
                    case PROGRESSING -> "is progressing: pause, promote, promote-full or abort it";
                    case PAUSED -> "is paused: resume, promote, promote-full or abort it";
                    case PROMOTING -> "is promoting: the canary gets everything, and only abort takes it back";
                    case PROMOTED -> "is over: the canary was promoted";
                    case ROLLING_BACK -> "is being rolled back";
                    case ROLLED_BACK -> "was rolled back: retry it or start another";
                };
        return new Decision.Refused("can't " + command.operation().label() + ": the rollout of version "
                + state.canary() + " of " + state.model() + " " + why);
    }

    private static Decision ticked(RolloutState state, RolloutPlan plan, Tick tick, long now) {
        return switch (state.phase()) {
            case PENDING ->
                tick.canaryReachable()
                        ? entered(state, plan, 0, GATEWAY, "the canary is reachable", now)
                        : unchanged(state);
            case PROGRESSING -> stepTicked(state, plan, tick, now);
            case PROMOTING -> bakeTicked(state, plan, tick, now);
            case ROLLING_BACK ->
                tick.canaryInFlight() == 0 || now - state.stepEnteredAtMillis() >= LONGEST_DRAIN_MILLIS
                        ? moved(state, RolloutPhase.ROLLED_BACK, null, state.step(), 0, GATEWAY, state.reason(), now)
                        : unchanged(state);
            case PAUSED, PROMOTED, ROLLED_BACK -> unchanged(state);
        };
    }

    private static Decision stepTicked(RolloutState state, RolloutPlan plan, Tick tick, long now) {
        if (tick.sharedFault()) {
            return held(state, PauseReason.SHARED_FAULT, "canary and stable fail alike", now);
        }
        Step step = plan.steps().get(state.step());
        long held = now - state.stepEnteredAtMillis();
        if (held < plan.leastMillis(step)) {
            return unchanged(state);
        }
        Certification certification = tick.certification();
        if (certification.passes() && certification.answeredAtWeight() >= leastAnswers(plan)) {
            String passed =
                    "step " + (state.step() + 1) + " passed: " + certification.answered() + " answers certified";
            return step.waitForOperator()
                    ? paused(state, PauseReason.STEP, GATEWAY, passed, now)
                    : entered(state, plan, state.step() + 1, GATEWAY, passed, now);
        }
        if (certification.answeredAtWeight() == 0
                && held >= Math.max(plan.silentAfterMillis(step), LEAST_SILENCE_MILLIS)) {
            return held(state, PauseReason.INCONCLUSIVE, "no answers from the canary at this weight", now);
        }
        return held < plan.longestMillis(step) ? unchanged(state) : outOfPatience(state, certification, now);
    }

    private static int leastAnswers(RolloutPlan plan) {
        return switch (plan.pace()) {
            case FIXED -> LEAST_ANSWERS_PER_STEP;
            case AUTOMATIC -> LEAST_ANSWERS_WITHOUT_HOLD;
        };
    }

    private static Decision bakeTicked(RolloutState state, RolloutPlan plan, Tick tick, long now) {
        long held = now - state.stepEnteredAtMillis();
        if (held < plan.bake().toMillis()) {
            return unchanged(state);
        }
        if (!tick.certification().warning()) {
            return moved(
                    state,
                    RolloutPhase.PROMOTED,
                    null,
                    state.step(),
                    TrafficSplit.WHOLE,
                    GATEWAY,
                    "the bake time was clean",
                    now);
        }
        return held < plan.bake().plus(plan.patience()).toMillis()
                ? unchanged(state)
                : outOfPatience(state, tick.certification(), now);
    }

    private static Decision outOfPatience(RolloutState state, Certification certification, long now) {
        return certification.warning()
                ? held(state, PauseReason.WARNING, "the canary is in its warning band", now)
                : held(
                        state,
                        PauseReason.INCONCLUSIVE,
                        certification.answered() + " answers, " + certification.answeredAtWeight()
                                + " of them at this weight, do not certify the canary",
                        now);
    }

    private static Decision turnedCritical(RolloutState state, RolloutPlan plan, Critical critical, long now) {
        String words = critical.test() + ": " + critical.words();
        return switch (state.phase()) {
            case PENDING, PROGRESSING, PROMOTING ->
                plan.onCritical() == OnCritical.PAUSE
                        ? paused(state, PauseReason.CRITICAL, GATEWAY, words, now)
                        : rollingBack(state, GATEWAY, words, now);
            case PAUSED ->
                plan.onCritical() == OnCritical.PAUSE
                        ? pausedAsCritical(state, words, now)
                        : rollingBack(state, GATEWAY, words, now);
            case PROMOTED, ROLLING_BACK, ROLLED_BACK -> unchanged(state);
        };
    }

    private static Decision pausedAsCritical(RolloutState state, String words, long now) {
        return state.pauseReason() == PauseReason.CRITICAL
                ? unchanged(state)
                : paused(state, PauseReason.CRITICAL, GATEWAY, words, now);
    }

    /** Exchanges in flight died with the process; a step's hold starts over, since nobody watched in between. */
    private static Decision restarted(RolloutState state, long now) {
        return switch (state.phase()) {
            case PENDING, PAUSED, ROLLED_BACK, PROMOTED -> new Decision.Next(state, List.of(traffic(state)));
            case PROGRESSING, PROMOTING ->
                moved(
                        state,
                        state.phase(),
                        null,
                        state.step(),
                        state.weightBasisPoints(),
                        GATEWAY,
                        "resumed after a restart",
                        now);
            case ROLLING_BACK ->
                moved(state, RolloutPhase.ROLLED_BACK, null, state.step(), 0, GATEWAY, state.reason(), now);
        };
    }

    private static Decision lostEvidence(RolloutState state, EvidenceLost lost, long now) {
        return switch (state.phase()) {
            case PENDING, PROGRESSING, PAUSED, PROMOTING -> {
                RolloutState next = state.moved(
                        RolloutPhase.PAUSED, PauseReason.UNREADABLE, state.step(), 0, now, GATEWAY, lost.words());
                yield new Decision.Next(
                        next,
                        List.of(
                                new Effect.SetWeight(0),
                                new Effect.ResetEvidence(),
                                new Effect.Persist(),
                                announcementOf(next)));
            }
            case PROMOTED, ROLLING_BACK, ROLLED_BACK -> restarted(state, now);
        };
    }

    /** The effect that makes a fresh routing table agree with the state. */
    private static Effect traffic(RolloutState state) {
        return state.phase() == RolloutPhase.PROMOTED
                ? new Effect.MakeStable(state.canary())
                : new Effect.SetWeight(state.weightBasisPoints());
    }

    private static Decision begun(
            long epoch,
            String model,
            int stable,
            int canary,
            String actor,
            String reason,
            List<Transition> before,
            long now) {
        @Nullable
        RolloutPhase from =
                before.isEmpty() ? null : before.get(before.size() - 1).to();
        Transition first = new Transition(now, from, RolloutPhase.PENDING, 0, 0, actor, reason);
        List<Transition> history = new ArrayList<>(before);
        history.add(first);
        RolloutState state = new RolloutState(
                epoch, model, stable, canary, RolloutPhase.PENDING, null, 0, 0, now, now, reason, history);
        return new Decision.Next(
                state,
                List.of(
                        new Effect.SetWeight(0),
                        new Effect.ResetEvidence(),
                        new Effect.Persist(),
                        announcementOf(state)));
    }

    /** Into a step, or behind the last one into the bake time. */
    private static Decision entered(
            RolloutState state, RolloutPlan plan, int step, String actor, String reason, long now) {
        return step < plan.steps().size()
                ? moved(
                        state,
                        RolloutPhase.PROGRESSING,
                        null,
                        step,
                        plan.steps().get(step).weightBasisPoints(),
                        actor,
                        reason,
                        now)
                : moved(
                        state,
                        RolloutPhase.PROMOTING,
                        null,
                        plan.steps().size(),
                        TrafficSplit.WHOLE,
                        actor,
                        reason,
                        now);
    }

    /** Paused by the gateway; the words begin with the reason's name, so that an operator can search for it. */
    private static Decision held(RolloutState state, PauseReason why, String words, long now) {
        return paused(state, why, GATEWAY, why.label() + ": " + words, now);
    }

    private static Decision paused(RolloutState state, PauseReason why, String actor, String reason, long now) {
        return moved(state, RolloutPhase.PAUSED, why, state.step(), state.weightBasisPoints(), actor, reason, now);
    }

    private static Decision rollingBack(RolloutState state, String actor, String reason, long now) {
        return moved(state, RolloutPhase.ROLLING_BACK, null, state.step(), 0, actor, reason, now);
    }

    private static Decision moved(
            RolloutState state,
            RolloutPhase to,
            @Nullable PauseReason pauseReason,
            int step,
            int weight,
            String actor,
            String reason,
            long now) {
        RolloutState next = state.moved(to, pauseReason, step, weight, now, actor, reason);
        boolean rises = weight > state.weightBasisPoints() || to == RolloutPhase.PROMOTED;
        // A restart begins with a table that gives the canary nothing, so the same share is a rise there.
        boolean givesAgain = to == state.phase() && weight > 0;
        List<Effect> effects = rises || givesAgain
                ? List.of(new Effect.Persist(), traffic(next), announcementOf(next))
                : List.of(traffic(next), new Effect.Persist(), announcementOf(next));
        return new Decision.Next(next, effects);
    }

    private static Effect announcementOf(RolloutState state) {
        return new Effect.Announce(state.history().get(state.history().size() - 1));
    }

    private static Decision.Next unchanged(RolloutState state) {
        return new Decision.Next(state, List.of());
    }

    private static String worded(String what, String reason) {
        return reason.isBlank() ? what : what + ": " + reason;
    }
}
