package io.inferencegateway.canary.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Critical;
import io.inferencegateway.canary.rollout.RolloutEvent.EvidenceLost;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutEvent.Regressed;
import io.inferencegateway.canary.rollout.RolloutEvent.Restarted;
import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.OnCritical;
import io.inferencegateway.canary.rollout.RolloutPlan.OnRegression;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.canary.rollout.RolloutState.Transition;
import io.inferencegateway.monitoring.evidence.Certification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
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

/**
 * Every phase, paused for every reason, met by every event under every kind of plan: the table of states, written once
 * more by hand, with what becomes of the share and in which order.
 */
class RolloutTableTest {
    private static final long ENTERED = 1_000_000;
    /** Behind the hold and the bake time, before patience is over. */
    private static final long NOW = ENTERED + 60_000;

    private static final Certification PASSING = new Certification(400, 400, true, true, false);
    private static final Certification SILENT = new Certification(0, 0, false, false, false);
    private static final Certification UNCERTAIN = new Certification(100, 100, true, false, false);
    private static final Certification WARNING = new Certification(400, 400, true, true, true);

    private static final List<Figure> FIGURES = List.of(new Figure("error-rate", 13, 12, 4_180, 2_000));
    private static final Freeze FROZEN =
            Freeze.until(Instant.ofEpochMilli(NOW + 3_600_000).atZone(ZoneId.of("UTC")));

    private static final Map<String, RolloutEvent> EVENTS = events();

    /**
     * {@code -} changes nothing, {@code x} is refused, {@code says} leaves a remark and nothing else. Else the phase, the
     * share in basis points, and the order: {@code v} published and then stored, {@code ^} stored and then published,
     * {@code !} like v with the evidence forgotten.
     */
    private static final String TABLE =
            """
            event               pending           progressing       paused             promoting         promoted          rolling_back    rolled_back
            pause               x                 paused:500v       x                  x                 x                 x               x
            resume              x                 x                 progressing:500v   x                 x                 x               x
            promote             x                 progressing:5000^ progressing:5000^  x                 x                 x               x
            promote-full        x                 promoting:10000^  promoting:10000^   x                 x                 x               x
            abort               rolling_back:0v   rolling_back:0v   rolling_back:0v    rolling_back:0v   x                 -               -
            retry               x                 x                 x                  x                 x                 x               pending:0!
            undo                x                 x                 x                  x                 rolling_back:0v   x               x
            pause-frozen        x                 paused:500v       x                  x                 x                 x               x
            resume-frozen       x                 x                 x                  x                 x                 x               x
            promote-frozen      x                 x                 x                  x                 x                 x               x
            promote-full-frozen x                 x                 x                  x                 x                 x               x
            abort-frozen        rolling_back:0v   rolling_back:0v   rolling_back:0v    rolling_back:0v   x                 -               -
            retry-frozen        x                 x                 x                  x                 x                 x               x
            undo-frozen         x                 x                 x                  x                 rolling_back:0v   x               x
            critical            rolling_back:0v   rolling_back:0v   rolling_back:0v    rolling_back:0v   rolling_back:0v   -               -
            regressed           -                 -                 -                  -                 says              -               -
            evidence-lost       paused:0!         paused:0!         paused:0!          paused:0!         -                 rolled_back:0v  -
            restarted           -                 progressing:500^  -                  promoting:10000^  -                 rolled_back:0v  -
            tick-passing        progressing:500^  progressing:5000^ -                  promoted:10000^   -                 rolled_back:0v  -
            tick-silent         progressing:500^  paused:500v       -                  promoted:10000^   -                 rolled_back:0v  -
            tick-uncertain      progressing:500^  -                 -                  promoted:10000^   -                 rolled_back:0v  -
            tick-warning        progressing:500^  -                 -                  -                 -                 rolled_back:0v  -
            tick-shared         progressing:500^  paused:500v       -                  promoted:10000^   -                 rolled_back:0v  -
            tick-unreachable    -                 progressing:5000^ -                  promoted:10000^   -                 rolled_back:0v  -
            tick-in-flight      progressing:500^  progressing:5000^ -                  promoted:10000^   -                 -               -
            tick-frozen         -                 -                 -                  promoted:10000^   -                 rolled_back:0v  -
            """;

