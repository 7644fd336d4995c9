package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.cli.Screen.Colour;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model under a rollout, as {@code /api/v1/models/ID} tells of it, as one frame of a live view: pure. */
final class RolloutWatchView {
    private static final int LEAST_WIDTH = 40;
    private static final int MOST_CHANGES = 8;
    private static final int INDENT = 2;
    private static final int LABEL = 11;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Frame frame;
    private final JsonObject model;
    private final JsonObject rollout;
    private final List<String> lines = new ArrayList<>();

    /**
     * What a frame is drawn on.
     *
     * @param columns of the terminal
     * @param rows of the terminal; the frame stays one below, so that the terminal does not scroll
     * @param zone of the clock times
     * @param away why the figures are old, or null where the gateway answers
     */
    record Frame(Screen screen, int columns, int rows, ZoneId zone, @Nullable String away) {}

    private RolloutWatchView(JsonObject model, Frame frame) {
        this.frame = frame;
        this.model = model;
        this.rollout = model.getJsonObject("rollout");
    }

    static List<String> lines(JsonObject model, Frame frame) {
        return new RolloutWatchView(model, frame).drawn();
    }

    private List<String> drawn() {
        head();
        weights();
        steps();
        wrapped("reason", rollout.getString("reason", ""));
        wrapped("frozen", rollout.getString("frozen_until", ""));
        wrapped("next", RolloutTextView.waiting(model));
        wrapped("runbook", rollout.getString("runbook", ""));
        lines.add("");
        lines.addAll(EvidenceTable.lines(
                rollout.getJsonArray("evidence", new JsonArray()), frame.screen(), Math.max(LEAST_WIDTH, width())));
        lines.add("");
        lines.addAll(VersionTable.lines(
                model.getJsonArray("versions"),
                rollout.getInteger("stable"),
                rollout.getInteger("canary"),
                frame.screen(),
                width()));
        List<String> foot = foot();
        history(frame.rows() - 1 - lines.size() - foot.size() - 1);
        lines.add("");
        lines.addAll(foot);
        return List.copyOf(lines.subList(0, Math.max(1, Math.min(lines.size(), frame.rows() - 1))));
    }

    private void head() {
        String phase = rollout.getString("phase");
        Line line = line().add(RolloutTextView.colour(phase), RolloutTextView.shape(phase) + " ")
                .add(Colour.BOLD, rollout.getString("model") + " " + versions())
                .add("  ")
                .add(RolloutTextView.colour(phase), phase.replace('_', ' '));
        String elapsed = elapsed();
        if (!elapsed.isEmpty() && line.room() > elapsed.length() + 1) {
            line.upTo(width(), elapsed);
        }
        lines.add(line.toString());
        if (rollout.getBoolean("dry_run", false)) {
            lines.add(line().add(Colour.YELLOW, "▲ DRY RUN: nothing is taken away from the canary")
                    .toString());
        }
        if (frame.away() != null) {
            lines.add(line().add(Colour.YELLOW, "▲ " + frame.away()).toString());
        }
    }

    private String versions() {
        return rollout.getInteger("stable") + " → " + rollout.getInteger("canary");
    }

    /** Since the start, or how long it took. */
    private String elapsed() {
        Instant started = Instant.parse(rollout.getString("started_at"));
        Instant until = RolloutTextView.ended(rollout) ? lastChange() : now();
        if (until == null) {
            return "";
        }
        return (RolloutTextView.ended(rollout) ? "took " : "for ") + spoken(Duration.between(started, until));
    }

    private void weights() {
        double share = share(rollout.getString("weight"));
        String canary = rollout.getString("weight") + " ";
        Line line = label("weights").add(canary).to(INDENT + LABEL + 7);
        String stable = " " + RolloutTextView.percent(1 - share) + " stable";
        int width = Math.max(1, line.room() - Line.length(stable));
        String filled = Bar.filled(share, width);
        lines.add(line.add(RolloutTextView.colour(rollout.getString("phase")), filled)
                .add(Colour.GREY, "░".repeat(width - Line.length(filled)))
                .add(stable)
                .toString());
    }

    /** Every step, or those around the current one where the line is too short for all. */
    private void steps() {
        JsonArray steps = rollout.getJsonArray("steps", new JsonArray());
        int current = rollout.getInteger("step", 0);
        int first = 0;
        while (first < current && lengthOf(steps, first, current) > width() - INDENT - LABEL - 2) {
            first++;
        }
        Line line = label("steps").add(first > 0 ? "… " : "");
        for (int i = first; i < steps.size(); i++) {
            Colour colour = i < current ? Colour.GREEN : i == current ? Colour.BOLD : Colour.GREY;
            line.add(colour, step(steps.getJsonObject(i), i, current)).add("   ");
        }
        lines.add(line.toString());
    }

