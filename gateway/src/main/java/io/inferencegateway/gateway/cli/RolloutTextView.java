package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A rollout of the admin API as lines of text: pure. */
final class RolloutTextView {
    private static final Set<String> ENDED = Set.of("promoted", "rolled_back");

    private RolloutTextView() {}

    /** Whether nothing more will happen without an operator. */
    static boolean ended(JsonObject rollout) {
        return ENDED.contains(rollout.getString("phase"));
    }

    static String summary(JsonObject rollout) {
        String reason = rollout.getString("reason", "");
        return String.format(
                Locale.ROOT,
                "%s %d → %d: %s, canary at %s%s",
                rollout.getString("model"),
                rollout.getInteger("stable"),
                rollout.getInteger("canary"),
                rollout.getString("phase").replace('_', ' '),
                rollout.getString("weight"),
                reason.isEmpty() ? "" : " (" + reason + ")");
    }

    static List<String> lines(JsonObject rollout, Screen screen) {
        List<String> lines = new ArrayList<>();
        lines.add(shape(rollout.getString("phase"), screen) + " " + summary(rollout));
        lines.add("  " + steps(rollout));
        JsonArray evidence = rollout.getJsonArray("evidence", new JsonArray());
        for (int i = 0; i < evidence.size(); i++) {
            JsonObject test = evidence.getJsonObject(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-20s %6d of %-8d bad   E = %-10s critical at %-10s %s",
                    test.getString("test"),
                    test.getLong("bad"),
                    test.getLong("n"),
                    compact(test.getDouble("e_value")),
                    compact(test.getDouble("threshold")),
                    test.getString("verdict")));
        }
        return lines;
    }

    private static String steps(JsonObject rollout) {
        StringBuilder text = new StringBuilder();
        JsonArray steps = rollout.getJsonArray("steps", new JsonArray());
        int current = rollout.getInteger("step", 0);
        for (int i = 0; i < steps.size(); i++) {
            JsonObject step = steps.getJsonObject(i);
            boolean here = i == current && !ended(rollout);
            text.append(i < current ? "✓ " : here ? "● " : "○ ")
                    .append(step.getString("weight"))
                    .append(" for ")
                    .append(step.getString("hold"))
                    .append("   ");
        }
        return text.toString().stripTrailing();
    }

    private static String shape(String phase, Screen screen) {
        return switch (phase) {
            case "promoted" -> screen.colour(Screen.Colour.GREEN, "●");
            case "rolled_back", "rolling_back" -> screen.colour(Screen.Colour.RED, "■");
            case "paused" -> screen.colour(Screen.Colour.YELLOW, "▲");
            default -> screen.colour(Screen.Colour.GREY, "○");
        };
    }

    private static String compact(double value) {
        return value >= 1e6 ? String.format(Locale.ROOT, "%.1e", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
