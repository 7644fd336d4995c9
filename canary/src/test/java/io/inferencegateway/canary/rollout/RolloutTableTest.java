package io.inferencegateway.canary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Critical;
import io.inferencegateway.canary.rollout.RolloutEvent.EvidenceLost;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutEvent.Restarted;
import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.canary.rollout.RolloutState.Transition;
import io.inferencegateway.monitoring.evidence.Certification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every phase met by every event: the table of states, written once more by hand. */
class RolloutTableTest {
    private static final long ENTERED = 1_000_000;
    /** Behind the hold and the bake time, before patience is over. */
    private static final long NOW = ENTERED + 60_000;

    private static final Certification PASSING = new Certification(400, 400, true, true, false);
    private static final Certification SILENT = new Certification(0, 0, false, false, false);
    private static final Certification UNCERTAIN = new Certification(100, 100, true, false, false);
    private static final Certification WARNING = new Certification(400, 400, true, true, true);

    private static final RolloutPlan PLAN = plan(OnCritical.ROLL_BACK);
    private static final RolloutPlan PAUSING = plan(OnCritical.PAUSE);

    private static final Map<String, RolloutEvent> EVENTS = events();

    /** Columns in the order of the phases; {@code -} changes nothing, {@code x} is refused. */
    private static final String TABLE =
            """
            event            pending       progressing   paused        promoting     promoted  rolling_back  rolled_back
            pause            x             paused        x             x             x         x             x
            resume           x             x             progressing   x             x         x             x
            promote          x             progressing   progressing   x             x         x             x
            promote-full     x             promoting     promoting     x             x         x             x
            abort            rolling_back  rolling_back  rolling_back  rolling_back  x         -             -
            retry            x             x             x             x             x         x             pending
            critical         rolling_back  rolling_back  rolling_back  rolling_back  -         -             -
            evidence-lost    paused        paused        paused        paused        -         rolled_back   -
            restarted        -             progressing   -             promoting     -         rolled_back   -
            tick-passing     progressing   progressing   -             promoted      -         rolled_back   -
            tick-silent      progressing   paused        -             promoted      -         rolled_back   -
            tick-uncertain   progressing   -             -             promoted      -         rolled_back   -
            tick-warning     progressing   -             -             -             -         rolled_back   -
            tick-shared      progressing   paused        -             promoted      -         rolled_back   -
            tick-unreachable -             progressing   -             promoted      -         rolled_back   -
            tick-in-flight   progressing   progressing   -             promoted      -         -             -
            """;

