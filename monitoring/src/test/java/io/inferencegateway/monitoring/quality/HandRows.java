package io.inferencegateway.monitoring.quality;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/** Rows made by hand or by dice. */
final class HandRows {
    static final QualityPolicy POLICY =
            new QualityPolicy(Duration.ofMinutes(15), QualityPolicy.MINIMUM_ROWS, QualityPolicy.DRIFT_LIMIT, Map.of());

    private HandRows() {}

    static Observation row(String feature, Value value) {
        return new Observation(Map.of(feature, value), null);
    }

    static Observation predicted(Value prediction) {
        return new Observation(Map.of(), prediction);
    }

    /** All of them, in one sample. */
    static Rows rows(QualityPolicy policy, int count, IntFunction<Observation> row) {
        RowSample sample = new RowSample(Math.max(1, count), policy, List.of());
        SplittableRandom none = new SplittableRandom(0);
        for (int i = 0; i < count; i++) {
            sample.add(row.apply(i), none);
        }
        return sample.rows();
    }

    /** Values of one feature, "x". */
    static FeatureValues values(int count, IntFunction<Value> value) {
        return rows(POLICY, count, i -> row("x", value.apply(i))).values("x", null);
    }

    static FeatureValues normal(int count, double mean, SplittableRandom random) {
        return values(count, i -> Value.of(mean + random.nextGaussian()));
    }

    static Baseline baseline(QualityPolicy policy, Rows rows) {
        ReferenceProfile profile = ReferenceProfile.of(rows, policy);
        return new Baseline(
                new QualityReport.Reference(
                        QualityReport.Source.LIVE,
                        1,
                        rows.count(),
                        0,
                        "ann",
                        profile.features().size()),
                profile);
    }
}
