package io.inferencegateway.monitoring.quality;

/** What a score of drift was reckoned with. All are sizes of a difference, 0 for none; none is a probability. */
public enum DriftTest {
    /** Population stability index over the reference's deciles: numbers, many rows on both sides. */
    PSI("psi"),
    /** The largest distance between both distribution functions: numbers, few rows. */
    KOLMOGOROV_SMIRNOV("kolmogorov-smirnov"),
    /** Jensen–Shannon distance to base 2, the square root of the divergence: categories. */
    JENSEN_SHANNON("jensen-shannon"),
    /** By how much the share of rows without the feature rose: where that is more than the values say. */
    MISSING("missing");

    private final String label;

    DriftTest(String label) {
        this.label = label;
    }

    /** As it stands in the API. */
    public String label() {
        return label;
    }
}