    /** Where another kind of plan differs; every cell that is not here is as in the table above. */
    private static final String DIFFERENCES =
            """
            plan             event          pending          progressing       paused             promoting         promoted
            pausing          critical       paused:0v        paused:500v       paused:500v        paused:10000v     -
            dry              critical       paused:0v        paused:500v       paused:500v        paused:10000v     -
            dry-pausing      critical       paused:0v        paused:500v       paused:500v        paused:10000v     -
            dry              tick-silent    progressing:500^ says              -                  promoted:10000^   -
            dry-pausing      tick-silent    progressing:500^ says              -                  promoted:10000^   -
            dry              tick-shared    progressing:500^ says              -                  promoted:10000^   -
            dry-pausing      tick-shared    progressing:500^ says              -                  promoted:10000^   -
            undoing          regressed      -                -                 -                  -                 rolling_back:0v
            """;

    private static final Map<String, RolloutPlan> PLANS = Map.of(
            "usual", plan(OnCritical.ROLL_BACK, OnRegression.NOTIFY, false),
            "pausing", plan(OnCritical.PAUSE, OnRegression.NOTIFY, false),
            "undoing", plan(OnCritical.ROLL_BACK, OnRegression.ROLL_BACK, false),
            "dry", plan(OnCritical.ROLL_BACK, OnRegression.ROLL_BACK, true),
            "dry-pausing", plan(OnCritical.PAUSE, OnRegression.NOTIFY, true));

    static Stream<Arguments> cells() {
        Map<String, String> differing = new LinkedHashMap<>();
        List<String[]> differences = rows(DIFFERENCES);
        for (String[] row : differences.subList(1, differences.size())) {
            for (int column = 2; column < row.length; column++) {
                differing.put(row[0] + " " + row[1] + " " + differences.get(0)[column], row[column]);
            }
        }
        List<String[]> rows = rows(TABLE);
        List<Arguments> cells = new ArrayList<>();
        PLANS.keySet().stream().sorted().forEach(plan -> {
            for (String[] row : rows.subList(1, rows.size())) {
                int column = 1;
                for (RolloutPhase phase : RolloutPhase.values()) {
                    String expected = differing.getOrDefault(plan + " " + row[0] + " " + phase.label(), row[column++]);
                    for (PauseReason why : reasons(phase)) {
                        cells.add(Arguments.of(plan, phase, why, row[0], settled(plan, why, row[0], expected)));
                    }
                }
            }
        });
        return cells.stream();
    }

    /** Paused for it already: the same evidence says nothing new. A gate is behind a step that has passed. */
    private static String settled(String plan, PauseReason why, String event, String expected) {
        if (event.equals("resume") && why == PauseReason.STEP) {
            return "progressing:5000^";
        }
        boolean again = plan.equals("pausing") && why == PauseReason.CRITICAL
                || plan.startsWith("dry") && why == PauseReason.DRY_RUN;
        return event.equals("critical") && again ? "-" : expected;
    }

    private static List<PauseReason> reasons(RolloutPhase phase) {
        return phase == RolloutPhase.PAUSED ? List.of(PauseReason.values()) : Arrays.asList(new PauseReason[] {null});
    }

    private static List<String[]> rows(String table) {
        return table.lines().map(line -> line.trim().split("\\s+")).toList();
    }

