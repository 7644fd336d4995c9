package io.inferencegateway.loadtest.demo;

import java.time.Duration;
import java.util.List;

/**
 * When what happens, counted from the start of the command. Pure; every moment scales with the time that is left when the curtain opens.
 *
 * @param duration until the command ends
 * @param opening when the stage was set: servers up, classes loaded
 */
record Plot(Duration duration, Duration opening) {
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

    static Plot lasting(Duration duration) {
        return new Plot(duration, Duration.ZERO);
    }

    Plot openingAt(Duration moment) {
        return new Plot(duration, moment);
    }

    /** However slow the machine is, the story must begin. */
    Duration longestRehearsal() {
        return duration.dividedBy(5);
    }

    /** By now there is an impression of the stable version. */
    Duration firstRollout() {
        return moment(0.08);
    }

    /** From here on the clients send every page, also those that version 2 can't stand. */
    Duration thickPens() {
        return moment(0.45);
    }

    /**
     * How long a step lasts at least; the gateway wants evidence besides. So long that the last step is not over when
     * the thick pens come: a canary that is promoted by then keeps its traffic.
     */
    Duration hold() {
        return duration.dividedBy(5);
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

    private Duration moment(double share) {
        return opening.plusMillis((long) (lastRequest().minus(opening).toMillis() * share));
    }
}
