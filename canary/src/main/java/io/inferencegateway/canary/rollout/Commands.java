package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import java.time.ZonedDateTime;

/** What an operator's wish does to a rollout. Pure. */
final class Commands {
    private Commands() {}

    static Decision apply(RolloutState state, RolloutPlan plan, Command command, long now) {
        Operation operation = command.operation();
        RolloutPhase phase = state.phase();
        if (operation == Operation.ABORT && (phase == RolloutPhase.ROLLING_BACK || phase == RolloutPhase.ROLLED_BACK)) {
            return Moves.unchanged(state);
        }
        if (!operation.allowedIn(phase)) {
            return refused(state, command);
        }
        if (!operation.givesTraffic()) {
            return taking(state, command, now);
        }
        Freeze freeze = command.freeze();
        return freeze.refuses() ? frozen(state.model(), freeze) : giving(state, plan, command, now);
    }

    private static Decision taking(RolloutState state, Command command, long now) {
        return switch (command.operation()) {
            case PAUSE -> Moves.paused(state, PauseReason.MANUAL, cause(command, "paused"), now);
            case ABORT -> Moves.rollingBack(state, cause(command, "aborted"), now);
            case UNDO -> Moves.rollingBack(state, cause(command, "undone"), now);
            case RESUME, PROMOTE, PROMOTE_FULL, RETRY -> throw new IllegalStateException("gives traffic");
        };
    }

    private static Decision giving(RolloutState before, RolloutPlan plan, Command command, long now) {
        ZonedDateTime overridden = command.freeze().until();
        RolloutState state = overridden == null
                ? before
                : before.withOverriddenFreeze(overridden.toInstant().toEpochMilli());
        int last = plan.steps().size();
        return switch (command.operation()) {
            case RESUME -> Moves.entered(state, plan, stepAfterPause(state), cause(command, "resumed"), now);
            case PROMOTE ->
                Moves.entered(
                        state,
                        plan,
                        Math.min(state.step() + 1, last),
                        cause(command, "promoted to the next step"),
                        now);
            case PROMOTE_FULL -> Moves.entered(state, plan, last, cause(command, "promoted to everything"), now);
            case RETRY ->
                Moves.begun(
                        state.epoch() + 1,
                        state.model(),
                        state.stable(),
                        state.canary(),
                        cause(command, "retried"),
                        state.history(),
                        state.freezeOverriddenUntilMillis(),
                        now);
            case PAUSE, ABORT, UNDO -> throw new IllegalStateException("takes traffic");
        };
    }

    /** A gate is behind a step that has passed: whoever opens it does not want that step again. */
    private static int stepAfterPause(RolloutState state) {
        return state.pauseReason() == PauseReason.STEP ? state.step() + 1 : state.step();
    }

    private static Cause cause(Command command, String what) {
        return Cause.by(command.actor(), overriding(what, command.freeze()), command.reason());
    }

    /** What was done, and that it was done in a freeze. */
    static String overriding(String what, Freeze freeze) {
        return freeze.until() != null && freeze.overridden()
                ? what + " although " + freeze.words() + " (override)"
                : what;
    }

    static Decision.Refused frozen(String model, Freeze freeze) {
        return new Decision.Refused("rollouts of " + model + " are " + freeze.words()
                + ": none starts and no step is passed; go on all the same with \"override_freeze\": true"
                + " (igw: --override-freeze), which the history will tell");
    }

    private static Decision.Refused refused(RolloutState state, Command command) {
        String why =
                switch (state.phase()) {
                    case PENDING -> "is pending: it waits for its first step and can only be aborted";
                    case PROGRESSING -> "is progressing: pause, promote, promote-full or abort it";
                    case PAUSED -> "is paused: resume, promote, promote-full or abort it";
                    case PROMOTING -> "is promoting: the canary gets everything, and only abort takes it back";
                    case PROMOTED -> "is over, the canary was promoted: undo it or start another";
                    case ROLLING_BACK -> "is being rolled back";
                    case ROLLED_BACK -> "was rolled back: retry it or start another";
                };
        return new Decision.Refused("can't " + command.operation().label() + ": the rollout of version "
                + state.canary() + " of " + state.model() + " " + why);
    }
}
