package io.inferencegateway.monitoring.quality;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** How much of the whole each category is. */
final class Shares {
    /** So many categories are told apart; all others are one. */
    static final int MOST_CATEGORIES = 50;

    static final String OTHER = "other";

    private Shares() {}

    /** The largest first, then by name. */
    static Map<String, Double> sorted(Map<String, Double> weights, double total) {
        Map<String, Double> shares = new LinkedHashMap<>();
        weights.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(each -> shares.put(each.getKey(), each.getValue() / total));
        return Collections.unmodifiableMap(shares);
    }

    /** @param shares the largest first */
    static Map<String, Double> largest(Map<String, Double> shares) {
        if (shares.size() <= MOST_CATEGORIES) {
            return shares;
        }
        Map<String, Double> cut = new LinkedHashMap<>();
        shares.forEach((name, share) -> cut.merge(cut.size() < MOST_CATEGORIES ? name : OTHER, share, Double::sum));
        return Collections.unmodifiableMap(cut);
    }

    /** As {@code known} tells them apart: what is not among the ones it names is its "other", where it has one. */
    static Map<String, Double> toldApartAs(Map<String, Double> known, Map<String, Double> shares) {
        Map<String, Double> told = new LinkedHashMap<>();
        boolean cut = known.containsKey(OTHER);
        shares.forEach((name, share) -> told.merge(known.containsKey(name) || !cut ? name : OTHER, share, Double::sum));
        return told;
    }
}
