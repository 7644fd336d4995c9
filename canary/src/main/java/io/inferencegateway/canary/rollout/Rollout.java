package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Critical;
import io.inferencegateway.canary.rollout.RolloutEvent.EvidenceLost;
import io.inferencegateway.canary.rollout.RolloutEvent.Regressed;
import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutState.Transition;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/**
 * The one place where a rollout changes its state. Pure functions of their arguments; any thread.
 *
 * <p>Three rules hold whatever happens: the canary's share rises only from {@code pending}, by a passed step or by an
 * operator; a critical canary loses it in every phase in which it has some (unless the plan says to pause, or the
 * rollout is a dry run); and after a rollback only a start or a retry gives it any.
 */
public final class Rollout {
    /** The actor of what nobody asked for. */
    public static final String GATEWAY = "gateway";

    /** The name of the test that copies of requests make before the first step. */
    public static final String SHADOW = "shadow";

    /** How a reason begins that tells what a dry run did not do. */
    public static final String WOULD_HAVE = "dry run: would have ";

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
            Freeze freeze,
            long nowMillis) {
        if (last.isPresent() && last.get().phase().running()) {
            RolloutState running = last.get();
            return new Decision.Refused("rollout " + running.epoch() + " of " + model + " runs already: version "
                    + running.canary() + " is "
                    + running.phase().label().replace('_', ' ') + "; abort it or wait for its end");
        }
        if (stable == canary) {
            return new Decision.Refused("version " + canary + " of " + model + " is the stable version already");
        }
        if (freeze.refuses()) {
            return Commands.frozen(model, freeze);
        }
        ZonedDateTime overridden = freeze.until();
        return Moves.begun(
                last.map(RolloutState::epoch).orElse(0L) + 1,
                model,
                stable,
                canary,
                Cause.by(actor, Commands.overriding("started", freeze), reason),
                List.of(),
                overridden == null ? null : overridden.toInstant().toEpochMilli(),
                nowMillis);
    }

    /**
     * What stands in for a rollout whose record can't be read: paused with nothing for the canary, so that an operator
     * decides.
     */
    public static RolloutState unreadable(
            long epoch, String model, int stable, int canary, String words, long nowMillis) {
        Cause cause = Cause.gateway(words, List.of());
        Transition only = new Transition(nowMillis, null, RolloutPhase.PAUSED, 0, 0, cause);
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
                List.of(only),
                null);
    }

    /**
     * What becomes of a rollout.
     *
     * @param plan the plan it was started with
     * @param nowMillis Unix time; not before the state's own times
     */
    public static Decision apply(RolloutState state, RolloutPlan plan, RolloutEvent event, long nowMillis) {
        if (event instanceof Command command) {
            return Commands.apply(state, plan, command, nowMillis);
        }
        if (event instanceof Tick tick) {
            return Passage.apply(state, plan, tick, nowMillis);
        }
        if (event instanceof Critical critical) {
            return turnedCritical(state, plan, critical, nowMillis);
        }
        if (event instanceof Regressed regressed) {
            return regressed(state, plan, regressed, nowMillis);
        }
        if (event instanceof EvidenceLost lost) {
            return lostEvidence(state, lost, nowMillis);
        }
        return restarted(state, nowMillis);
    }

    static Decision turnedCritical(RolloutState state, RolloutPlan plan, Critical critical, long now) {
        return switch (state.phase()) {
            case PENDING, PROGRESSING, PROMOTING, PAUSED -> answered(state, plan, critical, now);
            // The trial ended critical while its good end was on the way to the disk.
            case PROMOTED ->
                plan.rollsBack() ? Moves.rollingBack(state, because(critical, ""), now) : Moves.unchanged(state);
            case ROLLING_BACK, ROLLED_BACK -> Moves.unchanged(state);
        };
    }

    private static Decision answered(RolloutState state, RolloutPlan plan, Critical critical, long now) {
        boolean pauses = plan.onCritical() == OnCritical.PAUSE;
        if (!pauses && !plan.dryRun()) {
            return Moves.rollingBack(state, because(critical, ""), now);
        }
        PauseReason why = plan.dryRun() ? PauseReason.DRY_RUN : PauseReason.CRITICAL;
        String said = !plan.dryRun() ? "" : WOULD_HAVE + (pauses ? "paused: " : "rolled back: ");
        return state.pauseReason() == why
                ? Moves.unchanged(state)
                : Moves.paused(state, why, because(critical, said), now);
    }

    private static Cause because(Critical critical, String said) {
        String joined = critical.test().equals(SHADOW) ? ": " : " of ";
        return Cause.gateway(said + critical.test() + joined + critical.words(), critical.evidence());
    }

    private static Decision regressed(RolloutState state, RolloutPlan plan, Regressed regressed, long now) {
        if (state.phase() != RolloutPhase.PROMOTED) {
            return Moves.unchanged(state);
        }
        String words = "regression: " + regressed.test() + " of " + regressed.words();
        if (plan.rollsBackRegression()) {
            return Moves.rollingBack(state, Cause.gateway(words, regressed.evidence()), now);
        }
        if (state.hasRemark(Remark.REGRESSION, "")) {
            return Moves.unchanged(state);
        }
        String dry =
                plan.care().onRegression() == RolloutPlan.OnRegression.ROLL_BACK ? WOULD_HAVE + "rolled back: " : "";
        String said = dry + words + "; back to version " + state.stable() + " with: igw rollout undo " + state.model();
        return Moves.remarked(state, Remark.REGRESSION, Cause.gateway(said, regressed.evidence()), now);
    }

    /** Exchanges in flight died with the process; a step's hold starts over, since nobody watched in between. */
    private static Decision restarted(RolloutState state, long now) {
        return switch (state.phase()) {
            case PENDING, PAUSED, ROLLED_BACK, PROMOTED -> new Decision.Next(state, List.of(Moves.traffic(state)));
            case PROGRESSING, PROMOTING -> Moves.again(state, now);
            case ROLLING_BACK -> Moves.rolledBack(state, "no request of the process before this one is left", now);
        };
    }

    private static Decision lostEvidence(RolloutState state, EvidenceLost lost, long now) {
        return switch (state.phase()) {
            case PENDING, PROGRESSING, PAUSED, PROMOTING -> Moves.unknown(state, lost.words(), now);
            case PROMOTED, ROLLING_BACK, ROLLED_BACK -> restarted(state, now);
        };
    }
}
