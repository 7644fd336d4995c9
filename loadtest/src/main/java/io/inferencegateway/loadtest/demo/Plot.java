package io.inferencegateway.loadtest.demo;

import java.time.Duration;
import java.util.List;

/**
 * When what happens, counted from the start of the command. Pure; every moment scales with the length that was asked for.
 *
 * @param duration until the command ends
 */
record Plot(Duration duration) {
    static final Duration SHORTEST = Duration.ofSeconds(30);

    /** Shares of the traffic that a canary gets one after the other. */
    static final List<String> WEIGHTS = List.of("10%", "25%", "50%");

    private static final Duration CURTAIN = Duration.ofMillis(1_500);
    private static final Duration BREATH = Duration.ofSeconds(2);
    private static final Duration SECOND_ACT_TAKES = Duration.ofSeconds(7);

    Plot {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("the story takes at least " + SHORTEST.toSeconds() + "s");
        }
    }

    /** By now every class is loaded and a first impression of the stable version is there. */
    Duration firstRollout() {
        return share(0.10);
    }

    /** From here on the clients send every page, also those that version 2 can't stand. */
    Duration thickPens() {
        return share(0.45);
    }

    /** How long a step lasts at least; the gateway wants evidence besides. */
    Duration hold() {
        return Duration.ofSeconds(Math.max(2, share(0.08).toSeconds()));
    }

    /** A moment to look, then the hasty repair is released. */
    Duration secondRollout(Duration firstRolledBack) {
        return firstRolledBack.plus(BREATH);
    }

    /** Whether a second act that starts then can still end. */
    boolean hasTimeFor(Duration secondRollout) {
        return secondRollout.plus(SECOND_ACT_TAKES).compareTo(lastRequest()) <= 0;
    }

    Duration lastRequest() {
        return duration.minus(CURTAIN);
    }

    private Duration share(double of) {
        return Duration.ofMillis((long) (duration.toMillis() * of));
    }
}
