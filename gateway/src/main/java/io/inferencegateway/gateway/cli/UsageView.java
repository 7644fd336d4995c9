package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answer of {@code /api/v1/models/ID/usage} as lines of text: pure. */
final class UsageView {
    private static final int NAME = 32;
    private static final String ROW = "%-" + NAME + "s %12s %7s %8s %10s %10s";
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private UsageView() {}

    static List<String> lines(JsonObject usage, Screen screen) {
        String model = usage.getString("model");
        if (usage.getString("by").equals("none")) {
            return List.of(
                    "usage of " + model + " is not counted by caller; give the model auth.tokens, or",
                    "  usage: { by: \"header:x-client-id\" }");
        }
        List<String> lines = new ArrayList<>();
        lines.add(screen.colour(Screen.Colour.BOLD, model) + "  by " + usage.getString("by") + ", since "
                + usage.getString("from") + ": " + count(usage.getLong("total_requests")) + " requests");
        JsonArray callers = usage.getJsonArray("callers");
        if (callers.isEmpty()) {
            lines.add("  nobody yet");
            return lines;
        }
        lines.add(screen.colour(
                Screen.Colour.GREY,
                String.format(Locale.ROOT, ROW, "caller", "requests", "share", "errors", "sent", "received")));
        for (int i = 0; i < callers.size(); i++) {
            lines.add(line(callers.getJsonObject(i)));
        }
        if (usage.getLong("others_at_most") > 0) {
            lines.add("others: at most " + count(usage.getLong("others_at_most")) + " requests");
        }
        return lines;
    }

    private static String line(JsonObject caller) {
        long requests = caller.getLong("requests");
        String about = caller.getLong("at_most_over") > 0 ? "≤ " : "";
        return String.format(
                Locale.ROOT,
                ROW,
                name(caller.getString("caller")),
                about + count(requests),
                RolloutTextView.percent(caller.getDouble("share")),
                RolloutTextView.percent((double) caller.getLong("errors") / Math.max(1, requests)),
                bytes(caller.getLong("request_bytes")),
                bytes(caller.getLong("response_bytes")));
    }

    /** A caller chose it: what could move the cursor is not printed. */
    private static String name(String caller) {
        if (caller.isEmpty()) {
            return "(no name)";
        }
        String printable = caller.replaceAll("[^\\x20-\\x7e\\xa0-\\uffff]", "?");
        return printable.length() <= NAME ? printable : printable.substring(0, NAME - 1) + "…";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1_024 && unit < UNITS.length - 1) {
            value /= 1_024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }
}
