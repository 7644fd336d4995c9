package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report of the quality plane, or of a comparison of files, as lines of text: pure. */
final class DriftView {
    private static final int NAME = 30;
    private static final int BAR = 12;
    private static final int MOST_DIGITS = 9;
    private static final String FEATURE = "  %-" + NAME + "s %-12s %6s %6s  %-" + BAR + "s %9s %9s %9s  %s";
    private static final String PREDICTION = "  %-9s %8s %9s %9s %9s %9s %6s %6s  %s";

    /** A bar is full where the score is so many times its limit. */
    private static final int FULL = 2;

    private DriftView() {}

    /** @param all whether features that did not move are shown as well */
    static List<String> report(JsonObject report, boolean all, Screen screen) {
        List<String> lines = new ArrayList<>();
        lines.add(screen.colour(Colour.BOLD, plain(report.getString("model"))) + "  " + verdict(report, screen)
                + drifted(report) + "  " + count(report.getLong("rows")) + " rows" + window(report));
        JsonObject baseline = report.getJsonObject("baseline");
        lines.add("baseline: " + (baseline == null ? "none yet" : baseline(baseline)));
        hint(report, baseline, lines);
        features(objects(report, "features"), all, screen, lines);
        predictions(objects(report, "versions"), isLive(report), screen, lines);
        JsonObject skipped = report.getJsonObject("skipped", new JsonObject());
        if (!skipped.isEmpty()) {
            lines.add("not looked at since the start: "
                    + skipped.stream()
                            .map(each -> count(((Number) each.getValue()).longValue()) + " " + plain(each.getKey()))
                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    static String baseline(JsonObject baseline) {
        Integer version = baseline.getInteger("version");
        String by = baseline.getString("created_by");
        return (version == null ? "a file" : "version " + version) + ", " + count(baseline.getLong("rows")) + " rows, "
                + baseline.getInteger("features") + " features, " + (version == null ? "read " : "frozen ")
                + baseline.getString("created_at") + (by == null ? "" : " by " + plain(by));
    }

    private static String drifted(JsonObject report) {
        JsonArray names = report.getJsonArray("drifted");
        if (names.isEmpty()) {
            return "";
        }
        StringJoiner named =
                new StringJoiner(", ", ": ", names.size() > 5 ? " and " + (names.size() - 5) + " more" : "");
        names.stream().limit(5).forEach(name -> named.add(Line.clipped(plain(name.toString()), NAME)));
        return named.toString();
    }

    /** Of a live report; files have none. */
    private static String window(JsonObject report) {
        return isLive(report)
                ? " in the " + report.getString("window") + " to " + report.getString("time") + ", "
                        + report.getString("sample") + " of the requests"
                : "";
    }

    private static boolean isLive(JsonObject report) {
        return report.containsKey("sample");
    }

    /** Why nothing can be told, and what to do. */
    private static void hint(JsonObject report, @Nullable JsonObject baseline, List<String> lines) {
        long rows = report.getLong("rows");
        int minimum = report.getInteger("minimum_rows", 0);
        if (rows < minimum) {
            lines.add("too few rows to tell: " + count(minimum) + " are needed");
        } else if (baseline == null) {
            lines.add("nothing to compare with: igw drift baseline " + plain(report.getString("model"))
                    + " --freeze VERSION");
        }
    }

    private static void features(List<JsonObject> features, boolean all, Screen screen, List<String> lines) {
        List<JsonObject> shown =
                features.stream().filter(each -> all || !is(each, "ok")).toList();
        if (!shown.isEmpty()) {
            lines.add(screen.colour(
                    Colour.GREY,
                    String.format(
                                    Locale.ROOT,
                                    FEATURE,
                                    "feature",
                                    "kind",
                                    "score",
                                    "limit",
                                    "",
                                    "missing",
                                    "before",
                                    "outside",
                                    "test")
                            .stripTrailing()));
        }
        for (JsonObject feature : shown) {
            String verdict = feature.getString("verdict");
            String row = String.format(
                    Locale.ROOT,
                    FEATURE,
                    Line.clipped(plain(feature.getString("feature")), NAME - 2)
                            + (Boolean.TRUE.equals(feature.getBoolean("critical")) ? " *" : ""),
                    feature.getString("kind"),
                    score(feature.getDouble("score")),
                    score(feature.getDouble("limit")),
                    bar(feature),
                    percent(feature.getDouble("missing_ratio")),
                    percent(feature.getDouble("baseline_missing_ratio")),
                    percent(feature.getDouble("out_of_range_ratio")),
                    test(feature));
            lines.add(shape(verdict, screen) + row.substring(1).stripTrailing());
        }
        if (shown.size() < features.size()) {
            int still = features.size() - shown.size();
            lines.add(shape("ok", screen) + " " + still + (still == 1 ? " feature" : " features")
                    + " as before; --all shows them");
        }
    }

    private static void predictions(List<JsonObject> versions, boolean live, Screen screen, List<String> lines) {
        List<JsonObject> predicting = versions.stream()
                .filter(each -> each.getJsonObject("prediction") != null)
                .toList();
        if (predicting.isEmpty()) {
            return;
        }
        lines.add(screen.colour(
                Colour.GREY,
                String.format(
                        Locale.ROOT,
                        PREDICTION,
                        "predicted",
                        "rows",
                        "mean",
                        "p5",
                        "p50",
                        "p95",
                        "score",
                        "limit",
                        "against stable")));
        for (JsonObject version : predicting) {
            JsonObject prediction = version.getJsonObject("prediction");
            String row = String.format(
                    Locale.ROOT,
                    PREDICTION,
                    live ? "by " + version.getInteger("version") : "",
                    count(version.getLong("rows")),
                    figure(prediction.getDouble("mean")),
                    figure(prediction.getDouble("p5")),
                    figure(prediction.getDouble("p50")),
                    figure(prediction.getDouble("p95")),
                    score(prediction.getDouble("score")),
                    score(prediction.getDouble("limit")),
                    beside(prediction.getJsonObject("against_stable"), screen));
            lines.add(shape(prediction.getString("verdict"), screen)
                    + row.substring(1).stripTrailing());
        }
    }

    private static String beside(@Nullable JsonObject stable, Screen screen) {
        return stable == null
                ? ""
                : shape(stable.getString("verdict"), screen) + " " + score(stable.getDouble("score")) + " of "
                        + count(stable.getLong("stable_rows")) + " rows";
    }

    private static String verdict(JsonObject report, Screen screen) {
        String verdict = report.getString("verdict");
        return screen.colour(colour(verdict), shapeOf(verdict) + " " + verdict);
    }

    private static String shape(String verdict, Screen screen) {
        return screen.colour(colour(verdict), shapeOf(verdict));
    }

    private static String shapeOf(String verdict) {
        return Screen.shapeOf(health(verdict));
    }

    private static Colour colour(String verdict) {
        return Screen.colourOf(health(verdict));
    }

    private static String health(String verdict) {
        return switch (verdict) {
            case "ok" -> "healthy";
            case "drift" -> "critical";
            default -> verdict;
        };
    }

    private static String bar(JsonObject feature) {
        Double score = feature.getDouble("score");
        return score == null ? "" : Bar.filled(score / feature.getDouble("limit") / FULL, BAR);
    }

    private static String test(JsonObject feature) {
        String test = feature.getString("test");
        return test == null ? "" : test;
    }

    static String score(@Nullable Double score) {
        return score == null ? "–" : String.format(Locale.ROOT, "%.3f", score);
    }

    private static String percent(@Nullable Double share) {
        return share == null ? "–" : RolloutTextView.percent(share);
    }

    private static String figure(@Nullable Double value) {
        if (value == null) {
            return "–";
        }
        String plain = BigDecimal.valueOf(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
        return plain.length() <= MOST_DIGITS ? plain : String.format(Locale.ROOT, "%.2e", value);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static boolean is(JsonObject feature, String verdict) {
        return verdict.equals(feature.getString("verdict"));
    }

    private static List<JsonObject> objects(JsonObject report, String name) {
        return report.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** Callers chose it: what could move the cursor is not printed. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
