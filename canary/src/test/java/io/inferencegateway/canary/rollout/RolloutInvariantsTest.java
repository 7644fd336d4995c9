package io.inferencegateway.canary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any history: random events at random times, seeded. */
class RolloutInvariantsTest {
    private static final List<RolloutEvent> EVENTS =
            List.copyOf(RolloutTableTest.events().values());

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void hold_whatever_happens(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RolloutPlan plan = plan(random);
        long now = 0;
        RolloutState state =
                ((Decision.Next) Rollout.start(Optional.empty(), "fraud", 1, 2, "ada", "", Freeze.NONE, now)).state();
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(40_000);
            RolloutEvent event = EVENTS.get(random.nextInt(EVENTS.size()));
            Decision decision = Rollout.apply(state, plan, event, now);
            if (decision instanceof Decision.Next next) {
                holds(state, plan, event, next);
                state = next.state();
            } else {
                assertThat(event).isInstanceOf(Command.class);
            }
            if (state.phase() == RolloutPhase.PROMOTED && random.nextInt(4) == 0) {
                state = ((Decision.Next) Rollout.start(Optional.of(state), "fraud", 1, 2, "ada", "", Freeze.NONE, now))
                        .state();
            }
        }
    }

    private static void holds(RolloutState before, RolloutPlan plan, RolloutEvent event, Decision.Next next) {
        RolloutState after = next.state();
        assertThat(after.epoch()).isGreaterThanOrEqualTo(before.epoch());
        assertThat(after.stable()).isEqualTo(before.stable());
        assertThat(after.canary()).isEqualTo(before.canary());
        boolean retried = event instanceof Command command && command.operation() == Operation.RETRY;
        if (!retried) {
            assertThat(after.step()).isGreaterThanOrEqualTo(before.step());
        }
        if (before.phase() == RolloutPhase.ROLLED_BACK && !retried) {
            assertThat(after.phase()).as("only a start gives weight again").isEqualTo(RolloutPhase.ROLLED_BACK);
        }
        if (before.phase() == RolloutPhase.ROLLED_BACK || before.phase() == RolloutPhase.ROLLING_BACK) {
            assertThat(after.weightBasisPoints()).isZero();
        }
        if (event instanceof RolloutEvent.Critical && plan.rollsBack()) {
            assertThat(after.weightBasisPoints()).isZero();
        }
        boolean rises = after.weightBasisPoints() > before.weightBasisPoints();
        if (rises) {
            assertThat(event).isInstanceOfAny(Command.class, RolloutEvent.Tick.class);
            assertThat(event).isNotEqualTo(RolloutTableTest.eventNamed("tick-frozen"));
        }
        if (plan.dryRun() && after.weightBasisPoints() < before.weightBasisPoints()) {
            assertThat(event)
                    .as("a dry run takes nothing away by itself")
                    .isInstanceOfAny(Command.class, RolloutEvent.EvidenceLost.class);
        }
        boolean said = after.history().get(after.history().size() - 1).remark() != null;
        if (!after.equals(before) && !said) {
            effectsFit(before, after, next.effects());
        }
    }

    private static void effectsFit(RolloutState before, RolloutState after, List<Effect> effects) {
        int persisted = effects.indexOf(new Effect.Persist());
        assertThat(persisted).isNotNegative();
        if (after.phase() == RolloutPhase.PROMOTED) {
            assertThat(effects.indexOf(new Effect.MakeStable(after.canary()))).isGreaterThan(persisted);
            return;
        }
        int published = effects.indexOf(new Effect.SetWeight(after.weightBasisPoints()));
        assertThat(published).isNotNegative();
        if (after.weightBasisPoints() > before.weightBasisPoints()) {
            assertThat(published).isGreaterThan(persisted);
        } else if (after.weightBasisPoints() < before.weightBasisPoints()) {
            assertThat(published).isLessThan(persisted);
        }
    }

    private static RolloutPlan plan(SplittableRandom random) {
        int first = 1 + random.nextInt(4_000);
        return new RolloutPlan(
                List.of(
                        new Step(first, Duration.ofMillis(random.nextInt(60_000)), random.nextBoolean()),
                        new Step(first + 1 + random.nextInt(4_000), Duration.ofMillis(random.nextInt(60_000)))),
                random.nextBoolean() ? OnCritical.ROLL_BACK : OnCritical.PAUSE,
                Duration.ofMillis(random.nextInt(20_000)),
                Duration.ofMillis(random.nextInt(100_000)),
                random.nextBoolean() ? RolloutPlan.Pace.FIXED : RolloutPlan.Pace.AUTOMATIC,
                null,
                null,
                new RolloutPlan.Care(
                        Duration.ofMillis(random.nextInt(100_000)),
                        random.nextBoolean() ? RolloutPlan.OnRegression.ROLL_BACK : RolloutPlan.OnRegression.NOTIFY,
                        random.nextInt(3) == 0));
    }
}
