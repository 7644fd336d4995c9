package io.inferencegateway.canary.rollout;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.Set;

/**
 * A stretch of some weekdays in which rollouts stand still. Immutable.
 *
 * @param days on which it begins, at least one
 * @param from when it begins, by the clocks of {@code zone}
 * @param to when it ends, itself outside: at or before {@code from} it is a time of the next day
 */
public record FreezeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    public FreezeWindow {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a freeze needs a day to begin on");
        }
    }

    /** When the window that {@code now} lies in ends; empty where it lies in none. */
    Optional<ZonedDateTime> endAfter(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        ZonedDateTime latest = null;
        // A window lasts a day at most, or 25 hours in a night that has 2 o'clock twice.
        for (LocalDate date = today.minusDays(2); !date.isAfter(today); date = date.plusDays(1)) {
            if (!days.contains(date.getDayOfWeek())) {
                continue;
            }
            LocalDate lastDay = to.isAfter(from) ? date : date.plusDays(1);
            ZonedDateTime end = moment(lastDay.atTime(to), true);
            boolean within =
                    !now.isBefore(moment(date.atTime(from), false).toInstant()) && now.isBefore(end.toInstant());
            if (within && (latest == null || end.isAfter(latest))) {
                latest = end;
            }
        }
        return Optional.ofNullable(latest);
    }

    /** A time that clocks show twice is the first one for a beginning, the second for an end; one they skip is the jump. */
    private ZonedDateTime moment(LocalDateTime local, boolean later) {
        ZoneOffsetTransition jump = zone.getRules().getTransition(local);
        if (jump != null && jump.isGap()) {
            return jump.getInstant().atZone(zone);
        }
        ZonedDateTime earlier = local.atZone(zone).withEarlierOffsetAtOverlap();
        return later ? earlier.withLaterOffsetAtOverlap() : earlier;
    }
}
