package io.inferencegateway.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A block of lines that is redrawn in place on a terminal, and printed line by line where there is none. Health is told
 * by shape and colour; NO_COLOR leaves the shape. Any thread may call: the one that draws and the one that ends the
 * program do.
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
    private int columns;
    private boolean cursorHidden;
    private boolean closed;

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

    /** Replaces what the last call drew; without a terminal the lines follow it. One write, so that nothing flickers. */
    synchronized void draw(List<String> lines) {
        if (closed) {
            return;
        }
        StringBuilder frame = new StringBuilder();
        if (live && linesOnScreen > 0) {
            frame.append(ESCAPE).append(linesOnScreen).append("A\r");
        }
        for (String line : lines) {
            frame.append(line).append(live ? ESCAPE + "K\n" : "\n");
        }
        if (live) {
            frame.append(ESCAPE).append('J');
        }
        out.print(frame);
        out.flush();
        linesOnScreen = lines.size();
    }

    /** Draws on a terminal whose width is known: another one than last time has broken the lines, so all is drawn anew. */
    synchronized void draw(List<String> lines, int width) {
        if (live && !closed && !cursorHidden) {
            out.print(ESCAPE + "?25l");
            cursorHidden = true;
        }
        if (live && !closed && columns != 0 && columns != width) {
            out.print(ESCAPE + "H" + ESCAPE + "2J");
            linesOnScreen = 0;
        }
        columns = width;
        draw(lines);
    }

    /** Leaves what is drawn, gives the cursor back and says a last word; nothing is drawn after it. */
    synchronized void close(String lastWord) {
        if (closed) {
            return;
        }
        closed = true;
        if (cursorHidden) {
            out.print(ESCAPE + "?25h");
        }
        if (!lastWord.isEmpty()) {
            out.println(lastWord);
        }
        out.flush();
    }

    String colour(Colour colour, String text) {
        return coloured ? ESCAPE + colour.code + "m" + text + ESCAPE + "0m" : text;
    }

    /** The health's shape and word, padded to one width before it is coloured. */
    String health(String health) {
        String known = colourOf(health) == Colour.GREY ? "unknown" : health;
        return colour(colourOf(health), String.format(Locale.ROOT, "%s %-8s", shapeOf(health), known));
    }

    static String shapeOf(String health) {
        return switch (health) {
            case "healthy" -> "●";
            case "warning" -> "▲";
            case "critical" -> "■";
            default -> "○";
        };
    }

    static Colour colourOf(String health) {
        return switch (health) {
            case "healthy" -> Colour.GREEN;
            case "warning" -> Colour.YELLOW;
            case "critical" -> Colour.RED;
            default -> Colour.GREY;
        };
    }
}
