package io.inferencegateway.monitoring.quality;

/** Which distance says how far values are from a profile. */
final class DriftScore {
    /** With fewer values on either side the deciles are too thinly filled for a population stability index. */
    static final double FEW_VALUES = 500;

    private DriftScore() {}

    /**
     * The distance of the values that are there; or by how much more often they are missing, where that is more. Below the
     * minimum of rows on either side it is unknown.
     */
    static Drift of(FeatureValues now, FeatureProfile reference, double limit, int minimumRows) {
        boolean few =
                now.rows() < minimumRows || reference.values() / (1 - reference.missingRatio()) < minimumRows - 0.5;
        if (few) {
            return Drift.unknown(limit);
        }
        double more = now.missingRatio() - reference.missingRatio();
        Drift ofValues = ofValues(now, reference, limit, minimumRows);
        boolean isMissing = ofValues.test() == null ? more > 0 : more > ofValues.score();
        return isMissing ? Drift.of(DriftTest.MISSING, more, limit, ofValues.wasserstein(), ofValues.ks()) : ofValues;
    }

    private static Drift ofValues(FeatureValues now, FeatureProfile reference, double limit, int minimumRows) {
        double fewest = Math.min(now.effectiveValues(), reference.values());
        if (fewest < minimumRows / 2.0) {
            return Drift.unknown(limit);
        }
        if (reference instanceof FeatureProfile.Numbers numbers) {
            double ks = Distances.kolmogorovSmirnov(now, numbers);
            double wasserstein = Distances.wasserstein(now, numbers);
            return fewest < FEW_VALUES
                    ? Drift.of(
                            DriftTest.KOLMOGOROV_SMIRNOV,
                            Distances.kolmogorovSmirnovScore(ks, now, numbers),
                            limit,
                            wasserstein,
                            ks)
                    : Drift.of(DriftTest.PSI, Distances.psi(now, numbers), limit, wasserstein, ks);
        }
        return Drift.of(
                DriftTest.JENSEN_SHANNON,
                Distances.jensenShannon(now, (FeatureProfile.Categories) reference),
                limit,
                Double.NaN,
                Double.NaN);
    }
}
