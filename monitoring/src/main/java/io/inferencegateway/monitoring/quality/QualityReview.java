package io.inferencegateway.monitoring.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the rows of a window with a baseline. */
public final class QualityReview {
    /** A feature that nobody named and that is in fewer of the rows is a slip of one caller, and not reported. */
    private static final double MOST_MISSING = 0.95;

    private final QualityPolicy policy;
    private final @Nullable ReferenceProfile reference;

    private QualityReview(QualityPolicy policy, @Nullable ReferenceProfile reference) {
        this.policy = policy;
        this.reference = reference;
    }

    /**
     * @param versions the rows of each version, by its number
     * @param stable null where the model has no stable version now
     * @param skipped how many captured exchanges gave no row since the start, by reason
     */
    public static QualityReport of(
            String model,
            long nowMillis,
            QualityPolicy policy,
            @Nullable Baseline baseline,
            Map<Integer, Rows> versions,
            @Nullable Integer stable,
            Map<String, Long> skipped) {
        QualityReview review = new QualityReview(policy, baseline == null ? null : baseline.profile());
        Rows all = Rows.pooled(versions.values());
        List<QualityReport.FeatureReport> features = review.features(all);
        List<QualityReport.VersionReport> predicted = review.versions(new TreeMap<>(versions), stable);
        return new QualityReport(
                model,
                nowMillis,
                policy.window(),
                policy.minimumRows(),
                all.count(),
                worst(features, predicted),
                baseline == null ? null : baseline.origin(),
                features,
                predicted,
                skipped);
    }

    private static QualityVerdict worst(
            List<QualityReport.FeatureReport> features, List<QualityReport.VersionReport> versions) {
        QualityVerdict worst = QualityVerdict.UNKNOWN;
        for (QualityReport.FeatureReport feature : features) {
            worst = worst.worse(feature.drift().verdict());
        }
        for (QualityReport.VersionReport version : versions) {
            QualityReport.PredictionReport prediction = version.prediction();
            if (prediction != null) {
                worst = worst.worse(prediction.drift().verdict());
                QualityReport.AgainstStable beside = prediction.againstStable();
                worst = beside == null ? worst : worst.worse(beside.drift().verdict());
            }
        }
        return worst;
    }

    private List<QualityReport.FeatureReport> features(Rows rows) {
        Set<String> named = new TreeSet<>(policy.features().keySet());
        if (reference != null) {
            named.addAll(reference.features().keySet());
        }
        named.removeIf(feature -> policy.rule(feature).ignored());
        Set<String> all = new TreeSet<>(named);
        all.addAll(rows.features());
        List<QualityReport.FeatureReport> reports = new ArrayList<>();
        for (String feature : all) {
            QualityReport.FeatureReport report = feature(feature, rows);
            if (named.contains(feature) || report.missingRatio() <= MOST_MISSING) {
                reports.add(report);
            }
        }
        Comparator<QualityReport.FeatureReport> byScore = Comparator.comparingDouble(report ->
                Double.isNaN(report.drift().score()) ? -1 : report.drift().score());
        reports.sort(byScore.reversed().thenComparing(QualityReport.FeatureReport::feature));
        return reports;
    }

    private QualityReport.FeatureReport feature(String feature, Rows rows) {
        FeatureRule rule = policy.rule(feature);
        FeatureProfile was = reference == null ? null : reference.features().get(feature);
        if (was != null && rule.kind() != null && rule.kind() != was.kind()) {
            was = null;
        }
        FeatureValues now = rows.values(feature, rule.kind() != null || was == null ? rule.kind() : was.kind());
        double limit = policy.limit(feature);
        return new QualityReport.FeatureReport(
                feature,
                now.kind(),
                was == null ? Drift.unknown(limit) : DriftScore.of(now, was, limit, policy.minimumRows()),
                now.rows(),
                now.rows() == 0 ? Double.NaN : now.missingRatio(),
                was == null ? Double.NaN : was.missingRatio(),
                outOfRange(now, was, rule),
                rule.critical(),
                shape(now, was));
    }

