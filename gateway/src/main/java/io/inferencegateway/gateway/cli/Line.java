package io.inferencegateway.gateway.cli;

/**
 * One line of a view while it is put together. It never grows wider than the screen, and colours take no room. Owner: the
 * thread that draws.
 */
final class Line {
    private final Screen screen;
    private final int width;
    private final StringBuilder text = new StringBuilder();
    private int columns;

    /** @param width in columns, at least 1 */
    Line(Screen screen, int width) {
        this.screen = screen;
        this.width = width;
    }

    Line add(String more) {
        String fitting = fitting(more);
        text.append(fitting);
        columns += length(fitting);
        return this;
    }

    Line add(Screen.Colour colour, String more) {
        String fitting = fitting(more);
        if (!fitting.isEmpty()) {
            text.append(screen.colour(colour, fitting));
            columns += length(fitting);
        }
        return this;
    }

    /** Goes on at a column, counted from 0; never back. */
    Line to(int column) {
        return add(" ".repeat(Math.max(0, column - columns)));
    }

    /** {@code more} so that it ends at {@code column}. */
    Line upTo(int column, String more) {
        return to(column - length(more)).add(more);
    }

    int room() {
        return width - columns;
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing();
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text, or as much of its beginning as goes into {@code width} columns. */
    static String clipped(String text, int width) {
        if (length(text) <= width) {
            return text;
        }
        return width < 1 ? "" : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** What others wrote must not steer the terminal: control characters become question marks. */
    private String fitting(String more) {
        return clipped(more.replaceAll("\\p{Cntrl}", "?"), room());
    }
}
