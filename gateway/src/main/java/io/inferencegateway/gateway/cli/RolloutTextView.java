package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rollout of the admin API as lines of text, and the words and shapes that every view of one shares: pure. */
final class RolloutTextView {
    private static final Set<String> ENDED = Set.of("promoted", "rolled_back");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private RolloutTextView() {}

    /** Whether nothing more will happen without an operator. */
    static boolean ended(JsonObject rollout) {
        return ENDED.contains(rollout.getString("phase"));
    }

    static String summary(JsonObject rollout) {
        return summary(
                rollout, rollout.getString("phase"), rollout.getString("weight"), rollout.getString("reason", ""));
    }

    /** The rollout as one of its changes left it. */
    static String summary(JsonObject rollout, JsonObject change) {
        return summary(rollout, change.getString("to"), change.getString("weight"), change.getString("reason", ""));
    }

    private static String summary(JsonObject rollout, String phase, String weight, String reason) {
        return String.format(
                Locale.ROOT,
                "%s %d → %d: %s, canary at %s%s",
                rollout.getString("model"),
                rollout.getInteger("stable"),
                rollout.getInteger("canary"),
                phase.replace('_', ' '),
                weight,
                reason.isEmpty() ? "" : " (" + reason + ")");
    }

    static List<String> lines(JsonObject rollout, Screen screen) {
        List<String> lines = new ArrayList<>();
        String phase = rollout.getString("phase");
        lines.add(screen.colour(colour(phase), shape(phase)) + " " + summary(rollout));
        if (rollout.getBoolean("dry_run", false)) {
            lines.add(
                    "  " + screen.colour(Screen.Colour.YELLOW, "DRY RUN") + ": nothing is taken away from the canary");
        }
        lines.add("  " + steps(rollout));
        JsonArray evidence = rollout.getJsonArray("evidence", new JsonArray());
        for (int i = 0; i < evidence.size(); i++) {
            JsonObject test = evidence.getJsonObject(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-27s %6d of %-8d bad   E = %-9s critical at %-9s %s",
                    test.getString("test"),
                    test.getLong("bad"),
                    test.getLong("n"),
                    compact(test.getDouble("e_value")),
                    compact(test.getDouble("threshold")),
                    test.getString("verdict")));
        }
        String waiting = waiting(rollout);
        if (!waiting.isEmpty()) {
            lines.add("  next: " + waiting);
        }
        String operations = String.join(" · ", operations(rollout));
        if (!operations.isEmpty()) {
            lines.add("  you may " + operations);
        }
        String tag = rollout.getString("etag", "").replace("\"", "");
        if (!tag.isEmpty()) {
            lines.add("  this state: --if-match " + tag);
        }
        return lines;
    }

    private static String steps(JsonObject rollout) {
        StringBuilder text = new StringBuilder();
        JsonArray steps = rollout.getJsonArray("steps", new JsonArray());
        int current = rollout.getInteger("step", 0);
        boolean automatic = "automatic".equals(rollout.getString("pace"));
        for (int i = 0; i < steps.size(); i++) {
            JsonObject step = steps.getJsonObject(i);
            boolean here = i == current && !ended(rollout);
            text.append(i < current ? "✓ " : here ? "● " : "○ ")
                    .append(step(step, " for ", automatic))
                    .append("   ");
        }
        return text.toString().stripTrailing();
    }

    /** Such as {@code 5% for 30s}, with the gate behind it; at an automatic pace a hold is the longest it takes. */
    static String step(JsonObject step, String between, boolean automatic) {
        return step.getString("weight")
                + between
                + (automatic ? "≤ " : "")
                + step.getString("hold")
                + ("manual".equals(step.getString("gate")) ? " then gate" : "");
    }

    /** The rollout that the configuration asks for and that has not begun, in words; empty where there is none. */
    static String waiting(JsonObject shown) {
        JsonObject waiting = shown.getJsonObject("waiting");
        return waiting == null ? "" : "version " + waiting.getInteger("version") + " " + waiting.getString("reason");
    }

    /** What an operator may do now, as the commands of {@code igw rollout} are written. */
    static List<String> operations(JsonObject rollout) {
        return switch (rollout.getString("phase")) {
            case "pending", "promoting" -> List.of("abort");
            case "progressing" -> List.of("pause", "promote", "promote --full", "abort");
            case "paused" -> List.of("resume", "promote", "promote --full", "abort");
            case "rolled_back" -> List.of("retry", "start --to N");
            case "promoted" -> List.of("undo", "start --to N");
            default -> List.of();
        };
    }

    static String shape(String phase) {
        return switch (phase) {
            case "promoted", "progressing", "promoting" -> "●";
            case "rolled_back", "rolling_back" -> "■";
            case "paused" -> "▲";
            default -> "○";
        };
    }

    static Colour colour(String phase) {
        return switch (phase) {
            case "promoted", "progressing", "promoting" -> Colour.GREEN;
            case "rolled_back", "rolling_back" -> Colour.RED;
            case "paused" -> Colour.YELLOW;
            default -> Colour.GREY;
        };
    }

    /** A share of 1 as {@code 0.3%}, with as many decimals as tell something. */
    static String percent(double share) {
        return BigDecimal.valueOf(share * 100)
                        .setScale(2, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + "%";
    }

    /** An e-value: two decimals where they matter, none where they don't, a power of ten where nobody counts. */
    static String compact(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.0e", value).replace("e+0", "e").replace("e+", "e");
        }
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }

    /** What the admin API writes as {@code 250ms 30s 5m 1h 1d}; nothing for what it does not write. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Duration.ZERO;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A text in lines of at most {@code width} columns, broken at spaces; the last of {@code most} lines is cut. */
    static List<String> wrapped(String text, int width, int most) {
        List<String> rows = new ArrayList<>();
        String rest = text.strip();
        while (Line.length(rest) > width && rows.size() < most - 1) {
            int end = rest.offsetByCodePoints(0, width);
            int space = rest.lastIndexOf(' ', end);
            int cut = space > 0 ? space : end;
            rows.add(rest.substring(0, cut));
            rest = rest.substring(cut).strip();
        }
        rows.add(Line.clipped(rest, width));
        return rows;
    }
}
