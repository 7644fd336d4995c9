package io.inferencegateway.monitoring.quality;

import java.util.List;

/** How values are distributed, beside the reference's, as one would draw it. Immutable. */
public sealed interface Shape {
    /**
     * Numbers above {@code from}, up to and with {@code to}.
     *
     * @param from -∞ in the first
     * @param to +∞ in the last
     * @param share of the values that are there, 0..1
     * @param referenceShare NaN without a reference
     */
    record Bin(double from, double to, double share, double referenceShare) {}

    /**
     * @param value one of the categories, or {@code other} for all that are rare
     * @param referenceShare NaN without a reference
     */
    record CategoryShare(String value, double share, double referenceShare) {}

    record Bins(List<Bin> bins) implements Shape {
        public Bins {
            bins = List.copyOf(bins);
        }
    }

    record Categories(List<CategoryShare> categories) implements Shape {
        public Categories {
            categories = List.copyOf(categories);
        }
    }
}
