package io.inferencegateway.canary.rollout;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;

/** When rollouts of a model stand still. Immutable. */
public record FreezeWindows(List<FreezeWindow> windows) {
    public static final FreezeWindows NONE = new FreezeWindows(List.of());

    /** Windows that follow each other for longer than this leave no day for a rollout. */
    private static final int MOST_IN_A_ROW = 100;

    public FreezeWindows {
        windows = List.copyOf(windows);
    }

    /** Frozen until the first moment that lies in no window, or not at all. */
    public Freeze at(Instant now) {
        Freeze freeze = Freeze.NONE;
        Instant moment = now;
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            Optional<ZonedDateTime> end = endAfter(moment);
            if (end.isEmpty()) {
                break;
            }
            freeze = Freeze.until(end.get());
            moment = end.get().toInstant();
        }
        return freeze;
    }

    /** Whether there is no moment left for a rollout. */
    public boolean neverEnd(Instant now) {
        ZonedDateTime end = at(now).until();
        return end != null && endAfter(end.toInstant()).isPresent();
    }

    private Optional<ZonedDateTime> endAfter(Instant moment) {
        return windows.stream()
                .flatMap(window -> window.endAfter(moment).stream())
                .max((one, other) -> one.toInstant().compareTo(other.toInstant()));
    }
}
