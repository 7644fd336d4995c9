package io.inferencegateway.loadtest.serve;

/** What a network makes of one page: the likeliest digit, and how likely each of the ten is. Immutable. */
public final class Prediction {
    private final int digit;
    private final float[] probabilities;

    Prediction(int digit, float[] probabilities) {
        this.digit = digit;
        this.probabilities = probabilities.clone();
    }

    public int digit() {
        return digit;
    }

    /** 0 to 1, by digit. */
    public float probability(int ofDigit) {
        return probabilities[ofDigit];
    }
}
