package io.inferencegateway.loadtest.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as an SVG document: axes with units, a name beside each line instead of a legend, colours of Okabe and Ito that
 * colour-blind readers tell apart, and others of them where the reader's page is dark. The same input gives the same bytes.
 */
final class LinePlot {
    private static final double WIDTH = 820;
    private static final double HEIGHT = 440;
    private static final double LEFT = 76;
    private static final double RIGHT = 600;
    private static final double TOP = 56;
    private static final double BOTTOM = 376;
    private static final double BETWEEN_NAMES = 17;

    private static final String STYLE =
            """
            <style>
              svg { --ink: #1f2328; --faint: #d0d7de; --paper: #ffffff; }
              .c0 { --line: #0072b2; } .c1 { --line: #d55e00; } .c2 { --line: #009e73; }
              .c3 { --line: #aa4499; } .c4 { --line: #8a6d00; } .c5 { --line: #57606a; }
              @media (prefers-color-scheme: dark) {
                svg { --ink: #e6edf3; --faint: #3d444d; --paper: #0d1117; }
                .c0 { --line: #56b4e9; } .c1 { --line: #ff9440; } .c2 { --line: #2fd1a1; }
                .c3 { --line: #e29ac9; } .c4 { --line: #f0e442; } .c5 { --line: #9da7b1; }
              }
              .paper { fill: var(--paper); }
              text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink); }
              .title { font-size: 15px; font-weight: 600; }
              .grid { stroke: var(--faint); stroke-width: 1; }
              .mark { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 2 4; }
              .line { fill: none; stroke: var(--line); stroke-width: 2.2; stroke-linejoin: round; }
              .leader { stroke: var(--line); stroke-width: 1; opacity: 0.6; }
              .dot { fill: var(--line); }
              .name { fill: var(--line); font-weight: 600; }
            </style>
            """;

    /**
     * @param least where the axis begins; above 0 on a logarithmic one
     * @param ticks the values that are written at it
     */
    record Axis(String label, double least, double most, boolean logarithmic, List<Double> ticks, String suffix) {
        Axis {
            ticks = List.copyOf(ticks);
        }

        /** 0 at the axis' beginning, 1 at its end; what lies outside is drawn at the edge. */
        double place(double value) {
            double clamped = Math.min(most, Math.max(least, value));
            return logarithmic
                    ? Math.log(clamped / least) / Math.log(most / least)
                    : (clamped - least) / (most - least);
        }

        String written(double tick) {
            String number = tick >= 1_000_000 || (tick > 0 && tick < 0.01)
                    ? "10" + raised((int) Math.round(Math.log10(tick)))
                    : tick == Math.rint(tick)
                            ? String.format(Locale.ROOT, "%,.0f", tick)
                            : String.format(Locale.ROOT, "%s", tick);
            return number + suffix;
        }

        private static String raised(int exponent) {
            String digits = Integer.toString(Math.abs(exponent))
                    .chars()
                    .mapToObj(digit -> String.valueOf("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0')))
                    .reduce("", String::concat);
            return exponent < 0 ? "⁻" + digits : digits;
        }
    }

    record Point(double x, double y) {}

    /** @param dots whether the points were measured, as opposed to a course that was followed */
    record Line(String name, List<Point> points, boolean dots) {
        Line {
            points = List.copyOf(points);
        }
    }

    /** A value of either axis that is worth a line across. */
    record Mark(String text, double value, boolean ofX) {}

    private final StringBuilder svg = new StringBuilder();
    private final Axis x;
    private final Axis y;

    private LinePlot(Axis x, Axis y) {
        this.x = x;
        this.y = y;
    }

    static String svg(String title, Axis x, Axis y, List<Line> lines, List<Mark> marks) {
        LinePlot plot = new LinePlot(x, y);
        plot.frame(title);
        marks.forEach(plot::mark);
        for (int i = lines.size() - 1; i >= 0; i--) {
            plot.line(lines.get(i), i); // the first on top
        }
        plot.names(lines);
        return plot.svg.append("</svg>\n").toString();
    }

    private void frame(String title) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\""
                        + " aria-label=\"%s\">",
                WIDTH, HEIGHT, WIDTH, HEIGHT, escaped(title));
        svg.append(STYLE);
        add("<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>", WIDTH, HEIGHT);
        add("<text class=\"title\" x=\"20\" y=\"28\">%s</text>", escaped(title));
        for (double tick : x.ticks()) {
            add(
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>",
                    px(tick), TOP, BOTTOM);
            add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", px(tick), BOTTOM + 18, x.written(tick));
        }
        for (double tick : y.ticks()) {
            add(
                    "<line class=\"grid\" x1=\"%2$.1f\" x2=\"%3$.1f\" y1=\"%1$.1f\" y2=\"%1$.1f\"/>",
                    py(tick), LEFT, RIGHT);
            add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, py(tick) + 4, y.written(tick));
        }
        add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>",
                (LEFT + RIGHT) / 2, BOTTOM + 42, escaped(x.label()));
        add(
                "<text transform=\"translate(18 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + BOTTOM) / 2, escaped(y.label()));
    }

    private void mark(Mark mark) {
        if (mark.ofX()) {
            double at = px(mark.value());
            add("<line class=\"mark\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\"/>", at, TOP, BOTTOM);
            add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", at, TOP - 6, escaped(mark.text()));
        } else {
            double at = py(mark.value());
            add("<line class=\"mark\" x1=\"%2$.1f\" x2=\"%3$.1f\" y1=\"%1$.1f\" y2=\"%1$.1f\"/>", at, LEFT, RIGHT);
            add("<text x=\"%.1f\" y=\"%.1f\">%s</text>", LEFT + 8, at - 6, escaped(mark.text()));
        }
    }

    private void line(Line line, int colour) {
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            path.append(path.isEmpty() ? "M" : " L")
                    .append(String.format(Locale.ROOT, "%.1f %.1f", px(point.x()), py(point.y())));
        }
        add("<g class=\"c%d\"><path class=\"line\" d=\"%s\"/>", colour, path);
        if (line.dots()) {
            for (Point point : line.points()) {
                add("<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\"/>", px(point.x()), py(point.y()));
            }
        }
        add("</g>");
    }

    /** Each beside the end of its line, moved apart where ends are close. */
    private void names(List<Line> lines) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> py(end(lines.get(i)).y())));
        double[] at = new double[lines.size()];
        double before = TOP - BETWEEN_NAMES;
        for (int i : order) {
            at[i] = Math.max(py(end(lines.get(i)).y()), before + BETWEEN_NAMES);
            before = at[i];
        }
        double below = BOTTOM + BETWEEN_NAMES;
        for (int k = order.size() - 1; k >= 0; k--) {
            int i = order.get(k);
            at[i] = Math.min(at[i], below - BETWEEN_NAMES);
            below = at[i];
        }
        for (int i = 0; i < lines.size(); i++) {
            Point end = end(lines.get(i));
            add(
                    "<g class=\"c%d\"><line class=\"leader\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text></g>",
                    i,
                    px(end.x()) + 4,
                    py(end.y()),
                    RIGHT + 12,
                    at[i],
                    RIGHT + 16,
                    at[i] + 4,
                    escaped(lines.get(i).name()));
        }
    }

    private static Point end(Line line) {
        return line.points().get(line.points().size() - 1);
    }

    private double px(double value) {
        return LEFT + x.place(value) * (RIGHT - LEFT);
    }

    private double py(double value) {
        return BOTTOM - y.place(value) * (BOTTOM - TOP);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
