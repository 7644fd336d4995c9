package io.inferencegateway.gateway.quality.rows;

import io.inferencegateway.monitoring.quality.FeatureProfile;
import io.inferencegateway.monitoring.quality.Kind;
import io.inferencegateway.monitoring.quality.ReferenceProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A frozen profile as a document, in the state and in files. Pure. */
public final class ProfileJson {
    /** The field by which a file is told to be a profile; its value is the version of this format. */
    public static final String MARK = "quality_profile";

    private static final int FORMAT = 1;

    private ProfileJson() {}

    public static JsonObject encode(ReferenceProfile profile) {
        JsonObject features = new JsonObject();
        profile.features().forEach((name, feature) -> features.put(name, encode(feature)));
        return new JsonObject()
                .put(MARK, FORMAT)
                .put("rows", profile.rows())
                .put("features", features)
                .put("prediction", profile.prediction() == null ? null : encode(profile.prediction()));
    }

    private static JsonObject encode(FeatureProfile feature) {
        JsonObject document = new JsonObject()
                .put("kind", feature.kind().label())
                .put("values", feature.values())
                .put("missing_ratio", feature.missingRatio());
        if (feature instanceof FeatureProfile.Numbers numbers) {
            return document.put("min", numbers.min())
                    .put("max", numbers.max())
                    .put("deviation", Double.isFinite(numbers.deviation()) ? numbers.deviation() : 0)
                    .put("points", new JsonArray(numbers.points()))
                    .put("edges", new JsonArray(numbers.edges()))
                    .put("shares", new JsonArray(numbers.shares()));
        }
        JsonObject shares = new JsonObject();
        ((FeatureProfile.Categories) feature).shares().forEach(shares::put);
        return document.put("shares", shares);
    }

    /** @throws IllegalArgumentException that says in words what is wrong with the document */
    public static ReferenceProfile decode(JsonObject document) {
        try {
            Integer format = document.getInteger(MARK);
            if (format == null || format != FORMAT) {
                throw new IllegalArgumentException(
                        "is a profile of format " + format + "; this version reads format " + FORMAT);
            }
            Map<String, FeatureProfile> features = new LinkedHashMap<>();
            JsonObject stored = document.getJsonObject("features");
            for (String name : stored.fieldNames()) {
                features.put(name, feature(stored.getJsonObject(name)));
            }
            return new ReferenceProfile(
                    document.getLong("rows"), features, optional(document.getJsonObject("prediction")));
        } catch (ClassCastException | NullPointerException damaged) {
            throw new IllegalArgumentException("is no whole profile; make it anew", damaged);
        }
    }

    private static @Nullable FeatureProfile optional(@Nullable JsonObject document) {
        return document == null ? null : feature(document);
    }

    private static FeatureProfile feature(JsonObject document) {
        double values = document.getDouble("values");
        double missing = document.getDouble("missing_ratio");
        if (document.getString("kind").equals(Kind.NUMERIC.label())) {
            return new FeatureProfile.Numbers(
                    values,
                    missing,
                    document.getDouble("min"),
                    document.getDouble("max"),
                    document.getDouble("deviation"),
                    numbers(document.getJsonArray("points")),
                    numbers(document.getJsonArray("edges")),
                    numbers(document.getJsonArray("shares")));
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        JsonObject stored = document.getJsonObject("shares");
        stored.fieldNames().forEach(name -> shares.put(name, stored.getDouble(name)));
        return new FeatureProfile.Categories(values, missing, shares);
    }

    private static List<Double> numbers(JsonArray array) {
        return array.stream().map(each -> ((Number) each).doubleValue()).toList();
    }
}
