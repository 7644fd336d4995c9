package io.inferencegateway.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A block of lines that is redrawn in place on a terminal, and printed line by line where there is none. Health is told
 * by shape and colour; NO_COLOR leaves the shape. Used by one thread.
 */
final class Screen {
    /** The colours of the health words, by ANSI code. */
    enum Colour {
        GREEN(32),
        YELLOW(33),
        RED(31),
        GREY(90),
        BOLD(1);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    private static final String ESCAPE = "\u001b[";

    private final PrintWriter out;
    private final boolean live;
    private final boolean coloured;
    private int linesOnScreen;

    Screen(PrintWriter out, boolean live, boolean coloured) {
        this.out = out;
        this.live = live;
        this.coloured = live && coloured;
    }

    /** For this process: live where it has a terminal, coloured unless NO_COLOR is set. */
    static Screen of(PrintWriter out, boolean terminal, UnaryOperator<@Nullable String> environment) {
        String noColour = environment.apply("NO_COLOR");
        boolean dumb = "dumb".equals(environment.apply("TERM"));
        return new Screen(out, terminal && !dumb, noColour == null || noColour.isEmpty());
    }

    boolean live() {
        return live;
    }

    /** Replaces what the last call drew; without a terminal the lines follow it. */
    void draw(List<String> lines) {
        if (live && linesOnScreen > 0) {
            out.print(ESCAPE + linesOnScreen + "A" + "\r");
        }
        for (String line : lines) {
            out.print(line);
            out.print(live ? ESCAPE + "K\n" : "\n");
        }
        if (live) {
            out.print(ESCAPE + "J");
        }
        out.flush();
        linesOnScreen = lines.size();
    }

    String colour(Colour colour, String text) {
        return coloured ? ESCAPE + colour.code + "m" + text + ESCAPE + "0m" : text;
    }

    /** The health's shape and word, padded to one width before it is coloured. */
    String health(String health) {
        return switch (health) {
            case "healthy" -> colour(Colour.GREEN, "● healthy ");
            case "warning" -> colour(Colour.YELLOW, "▲ warning ");
            case "critical" -> colour(Colour.RED, "■ critical");
            default -> colour(Colour.GREY, "○ unknown ");
        };
    }
}
