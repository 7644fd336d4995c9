package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a report of the quality plane says, in one line: pure. */
final class QualityLine {
    private static final int MOST_NAMED = 8;

    private QualityLine() {}

    static String of(JsonObject report) {
        JsonObject baseline = report.getJsonObject("baseline");
        List<String> moved = Stream.concat(
                        objects(report, "features")
                                .map(each -> moved(DriftView.plain(each.getString("feature")), each)),
                        objects(report, "versions").flatMap(QualityLine::predictions))
                .filter(Objects::nonNull)
                .toList();
        String more = moved.size() > MOST_NAMED ? " and " + (moved.size() - MOST_NAMED) + " more" : "";
        return report.getString("model") + ": " + report.getString("verdict")
                + String.format(Locale.ROOT, ", %,d rows against ", report.getLong("rows"))
                + (baseline == null ? "nothing yet" : DriftView.baseline(baseline))
                + (moved.isEmpty() ? "" : "; ")
                + String.join(", ", moved.subList(0, Math.min(MOST_NAMED, moved.size()))) + more;
    }

    private static Stream<@Nullable String> predictions(JsonObject version) {
        JsonObject prediction = version.getJsonObject("prediction");
        if (prediction == null) {
            return Stream.empty();
        }
        String name = "predictions of " + version.getInteger("version");
        JsonObject beside = prediction.getJsonObject("against_stable");
        return Stream.of(moved(name, prediction), beside == null ? null : moved(name + " against stable", beside));
    }

    /** Null where there is nothing to tell. */
    private static @Nullable String moved(String name, JsonObject drift) {
        return List.of("drift", "warning").contains(drift.getString("verdict"))
                ? name + " " + DriftView.score(drift.getDouble("score")) + " of "
                        + DriftView.score(drift.getDouble("limit"))
                : null;
    }

    private static Stream<JsonObject> objects(JsonObject report, String name) {
        return report.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast);
    }
}