    @Test
    void the_table_has_a_cell_for_every_phase_and_every_event() {
        String[] header = rows(TABLE).get(0);
        assertThat(Arrays.asList(header).subList(1, header.length))
                .isEqualTo(Arrays.stream(RolloutPhase.values())
                        .map(RolloutPhase::label)
                        .toList());
        assertThat(rows(TABLE).stream().skip(1).map(row -> row[0]))
                .containsExactlyInAnyOrderElementsOf(EVENTS.keySet())
                .containsAll(
                        Arrays.stream(Operation.values()).map(Operation::label).toList());
        assertThat(EVENTS.values().stream().map(Object::getClass).distinct())
                .as("every kind of event")
                .hasSize(RolloutEvent.class.getPermittedSubclasses().length);
    }

    @ParameterizedTest(name = "{0} plan: {1} ({2}) + {3} = {4}")
    @MethodSource("cells")
    void every_phase_answers_every_event_as_the_table_says(
            String plan, RolloutPhase phase, PauseReason why, String event, String expected) {
        RolloutState before = stateIn(phase, why);
        Decision decision = Rollout.apply(before, PLANS.get(plan), eventNamed(event), NOW);
        if (expected.equals("x")) {
            assertThat(((Decision.Refused) decision).reason())
                    .contains("fraud")
                    .containsAnyOf("can't ", "frozen until");
            return;
        }
        Decision.Next next = (Decision.Next) decision;
        RolloutState after = next.state();
        if (expected.equals("-")) {
            assertThat(after).isEqualTo(before);
            assertThat(next.effects()).isSubsetOf(Moves.traffic(before));
            return;
        }
        keepsWhatIsRecorded(before, after, event);
        if (expected.equals("says")) {
            assertThat(after.phase()).isEqualTo(before.phase());
            assertThat(after.stepEnteredAtMillis()).isEqualTo(before.stepEnteredAtMillis());
            assertThat(newest(after).remark()).isNotNull();
            assertThat(next.effects()).containsExactly(new Effect.Announce(newest(after)), new Effect.Persist());
            assertThat(Rollout.apply(after, PLANS.get(plan), eventNamed(event), NOW + 1))
                    .as("it is said once")
                    .isEqualTo(Moves.unchanged(after));
            return;
        }
        String to = expected.substring(0, expected.indexOf(':'));
        int share = Integer.parseInt(expected.substring(to.length() + 1, expected.length() - 1));
        assertThat(after.phase().label()).isEqualTo(to);
        assertThat(after.weightBasisPoints()).isEqualTo(share);
        assertThat(after.stepEnteredAtMillis()).isEqualTo(NOW);
        assertThat(newest(after).remark()).isNull();
        assertThat(next.effects()).containsExactlyElementsOf(effects(after, expected.charAt(expected.length() - 1)));
    }

    private static List<Effect> effects(RolloutState after, char order) {
        Effect announced = new Effect.Announce(newest(after));
        Effect traffic = after.phase() == RolloutPhase.PROMOTED
                ? new Effect.MakeStable(2)
                : new Effect.SetWeight(after.weightBasisPoints());
        return switch (order) {
            case 'v' -> List.of(traffic, new Effect.Persist(), announced);
            case '^' -> List.of(new Effect.Persist(), traffic, announced);
            case '!' -> List.of(traffic, new Effect.ResetEvidence(), new Effect.Persist(), announced);
            default -> throw new IllegalArgumentException("no order " + order);
        };
    }

