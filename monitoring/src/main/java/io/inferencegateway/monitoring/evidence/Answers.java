package io.inferencegateway.monitoring.evidence;

/**
 * Ended requests that tell something about the version, for the certificates. Immutable.
 *
 * @param slow those past the warning latency
 * @param atWeight since the weight was last changed
 */
record Answers(long total, long bad, long slow, long atWeight) {
    static final Answers NONE = new Answers(0, 0, 0, 0);

    Answers plus(boolean isBad, boolean isSlow) {
        return new Answers(total + 1, bad + (isBad ? 1 : 0), slow + (isSlow ? 1 : 0), atWeight + 1);
    }

    Answers atNewWeight() {
        return new Answers(total, bad, slow, 0);
    }
}
