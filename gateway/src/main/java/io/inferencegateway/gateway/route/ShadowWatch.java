package io.inferencegateway.gateway.route;

import io.inferencegateway.monitoring.stats.Outcome;
import java.util.Locale;

/**
 * What a running rollout says and hears of the copies that go to its canary. Called from every event loop, so
 * implementations are lock-free and never block. A copy takes a place by {@link #enter} and gives it back by
 * {@link #leave}, once each; between the two it is sent, or is {@link #dropped}.
 */
public interface ShadowWatch {
    /** Whether the request at this point, 0 to 9,999, is to be copied. */
    boolean draws(int point);

    /** A request with a larger body is not copied. */
    int bodyLimitBytes();

    /** Takes a place; where all are taken the copy is counted as {@link Drop#BUSY} and there will be none. */
    boolean enter();

    /** @param reservedBytes all that the copy has reserved */
    void leave(int reservedBytes);

    /** Takes room in memory for more of a body, out of what the copies of all rollouts share; false where it is used up. */
    boolean reserve(int bytes);

    /** A request that was drawn is not copied, or its copy was not sent. */
    void dropped(Drop why);

    /** @return the copy's admission number: what came of it is weighed at its place in the sequence */
    long sent();

    /** A copy that was sent has told nothing of the canary. */
    void withdrawn(long admission, Drop why);

    /** A copy's answer is there, or will never be. */
    void answered(long admission, Answer ofStable, Answer ofCanary);

    /**
     * @param status what a caller got, or would have got
     * @param micros from the request being sent to the last byte of the answer
     */
    record Answer(int status, Outcome outcome, long micros) {}

    /** Why there was no copy. The set is closed, so it is safe as a metric label. */
    enum Drop {
        /** As many as there may be are under way, or no connection may be opened. */
        BUSY,
        /** Its body is too large. */
        BODY_SIZE,
        /** The bodies of other copies take all the memory that copies may take. */
        MEMORY,
        /** The canary's answer has become far larger than stable's: it was not read to its end. */
        ANSWER_SIZE,
        /** Its caller left, or stable gave no whole answer: there is nothing to compare with. */
        UNFINISHED,
        /** The canary, or the line to it, closed an idle connection that the copy was sent on. */
        STALE;

        private final String label = "dropped_" + name().toLowerCase(Locale.ROOT);

        /** The name in metrics, such as {@code dropped_body_size}. */
        public String label() {
            return label;
        }
    }
}