    private static void keepsWhatIsRecorded(RolloutState before, RolloutState after, String event) {
        assertThat(after.epoch()).isEqualTo(before.epoch() + (event.equals("retry") ? 1 : 0));
        assertThat(List.of(after.model(), after.stable(), after.canary())).isEqualTo(List.of("fraud", 1, 2));
        assertThat(after.history().subList(0, before.history().size())).isEqualTo(before.history());
        assertThat(after.history()).hasSize(before.history().size() + 1);
        Transition newest = newest(after);
        assertThat(newest.from()).isEqualTo(before.phase());
        assertThat(newest.to()).isEqualTo(after.phase());
        assertThat(newest.step()).isEqualTo(after.step());
        assertThat(newest.weightBasisPoints()).isEqualTo(after.weightBasisPoints());
        assertThat(newest.atMillis()).isEqualTo(NOW);
        // The last change of a rollback says that it is done; why it was begun stays the reason.
        assertThat(after.phase() == RolloutPhase.ROLLED_BACK ? before.reason() : newest.reason())
                .isEqualTo(after.reason())
                .isNotBlank();
        assertThat(newest.reason()).isNotBlank();
        boolean asked = eventNamed(event) instanceof Command;
        assertThat(newest.actor()).isEqualTo(asked ? "ada" : Rollout.GATEWAY);
        boolean decidedByFigures = !asked
                && after.phase() != RolloutPhase.ROLLED_BACK
                && !(eventNamed(event) instanceof Restarted)
                && !(eventNamed(event) instanceof EvidenceLost);
        assertThat(newest.evidence()).isEqualTo(decidedByFigures ? FIGURES : List.of());
    }

    private static Transition newest(RolloutState state) {
        return state.history().get(state.history().size() - 1);
    }

    static RolloutEvent eventNamed(String name) {
        RolloutEvent event = EVENTS.get(name);
        if (event == null) {
            throw new IllegalArgumentException("no event " + name);
        }
        return event;
    }

    static Tick tick(boolean reachable, int inFlight, Certification certification, boolean sharedFault) {
        return new Tick(reachable, inFlight, certification, sharedFault, Freeze.NONE, FIGURES);
    }

    static Critical critical(String test, String words) {
        return new Critical(test, words, FIGURES);
    }

    private static RolloutPlan plan(OnCritical onCritical, OnRegression onRegression, boolean dryRun) {
        return new RolloutPlan(
                List.of(new Step(500, Duration.ofSeconds(30)), new Step(5_000, Duration.ofSeconds(30))),
                onCritical,
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                RolloutPlan.Pace.FIXED,
                null,
                null,
                new RolloutPlan.Care(Duration.ofHours(1), onRegression, dryRun));
    }

    static Map<String, RolloutEvent> events() {
        Map<String, RolloutEvent> events = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            events.put(operation.label(), new Command(operation, "ada", "because"));
            events.put(operation.label() + "-frozen", new Command(operation, "ada", "because", FROZEN));
        }
        events.put("critical", critical("error-rate", "10 of 10 bad"));
        events.put("regressed", new Regressed("error-rate", "10 of 10 bad", FIGURES));
        events.put("evidence-lost", new EvidenceLost("the record is damaged"));
        events.put("restarted", new Restarted());
        events.put("tick-passing", tick(true, 0, PASSING, false));
        events.put("tick-silent", tick(true, 0, SILENT, false));
        events.put("tick-uncertain", tick(true, 0, UNCERTAIN, false));
        events.put("tick-warning", tick(true, 0, WARNING, false));
        events.put("tick-shared", tick(true, 0, PASSING, true));
        events.put("tick-unreachable", tick(false, 0, PASSING, false));
        events.put("tick-in-flight", tick(true, 3, PASSING, false));
        events.put("tick-frozen", new Tick(true, 0, PASSING, false, FROZEN, FIGURES));
        return events;
    }

    /** Entered at {@link #ENTERED}, but a rollback that is fresh enough to still drain. */
    private static RolloutState stateIn(RolloutPhase phase, PauseReason why) {
        int weight =
                switch (phase) {
                    case PENDING, ROLLING_BACK, ROLLED_BACK -> 0;
                    case PROGRESSING, PAUSED -> 500;
                    case PROMOTING, PROMOTED -> 10_000;
                };
        int step = weight == 10_000 ? 2 : 0;
        long entered = phase == RolloutPhase.ROLLING_BACK ? NOW - 1_000 : ENTERED;
        Cause cause = new Cause("ada", "test", List.of());
        List<Transition> history = List.of(new Transition(ENTERED, null, phase, step, weight, cause));
        return new RolloutState(3, "fraud", 1, 2, phase, why, step, weight, ENTERED, entered, "test", history, null);
    }
}