    private static double outOfRange(FeatureValues now, @Nullable FeatureProfile was, FeatureRule rule) {
        Double min = rule.min();
        Double max = rule.max();
        if (was instanceof FeatureProfile.Numbers numbers) {
            min = min == null ? Double.valueOf(numbers.min()) : min;
            max = max == null ? Double.valueOf(numbers.max()) : max;
        }
        if (now.kind() != Kind.NUMERIC || now.isEmpty() || (min == null && max == null)) {
            return Double.NaN;
        }
        double below = min == null ? 0 : now.shareUpTo(Math.nextDown(min));
        double above = max == null ? 0 : 1 - now.shareUpTo(max);
        return below + above;
    }

    private List<QualityReport.VersionReport> versions(Map<Integer, Rows> versions, @Nullable Integer stable) {
        Rows stableRows = stable == null ? null : versions.get(stable);
        List<QualityReport.VersionReport> reports = new ArrayList<>();
        versions.forEach((version, rows) -> reports.add(new QualityReport.VersionReport(
                version, rows.count(), prediction(rows, version.equals(stable) ? null : stableRows))));
        return reports;
    }

    private QualityReport.@Nullable PredictionReport prediction(Rows rows, @Nullable Rows stable) {
        FeatureProfile was = reference == null ? null : reference.prediction();
        FeatureValues now = rows.predictions(was == null ? null : was.kind());
        if (now.isEmpty()) {
            return null;
        }
        double limit = policy.driftLimit();
        return new QualityReport.PredictionReport(
                now.kind(),
                was == null ? Drift.unknown(limit) : DriftScore.of(now, was, limit, policy.minimumRows()),
                now.kind() == Kind.NUMERIC ? quantiles(now) : null,
                shape(now, was),
                stable == null ? null : besideStable(now, stable));
    }

    private QualityReport.@Nullable AgainstStable besideStable(FeatureValues now, Rows stable) {
        FeatureValues theirs = stable.predictions(now.kind());
        return theirs.isEmpty()
                ? null
                : new QualityReport.AgainstStable(
                        DriftScore.of(now, FeatureProfile.of(theirs), policy.driftLimit(), policy.minimumRows()),
                        now.rows(),
                        theirs.rows());
    }

    private static QualityReport.Quantiles quantiles(FeatureValues now) {
        return new QualityReport.Quantiles(
                now.mean(),
                now.quantile(0.05),
                now.quantile(0.25),
                now.quantile(0.5),
                now.quantile(0.75),
                now.quantile(0.95));
    }

    /** In the reference's bins, or else in those of the values themselves. */
    private static Shape shape(FeatureValues now, @Nullable FeatureProfile was) {
        if (now.kind() == Kind.CATEGORICAL) {
            return categories(now, was);
        }
        FeatureProfile own = was == null && !now.isEmpty() ? FeatureProfile.of(now) : was;
        if (!(own instanceof FeatureProfile.Numbers numbers)) {
            return new Shape.Bins(List.of());
        }
        List<Double> shares = now.isEmpty() ? List.of() : FeatureProfile.Numbers.shares(now, numbers.edges());
        List<Shape.Bin> bins = new ArrayList<>();
        double from = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < numbers.shares().size(); i++) {
            double to = i < numbers.edges().size() ? numbers.edges().get(i) : Double.POSITIVE_INFINITY;
            bins.add(new Shape.Bin(
                    from,
                    to,
                    shares.isEmpty() ? 0 : shares.get(i),
                    was == null ? Double.NaN : numbers.shares().get(i)));
            from = to;
        }
        return new Shape.Bins(bins);
    }

    private static Shape categories(FeatureValues now, @Nullable FeatureProfile was) {
        Map<String, Double> before = was instanceof FeatureProfile.Categories known ? known.shares() : Map.of();
        Map<String, Double> shares = Shares.largest(Shares.toldApartAs(before, now.categories()));
        Map<String, Double> all = new TreeMap<>(before);
        all.putAll(shares);
        List<Shape.CategoryShare> drawn = new ArrayList<>();
        Shares.sorted(all, 1)
                .keySet()
                .forEach(name -> drawn.add(new Shape.CategoryShare(
                        name,
                        shares.getOrDefault(name, 0.0),
                        was == null ? Double.NaN : before.getOrDefault(name, 0.0))));
        return new Shape.Categories(drawn);
    }
}
