package io.inferencegateway.loadtest.soak;

import io.inferencegateway.monitoring.stats.Outcome;
import org.jspecify.annotations.Nullable;

/** What one caller and the upstream behind it do in an exchange. The path of a request names its script. */
enum Script {
    /** A small answer at once. */
    PLAIN(30, "plain"),
    /** A body of a few KiB comes back. */
    ECHO(20, "plain"),
    /** Ten events, a few milliseconds apart. */
    STREAM(5, "plain"),
    MISSING(3, "plain"),
    BUSY(3, "plain"),
    FAILING(3, "plain"),
    /** The upstream resets the connection in the middle of a body. */
    DYING(3, "plain", Outcome.UPSTREAM_RESET),
    /** The upstream says nothing. */
    STALLING(1, "plain"),
    /** The upstream falls silent in the middle of a body. */
    HANGING(1, "plain", Outcome.TIMEOUT_IDLE),
    /** The caller leaves while the upstream thinks. */
    LEAVING(3, "plain"),
    /** The caller leaves in the middle of an endless answer. */
    LEAVING_IN_BODY(3, "plain"),
    /** A large answer to a caller that stops reading again and again. */
    SLOW_READER(1, "plain"),
    /** The upstream does not speak HTTP. */
    GARBLED(2, "garbled"),
    /** One of two replicas comes and goes. */
    REPLICATED(10, "replicated", Outcome.UPSTREAM_RESET),
    /** A rollout may have given part of these to a version that fails them all. */
    CANARIED(10, "canaried"),
    UNKNOWN(2, "nobody");

    /** In a burst of failures this many times as many requests fail. */
    static final int BURST = 20;

    private static final int TOTAL = total();

    private final int weight;
    private final String model;
    private final @Nullable Outcome whenBroken;

    Script(int weight, String model) {
        this(weight, model, null);
    }

    Script(int weight, String model, @Nullable Outcome whenBroken) {
        this.weight = weight;
        this.model = model;
        this.whenBroken = whenBroken;
    }

    String model() {
        return model;
    }

    /** What an answer that breaks off is booked as. */
    Outcome whenBroken() {
        return whenBroken == null ? Outcome.UPSTREAM_RESET : whenBroken;
    }

    /** Whether an answer may break off at all. */
    boolean mayBreak() {
        return whenBroken != null;
    }

    /** Whether the gateway is expected to ask an upstream, exactly once for each request. */
    boolean arrivesOnce() {
        return this != UNKNOWN && this != REPLICATED;
    }

    /** The script of a random number from 0 to 1. */
    static Script choose(double random, boolean burst) {
        double left = random * (burst ? TOTAL + FAILING.weight * (BURST - 1) : TOTAL);
        for (Script script : values()) {
            left -= script == FAILING && burst ? script.weight * BURST : script.weight;
            if (left < 0) {
                return script;
            }
        }
        return PLAIN;
    }

    private static int total() {
        int sum = 0;
        for (Script script : values()) {
            sum += script.weight;
        }
        return sum;
    }
}
