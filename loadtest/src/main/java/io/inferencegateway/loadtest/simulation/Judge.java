package io.inferencegateway.loadtest.simulation;

/**
 * A rule that may end a rollout. Mutable, one for each run. Requests carry their place in the order of admission, from 1.
 */
interface Judge {
    /** Whether the canary may be given one more request now; else stable serves it. */
    default boolean hasRoom() {
        return true;
    }

    void admitted(long request);

    /** A request in flight is a second old. */
    void slow(long request, long caller);

    /** @param slow whether it took a second or more; then {@link #slow} was called for it before */
    void completed(long request, long caller, boolean bad, boolean slow);

    void stableBad();

    /** Virtual time, reported before whatever happens then. */
    void timeIs(double seconds);

    boolean critical();

    /** A rule with a name for the report. */
    record Rule(String name, java.util.function.Supplier<Judge> judge) {}
}