    private int lengthOf(JsonArray steps, int first, int current) {
        int length = 0;
        for (int i = first; i < steps.size() && i <= current + 1; i++) {
            length += Line.length(step(steps.getJsonObject(i), i, current)) + 3;
        }
        return length;
    }

    private String step(JsonObject step, int index, int current) {
        String text = RolloutTextView.step(step, " ", "automatic".equals(rollout.getString("pace")));
        if (index < current || "promoted".equals(rollout.getString("phase"))) {
            return "✓ " + text;
        }
        boolean entered = !RolloutTextView.ended(rollout) && !"pending".equals(rollout.getString("phase"));
        return index == current && entered ? "● " + text + holdLeft() : "○ " + text;
    }

    /** Of the current step's hold, on the gateway's clock: this machine's may differ. */
    private String holdLeft() {
        Instant entered = lastChange();
        Instant now = now();
        JsonArray steps = rollout.getJsonArray("steps");
        if (!"progressing".equals(rollout.getString("phase")) || entered == null || now == null) {
            return "";
        }
        Duration hold = RolloutTextView.duration(
                steps.getJsonObject(rollout.getInteger("step")).getString("hold"));
        Duration left = hold.minus(Duration.between(entered, now));
        return left.isNegative() || left.isZero() ? " (over; waits for evidence)" : " (" + spoken(left) + " left)";
    }

    private void wrapped(String name, String text) {
        if (text.isEmpty()) {
            return;
        }
        int room = Math.max(10, width() - INDENT - LABEL);
        List<String> rows = RolloutTextView.wrapped(text, room, 3);
        for (int i = 0; i < rows.size(); i++) {
            lines.add((i == 0 ? label(name) : line().to(INDENT + LABEL))
                    .add(rows.get(i))
                    .toString());
        }
    }

    /** Newest first, as many as fit. */
    private void history(int room) {
        JsonArray history = rollout.getJsonArray("history", new JsonArray());
        int shown = Math.min(Math.min(history.size(), MOST_CHANGES), room - 1);
        if (shown < 1) {
            return;
        }
        lines.add("");
        for (int i = history.size() - 1; i >= history.size() - shown; i--) {
            JsonObject change = history.getJsonObject(i);
            String to = change.getString("to");
            Line line = line().to(INDENT)
                    .add(
                            Colour.GREY,
                            CLOCK.format(Instant.parse(change.getString("time")).atZone(frame.zone())))
                    .add("  ")
                    .add(RolloutTextView.colour(to), RolloutTextView.shape(to))
                    .add(" " + change.getString("remark", to).replace('_', ' ') + " " + change.getString("weight"))
                    .to(INDENT + 31)
                    .add(change.getString("reason"));
            String actor = change.getString("actor", "");
            lines.add(("gateway".equals(actor) || actor.isEmpty() ? line : line.add(" (" + actor + ")")).toString());
        }
    }

    private List<String> foot() {
        List<String> foot = new ArrayList<>();
        String operations = String.join(" · ", RolloutTextView.operations(rollout));
        if (!operations.isEmpty()) {
            foot.add(label("you may").add(operations).toString());
        }
        if (!RolloutTextView.ended(rollout)) {
            foot.add(line().to(INDENT)
                    .add(Colour.GREY, "Ctrl-C ends the view, not the rollout")
                    .toString());
        }
        return foot;
    }

    /** When it came to where it is: a remark is no change. */
    private @Nullable Instant lastChange() {
        JsonArray history = rollout.getJsonArray("history", new JsonArray());
        for (int i = history.size() - 1; i >= 0; i--) {
            JsonObject change = history.getJsonObject(i);
            if (change.getString("remark", "").isEmpty()) {
                return Instant.parse(change.getString("time"));
            }
        }
        return null;
    }

    /** The gateway's, when it answered. */
    private @Nullable Instant now() {
        JsonArray versions = model.getJsonArray("versions");
        return versions.isEmpty()
                ? null
                : Instant.parse(
                        versions.getJsonObject(0).getJsonObject("recent").getString("to"));
    }

    private static double share(String percent) {
        return Double.parseDouble(percent.substring(0, percent.length() - 1)) / 100;
    }

    private static String spoken(Duration duration) {
        long seconds = Math.max(0, (duration.toMillis() + 999) / 1000);
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? seconds / 60 + "m " + seconds % 60 + "s"
                : seconds / 3600 + "h " + seconds / 60 % 60 + "m";
    }

    private Line label(String name) {
        return line().to(INDENT).add(Colour.GREY, name).to(INDENT + LABEL);
    }

    private Line line() {
        return new Line(frame.screen(), width());
    }

    private int width() {
        return Math.max(LEAST_WIDTH, frame.columns());
    }
}
