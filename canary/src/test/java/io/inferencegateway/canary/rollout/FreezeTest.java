package io.inferencegateway.canary.rollout;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.canary.rollout.RolloutEvent.Command;
import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutEvent.Tick;
import io.inferencegateway.canary.rollout.RolloutPlan.Step;
import io.inferencegateway.monitoring.evidence.Certification;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When rollouts stand still, and what an operator may do about it. Berlin's clocks jump on 2026-03-29 and 2026-10-25. */
class FreezeTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Certification PASSING = new Certification(400, 400, true, true, false);
    private static final RolloutPlan PLAN =
            new RolloutPlan(List.of(new Step(500, Duration.ZERO), new Step(5_000, Duration.ZERO)));

    @Test
    void a_window_over_midnight_ends_the_next_morning_by_local_clocks() {
        FreezeWindows nights = windows(Set.of(FRIDAY), "16:00", "08:00");
        assertThat(until(nights, "2026-11-27T14:59:59Z")).isNull();
        assertThat(until(nights, "2026-11-27T15:00:00Z")).isEqualTo("2026-11-28T08:00+01:00[Europe/Berlin]");
        assertThat(until(nights, "2026-11-28T06:59:59Z")).isEqualTo("2026-11-28T08:00+01:00[Europe/Berlin]");
        assertThat(until(nights, "2026-11-28T07:00:00Z")).isNull();
        assertThat(until(nights, "2026-11-29T15:00:00Z")).isNull();
    }

    @Test
    void a_window_within_a_day_ends_the_same_day() {
        FreezeWindows lunch = windows(Set.of(MONDAY), "12:00", "13:30");
        assertThat(until(lunch, "2026-11-30T11:00:00Z")).isEqualTo("2026-11-30T13:30+01:00[Europe/Berlin]");
        assertThat(until(lunch, "2026-11-30T12:30:00Z")).isNull();
        assertThat(until(lunch, "2026-12-01T11:00:00Z")).isNull();
    }

    @Test
    void windows_that_touch_are_one_freeze() {
        FreezeWindows weekend = windows(Set.of(FRIDAY, SATURDAY, SUNDAY), "00:00", "00:00");
        assertThat(until(weekend, "2026-11-27T09:00:00Z")).isEqualTo("2026-11-30T00:00+01:00[Europe/Berlin]");
    }

    @Test
    void the_night_that_has_two_o_clock_twice_freezes_to_the_second_one() {
        FreezeWindows night = windows(Set.of(SATURDAY), "20:00", "02:30");
        assertThat(until(night, "2026-10-25T00:45:00Z")).isEqualTo("2026-10-25T02:30+01:00[Europe/Berlin]");
        assertThat(until(night, "2026-10-25T01:30:00Z")).isNull();
        FreezeWindows from = windows(Set.of(SUNDAY), "02:30", "05:00");
        assertThat(until(from, "2026-10-25T00:29:59Z")).isNull();
        assertThat(until(from, "2026-10-25T00:30:00Z")).isEqualTo("2026-10-25T05:00+01:00[Europe/Berlin]");
    }

    @Test
    void the_night_that_lacks_two_o_clock_freezes_to_and_from_the_jump() {
        assertThat(until(windows(Set.of(SATURDAY), "20:00", "02:30"), "2026-03-29T00:59:59Z"))
                .isEqualTo("2026-03-29T03:00+02:00[Europe/Berlin]");
        FreezeWindows from = windows(Set.of(SUNDAY), "02:30", "05:00");
        assertThat(until(from, "2026-03-29T00:59:59Z")).isNull();
        assertThat(until(from, "2026-03-29T01:00:00Z")).isEqualTo("2026-03-29T05:00+02:00[Europe/Berlin]");
    }

    @Test
    void windows_that_leave_no_moment_are_told_apart_from_long_ones() {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        assertThat(windows(EnumSet.allOf(DayOfWeek.class), "00:00", "00:00").neverEnd(now))
                .isTrue();
        assertThat(windows(EnumSet.allOf(DayOfWeek.class), "08:00", "07:59").neverEnd(now))
                .isFalse();
        assertThat(FreezeWindows.NONE.neverEnd(now)).isFalse();
        assertThatThrownBy(() -> new FreezeWindow(Set.of(), LocalTime.NOON, LocalTime.MIDNIGHT, BERLIN))
                .hasMessageContaining("a day to begin on");
    }

    @Test
    void a_start_in_a_freeze_is_refused_with_its_end_and_the_way_around_it() {
        Freeze freeze = Freeze.until(ZonedDateTime.of(2026, 11, 30, 8, 0, 0, 0, BERLIN));
        Decision decision = Rollout.start(Optional.empty(), "fraud", 1, 2, "ada", "", freeze, 0);
        assertThat(((Decision.Refused) decision).reason())
                .contains("2026-11-30T08:00+01:00[Europe/Berlin]")
                .contains("override_freeze")
                .contains("--override-freeze");
    }

    @Test
    void an_overridden_start_goes_on_through_this_freeze_but_not_through_the_next() {
        Freeze now = Freeze.until(Instant.ofEpochSecond(1_000).atZone(BERLIN));
        Freeze next = Freeze.until(Instant.ofEpochSecond(9_000).atZone(BERLIN));
        RolloutState state = state(Rollout.start(Optional.empty(), "fraud", 1, 2, "ada", "hot fix", now.override(), 0));
        assertThat(state.reason()).contains("although frozen until").endsWith(": hot fix");

        assertThat(passed(state, next).phase()).isEqualTo(RolloutPhase.PENDING);
        state = passed(state, now);
        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        assertThat(passed(state, now).step()).isEqualTo(1);
        assertThat(passed(state, next).step()).isZero();
        assertThat(passed(state, Freeze.NONE).step()).isEqualTo(1);
    }

    @Test
    void an_overridden_resume_is_told_by_the_history() {
        RolloutState state =
                passed(state(Rollout.start(Optional.empty(), "fraud", 1, 2, "ada", "", Freeze.NONE, 0)), Freeze.NONE);
        state = state(Rollout.apply(state, PLAN, new Command(Operation.PAUSE, "ada", ""), 0));
        Freeze freeze = Freeze.until(Instant.ofEpochSecond(1_000).atZone(BERLIN));

        RolloutEvent resume = new Command(Operation.RESUME, "bob", "", freeze.override());
        state = state(Rollout.apply(state, PLAN, resume, 0));

        assertThat(state.phase()).isEqualTo(RolloutPhase.PROGRESSING);
        assertThat(state.history().get(state.history().size() - 1).reason()).contains("although frozen until");
        assertThat(passed(state, freeze).step()).isEqualTo(1);
    }

    private static RolloutState passed(RolloutState state, Freeze freeze) {
        return state(Rollout.apply(state, PLAN, new Tick(true, 0, PASSING, false, freeze, List.of()), 10_000));
    }

    private static RolloutState state(Decision decision) {
        return ((Decision.Next) decision).state();
    }

    private static FreezeWindows windows(Set<DayOfWeek> days, String from, String to) {
        return new FreezeWindows(List.of(new FreezeWindow(days, LocalTime.parse(from), LocalTime.parse(to), BERLIN)));
    }

    private static String until(FreezeWindows windows, String now) {
        ZonedDateTime until = windows.at(Instant.parse(now)).until();
        return until == null ? null : until.toString();
    }
}
