package io.inferencegateway.gateway.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two lines over the same time, from zero up; a gap in the figures is a gap in the line. Pure. */
final class SvgPlot {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 126;
    private static final int LEFT = 36;
    private static final int TOP = 10;
    private static final int BOTTOM = 110;

    private SvgPlot() {}

    /**
     * @param name for those who hear the page
     * @param from where the time begins, for people
     * @param to where it ends
     */
    static String of(String name, List<@Nullable Double> now, List<@Nullable Double> before, String from, String to) {
        double highest = Stream.concat(now.stream(), before.stream())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        double top = highest <= 0 ? 1 : highest;
        return "<svg role=\"img\" aria-label=\"" + ReportPage.escaped(name) + "\" viewBox=\"0 0 " + WIDTH + ' ' + HEIGHT
                + "\"><path class=\"axis\" d=\"M" + LEFT + ' ' + BOTTOM + "H" + WIDTH
                + "\"/><text x=\"0\" y=\"" + (TOP + 4) + "\">" + number(top) + "</text><text x=\"0\" y=\"" + BOTTOM
                + "\">0</text><text x=\"" + LEFT + "\" y=\"" + (HEIGHT - 3) + "\">" + ReportPage.escaped(from)
                + "</text><text x=\"" + WIDTH + "\" y=\"" + (HEIGHT - 3) + "\" text-anchor=\"end\">"
                + ReportPage.escaped(to) + "</text>" + line("before", before, top) + line("now", now, top) + "</svg>";
    }

    private static String line(String style, List<@Nullable Double> values, double top) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < values.size(); i++) {
            Double value = values.get(i);
            if (value == null) {
                drawing = false;
                continue;
            }
            double x = LEFT + (WIDTH - LEFT) * (values.size() == 1 ? 0.5 : (double) i / (values.size() - 1));
            double y = BOTTOM - (BOTTOM - TOP) * value / top;
            // A lone point would draw nothing: a short stroke shows it.
            path.append(drawing ? 'L' : 'M').append(coordinate(x)).append(' ').append(coordinate(y));
            if (!drawing) {
                path.append("h1");
            }
            drawing = true;
        }
        return "<path class=\"" + style + "\" d=\"" + path + "\"/>";
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