    static Stream<Arguments> cells() {
        List<String[]> rows = rows();
        List<Arguments> cells = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            int column = 1;
            for (RolloutPhase phase : RolloutPhase.values()) {
                cells.add(Arguments.of(phase, row[0], row[column++]));
            }
        }
        return cells.stream();
    }

    private static List<String[]> rows() {
        return TABLE.lines().map(line -> line.trim().split("\\s+")).toList();
    }

    @Test
    void the_table_has_a_cell_for_every_phase_and_every_event() {
        String[] header = rows().get(0);
        assertThat(Arrays.asList(header).subList(1, header.length))
                .isEqualTo(Arrays.stream(RolloutPhase.values())
                        .map(RolloutPhase::label)
                        .toList());
        assertThat(rows().stream().skip(1).map(row -> row[0]))
                .containsExactlyInAnyOrderElementsOf(EVENTS.keySet())
                .containsAll(
                        Arrays.stream(Operation.values()).map(Operation::label).toList());
    }

    @ParameterizedTest(name = "{0} + {1} = {2}")
    @MethodSource("cells")
    void every_phase_answers_every_event_as_the_table_says(RolloutPhase phase, String event, String expected) {
        RolloutState before = stateIn(phase);
        Decision decision = Rollout.apply(before, PLAN, eventNamed(event), NOW);
        if (expected.equals("x")) {
            assertThat(decision).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.reason())
                    .contains("can't " + event)
                    .contains("version 2 of fraud"));
            return;
        }
        Decision.Next next = (Decision.Next) decision;
        if (expected.equals("-")) {
            assertThat(next.state()).isEqualTo(before);
            assertThat(next.effects()).noneMatch(effect -> effect instanceof Effect.Announce);
        } else {
            assertThat(next.state().phase().label()).isEqualTo(expected);
            assertThat(next.state().history()).hasSize(before.history().size() + 1);
            assertThat(next.effects().get(next.effects().size() - 1)).isInstanceOf(Effect.Announce.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("phasesWithTraffic")
    void a_plan_that_pauses_on_critical_freezes_the_share(RolloutPhase phase) {
        RolloutState before = stateIn(phase);
        RolloutState after = next(before, PAUSING, eventNamed("critical")).state();
        assertThat(after.paused()).contains(PauseReason.CRITICAL);
        assertThat(after.weightBasisPoints()).isEqualTo(before.weightBasisPoints());
        assertThat(next(after, PAUSING, eventNamed("critical")).changesNothing())
                .isTrue();
    }

    static Stream<RolloutPhase> phasesWithTraffic() {
        return Stream.of(RolloutPhase.PROGRESSING, RolloutPhase.PAUSED, RolloutPhase.PROMOTING);
    }

    static Decision.Next next(RolloutState state, RolloutPlan plan, RolloutEvent event) {
        return (Decision.Next) Rollout.apply(state, plan, event, NOW);
    }

    static RolloutEvent eventNamed(String name) {
        RolloutEvent event = EVENTS.get(name);
        if (event == null) {
            throw new IllegalArgumentException("no event " + name);
        }
        return event;
    }

    private static RolloutPlan plan(OnCritical onCritical) {
        return new RolloutPlan(
                List.of(new Step(500, Duration.ofSeconds(30)), new Step(5_000, Duration.ofSeconds(30))),
                onCritical,
                Duration.ofSeconds(5),
                Duration.ofMinutes(10));
    }

    static Map<String, RolloutEvent> events() {
        Map<String, RolloutEvent> events = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            events.put(operation.label(), new Command(operation, "ada", "because"));
        }
        events.put("critical", new Critical("error-rate", "10 of 10 bad"));
        events.put("evidence-lost", new EvidenceLost("the record is damaged"));
        events.put("restarted", new Restarted());
        events.put("tick-passing", new Tick(true, 0, PASSING, false));
        events.put("tick-silent", new Tick(true, 0, SILENT, false));
        events.put("tick-uncertain", new Tick(true, 0, UNCERTAIN, false));
        events.put("tick-warning", new Tick(true, 0, WARNING, false));
        events.put("tick-shared", new Tick(true, 0, PASSING, true));
        events.put("tick-unreachable", new Tick(false, 0, PASSING, false));
        events.put("tick-in-flight", new Tick(true, 3, PASSING, false));
        return events;
    }

    /** Entered at {@link #ENTERED}, but a rollback that is fresh enough to still drain. */
    private static RolloutState stateIn(RolloutPhase phase) {
        int weight =
                switch (phase) {
                    case PENDING, ROLLING_BACK, ROLLED_BACK -> 0;
                    case PROGRESSING, PAUSED -> 500;
                    case PROMOTING, PROMOTED -> 10_000;
                };
        int step = weight == 10_000 ? 2 : 0;
        long entered = phase == RolloutPhase.ROLLING_BACK ? NOW - 1_000 : ENTERED;
        PauseReason why = phase == RolloutPhase.PAUSED ? PauseReason.MANUAL : null;
        List<Transition> history = List.of(new Transition(ENTERED, null, phase, step, weight, "ada", "test"));
        return new RolloutState(3, "fraud", 1, 2, phase, why, step, weight, ENTERED, entered, "test", history);
    }
}
