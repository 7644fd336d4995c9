package io.inferencegateway.canary.rollout;

import io.inferencegateway.canary.rollout.RolloutState.Transition;
import io.inferencegateway.canary.split.TrafficSplit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The moves that a rollout can make, each with its effects in their order: what lowers the canary's share or keeps it is
 * published before it is stored, what raises it is stored before. Pure.
 */
final class Moves {
    private Moves() {}

    /** Into {@code pending}, with no evidence. */
    static Decision begun(
            long epoch,
            String model,
            int stable,
            int canary,
            Cause cause,
            List<Transition> before,
            @Nullable Long freezeOverriddenUntilMillis,
            long now) {
        @Nullable
        RolloutPhase from =
                before.isEmpty() ? null : before.get(before.size() - 1).to();
        List<Transition> history = new ArrayList<>(before);
        history.add(new Transition(now, from, RolloutPhase.PENDING, 0, 0, cause));
        if (history.size() > RolloutState.HISTORY_LIMIT) {
            history.remove(1);
        }
        RolloutState state = new RolloutState(
                epoch,
                model,
                stable,
                canary,
                RolloutPhase.PENDING,
                null,
                0,
                0,
                now,
                now,
                cause.reason(),
                history,
                freezeOverriddenUntilMillis);
        return new Decision.Next(
                state,
                List.of(
                        new Effect.SetWeight(0),
                        new Effect.ResetEvidence(),
                        new Effect.Persist(),
                        announcementOf(state)));
    }

    /** Into a step, or behind the last one into the bake time. */
    static Decision entered(RolloutState state, RolloutPlan plan, int step, Cause cause, long now) {
        return step < plan.steps().size()
                ? moved(
                        state,
                        RolloutPhase.PROGRESSING,
                        null,
                        step,
                        plan.steps().get(step).weightBasisPoints(),
                        cause,
                        now)
                : moved(state, RolloutPhase.PROMOTING, null, plan.steps().size(), TrafficSplit.WHOLE, cause, now);
    }

    static Decision promoted(RolloutState state, Cause cause, long now) {
        return moved(state, RolloutPhase.PROMOTED, null, state.step(), TrafficSplit.WHOLE, cause, now);
    }

    static Decision paused(RolloutState state, PauseReason why, Cause cause, long now) {
        return moved(state, RolloutPhase.PAUSED, why, state.step(), state.weightBasisPoints(), cause, now);
    }

    static Decision rollingBack(RolloutState state, Cause cause, long now) {
        return moved(state, RolloutPhase.ROLLING_BACK, null, state.step(), 0, cause, now);
    }

    /** @param words why it is done now; why it was rolled back stays the state's reason */
    static Decision rolledBack(RolloutState state, String words, long now) {
        RolloutState next = state.moved(
                        RolloutPhase.ROLLED_BACK, null, state.step(), 0, Cause.gateway(words, List.of()), now)
                .because(state.reason());
        return new Decision.Next(next, List.of(traffic(next), new Effect.Persist(), announcementOf(next)));
    }

    /** Where it was, taken up again by a process that knows nothing of it yet. */
    static Decision again(RolloutState state, long now) {
        Cause cause = Cause.gateway("resumed after a restart", List.of());
        return moved(state, state.phase(), null, state.step(), state.weightBasisPoints(), cause, now);
    }

    /** Paused with nothing for the canary and nothing known of it. */
    static Decision unknown(RolloutState state, String words, long now) {
        Cause cause = Cause.gateway(words, List.of());
        RolloutState next = state.moved(RolloutPhase.PAUSED, PauseReason.UNREADABLE, state.step(), 0, cause, now);
        return new Decision.Next(
                next,
                List.of(
                        new Effect.SetWeight(0),
                        new Effect.ResetEvidence(),
                        new Effect.Persist(),
                        announcementOf(next)));
    }

    /** Something said: the traffic and the time stay as they are. */
    static Decision remarked(RolloutState state, Remark remark, Cause cause, long now) {
        RolloutState next = state.remarked(remark, cause, now);
        return new Decision.Next(next, List.of(announcementOf(next), new Effect.Persist()));
    }

    static Decision.Next unchanged(RolloutState state) {
        return new Decision.Next(state, List.of());
    }

    /** The effect that makes a fresh routing table agree with the state. */
    static Effect traffic(RolloutState state) {
        return state.phase() == RolloutPhase.PROMOTED
                ? new Effect.MakeStable(state.canary())
                : new Effect.SetWeight(state.weightBasisPoints());
    }

    private static Decision moved(
            RolloutState state,
            RolloutPhase to,
            @Nullable PauseReason why,
            int step,
            int weight,
            Cause cause,
            long now) {
        RolloutState next = state.moved(to, why, step, weight, cause, now);
        boolean rises = weight > state.weightBasisPoints() || to == RolloutPhase.PROMOTED;
        // A restart begins with a table that gives the canary nothing, so the same share is a rise there.
        boolean givesAgain = to == state.phase() && to != RolloutPhase.PAUSED;
        List<Effect> effects = rises || givesAgain
                ? List.of(new Effect.Persist(), traffic(next), announcementOf(next))
                : List.of(traffic(next), new Effect.Persist(), announcementOf(next));
        return new Decision.Next(next, effects);
    }

    private static Effect announcementOf(RolloutState state) {
        return new Effect.Announce(state.history().get(state.history().size() - 1));
    }
}
