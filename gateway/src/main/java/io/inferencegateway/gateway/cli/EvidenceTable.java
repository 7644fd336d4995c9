package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tests of a rollout, each as a bar on its way to its threshold, in orders of magnitude: pure. */
final class EvidenceTable {
    private static final int INDENT = 2;
    private static final int COUNTS = 15;
    private static final int FIGURES = 17;
    private static final int VERDICT = 11;
    private static final int LEAST_NAME = 18;
    private static final int WIDEST_BAR = 40;

    private EvidenceTable() {}

    static List<String> lines(JsonArray tests, Screen screen, int width) {
        int countsEnd = INDENT + longestName(tests) + COUNTS;
        int bar = Math.min(WIDEST_BAR, Math.max(0, width - countsEnd - 2 - FIGURES - VERDICT));
        List<String> lines = new ArrayList<>();
        String header = "evidence" + String.format(Locale.ROOT, "%" + (countsEnd - INDENT - 8) + "s", "bad of seen");
        lines.add(new Line(screen, width)
                .to(INDENT)
                .add(Colour.GREY, header)
                .to(countsEnd + 2 + bar)
                .add(Colour.GREY, "        E   limit")
                .toString());
        for (int i = 0; i < tests.size(); i++) {
            lines.add(line(tests.getJsonObject(i), countsEnd, bar, screen, width));
        }
        return lines;
    }

    private static int longestName(JsonArray tests) {
        int longest = 0;
        for (int i = 0; i < tests.size(); i++) {
            longest = Math.max(longest, Line.length(tests.getJsonObject(i).getString("test")));
        }
        return Math.max(LEAST_NAME, longest);
    }

    private static String line(JsonObject test, int countsEnd, int bar, Screen screen, int width) {
        double eValue = test.getDouble("e_value");
        double threshold = test.getDouble("threshold");
        String verdict = test.getString("verdict");
        Colour colour = colour(verdict);
        String filled = Bar.filled(Bar.weightOfEvidence(eValue, threshold), bar);
        return new Line(screen, width)
                .to(INDENT)
                .add(test.getString("test"))
                .upTo(countsEnd, String.format(Locale.ROOT, " %,d of %,d", test.getLong("bad"), test.getLong("n")))
                .add("  ")
                .add(colour, filled)
                .add(Colour.GREY, "·".repeat(bar - Line.length(filled)))
                .add(String.format(
                        Locale.ROOT, " %8s %7s ", RolloutTextView.compact(eValue), RolloutTextView.compact(threshold)))
                .add(colour, shape(verdict) + " " + verdict)
                .toString();
    }

    private static String shape(String verdict) {
        return switch (verdict) {
            case "critical" -> "■";
            case "warning" -> "▲";
            default -> "●";
        };
    }

    private static Colour colour(String verdict) {
        return switch (verdict) {
            case "critical" -> Colour.RED;
            case "warning" -> Colour.YELLOW;
            default -> Colour.GREEN;
        };
    }
}
