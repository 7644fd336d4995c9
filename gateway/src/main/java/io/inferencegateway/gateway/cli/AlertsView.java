package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Alerts, silences, presets and receivers as lines of text: pure. */
final class AlertsView {
    private static final List<String> WORST_FIRST = List.of("firing", "pending", "resolved", "inactive");

    private AlertsView() {}

    /** @param all whether those that are inactive are shown as well */
    static List<String> alerts(JsonArray alerts, boolean all, Screen screen) {
        List<JsonObject> shown = objects(alerts).stream()
                .filter(alert -> all || !alert.getString("state").equals("inactive"))
                .sorted(Comparator.comparing(alert -> WORST_FIRST.indexOf(alert.getString("state"))))
                .toList();
        if (shown.isEmpty()) {
            return List.of(
                    alerts.isEmpty()
                            ? "no alert rules; `igw alerts presets` shows some that are ready to be used"
                            : "● nothing fires; --all shows the rules");
        }
        List<String> lines = new ArrayList<>();
        for (JsonObject alert : shown) {
            String state = alert.getString("state");
            lines.add(screen.colour(colour(state, alert), shape(state, alert) + " " + state) + "  "
                    + plain(alert.getString("monitor")) + "/" + plain(alert.getString("name")) + "  "
                    + condition(alert) + "  now " + figure(alert.getDouble("value")) + "  "
                    + alert.getString("severity") + owner(alert) + "  since " + alert.getString("since"));
            note(lines, alert);
        }
        return lines;
    }

    private static void note(List<String> lines, JsonObject alert) {
        boolean firing = alert.getString("state").equals("firing");
        JsonObject by = alert.getJsonObject("acknowledged");
        if (by != null) {
            String reason = plain(by.getString("reason"));
            lines.add("    acknowledged by " + plain(by.getString("by")) + (reason.isEmpty() ? "" : ": " + reason));
        }
        if (alert.getString("silenced_by") != null) {
            lines.add("    silenced by " + plain(alert.getString("silenced_by")));
        }
        if (firing && !alert.getString("mitigation").isEmpty()) {
            lines.add("    " + plain(alert.getString("mitigation")));
        }
        if (firing && alert.getString("runbook") != null) {
            lines.add("    runbook: " + plain(alert.getString("runbook")));
        }
    }

    static List<String> silences(JsonArray silences) {
        if (silences.isEmpty()) {
            return List.of("no silences");
        }
        List<String> lines = new ArrayList<>();
        for (JsonObject silence : objects(silences)) {
            StringBuilder matchers = new StringBuilder();
            silence.getJsonObject("matchers").forEach(each -> matchers.append(each.getKey())
                    .append('=')
                    .append(plain(String.valueOf(each.getValue())))
                    .append(' '));
            lines.add(silence.getString("id") + "  " + silence.getString("state") + "  " + matchers + " until "
                    + silence.getString("until") + "  " + silence.getLong("alerts") + " rules");
            lines.add("    " + plain(silence.getString("actor")) + ": " + plain(silence.getString("reason")));
        }
        return lines;
    }

    static List<String> presets(JsonArray presets) {
        List<String> lines = new ArrayList<>();
        for (JsonObject preset : objects(presets)) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-26s %-9s %s%s",
                    preset.getString("name"),
                    preset.getString("severity"),
                    condition(preset),
                    preset.getBoolean("recommended") ? "  recommended" : ""));
            lines.add("    " + preset.getString("summary"));
        }
        return lines;
    }

    static List<String> receivers(JsonArray receivers) {
        if (receivers.isEmpty()) {
            return List.of("no receivers; the configuration names them under `notifications`");
        }
        List<String> lines = new ArrayList<>();
        for (JsonObject receiver : objects(receivers)) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s %-13s %d delivered, %d waiting, %d given up",
                    receiver.getString("name"),
                    receiver.getString("kind"),
                    receiver.getLong("delivered"),
                    receiver.getLong("waiting"),
                    receiver.getLong("refused") + receiver.getLong("dropped") + receiver.getLong("expired")));
            if (receiver.getString("last_failure") != null) {
                lines.add("    last failure: " + receiver.getString("last_failure"));
            }
        }
        return lines;
    }

    private static String condition(JsonObject rule) {
        String sign = rule.getString("comparison").equals("above") ? " > " : " < ";
        String window = rule.getString("window");
        return rule.getString("metric") + (window == null ? "" : "[" + window + "]") + sign
                + figure(rule.getDouble("threshold")) + " for " + rule.getString("for");
    }

    private static String owner(JsonObject alert) {
        String owner = alert.getString("owner");
        return owner == null ? "" : "  " + plain(owner);
    }

    private static String figure(@Nullable Double value) {
        return value == null
                ? "no data"
                : String.format(Locale.ROOT, "%.4f", value).replaceAll("\\.?0+$", "");
    }

    /** As the console has it: what people must look at now by shape and colour. */
    private static String shape(String state, JsonObject alert) {
        return switch (state) {
            case "firing" -> isUrgent(alert) ? "■" : "▲";
            case "pending" -> "▲";
            case "resolved" -> "●";
            default -> "○";
        };
    }

    private static Colour colour(String state, JsonObject alert) {
        return switch (state) {
            case "firing" -> isUrgent(alert) ? Colour.RED : Colour.YELLOW;
            case "pending" -> Colour.YELLOW;
            case "resolved" -> Colour.GREEN;
            default -> Colour.GREY;
        };
    }

    private static boolean isUrgent(JsonObject alert) {
        String severity = alert.getString("severity");
        return severity.equals("critical") || severity.equals("page");
    }

    /** What others wrote must not steer the terminal. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static List<JsonObject> objects(JsonArray array) {
        return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
    }
}
