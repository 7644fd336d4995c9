package io.inferencegateway.monitoring.quality;

/** What a row holds of one feature, or what a model predicted for it. Immutable. */
public sealed interface Value {
    /** @param value finite; whoever reads a row calls everything else {@link Missing} */
    record Numeric(double value) implements Value {
        public Numeric {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(value + " is no value of a feature");
            }
        }
    }

    /** One of few words, such as a country or a class. Of a longer text nothing is kept but that it is one. */
    record Category(String name) implements Value {
        public static final int LONGEST = 64;

        static final String LONG_TEXT = "long text";

        public Category {
            name = name.length() <= LONGEST ? name : LONG_TEXT;
        }
    }

    /** The feature was not sent, or was sent as null. */
    record Missing() implements Value {}

    Value MISSING = new Missing();

    /** {@link #MISSING} for what is not finite. */
    static Value of(double value) {
        return Double.isFinite(value) ? new Numeric(value) : MISSING;
    }
}
