package io.inferencegateway.loadtest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns a {@link Frame} into text that fits a width. ASCII only: not every terminal says that it can do more. Pure. */
final class FrameText {
    private static final int FULL_WIDTH = 74;
    private static final double BAD_SHARE = 0.05;

    enum Style {
        PLAIN,
        BOLD,
        ALARM
    }

    record Line(String text, Style style) {}

    private FrameText() {}

    /** The live block, one entry a line, none longer than {@code width}. */
    static List<Line> block(Frame frame, int width) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(head(frame, width), Style.BOLD));
        boolean full = width >= FULL_WIDTH;
        lines.add(new Line(
                full
                        ? "  version  weight                    req/s  errors   p50 ms   p95 ms   p99 ms"
                        : "  ver  weight  errors   p99 ms",
                Style.PLAIN));
        for (Frame.Row row : frame.rows()) {
            String text = full ? wide(row) : narrow(row);
            lines.add(new Line(text, row.errorShare() >= BAD_SHARE ? Style.ALARM : Style.PLAIN));
        }
        for (RolloutStatus.Test test : frame.evidence()) {
            lines.add(new Line("  " + test.inWords(), test.verdict().equals("critical") ? Style.ALARM : Style.PLAIN));
        }
        return lines.stream()
                .map(line -> new Line(cut(line.text(), width), line.style()))
                .toList();
    }

    private static String head(Frame frame, int width) {
        String time = frame.elapsed().toSeconds() + " of " + frame.duration().toSeconds() + " s";
        int barWidth =
                Math.max(0, Math.min(20, width - time.length() - frame.scene().length() - 8));
        double done = Math.min(
                1, (double) frame.elapsed().toMillis() / frame.duration().toMillis());
        return (barWidth > 0 ? bar(done, barWidth) + " " : "") + time + "  " + frame.scene();
    }

    private static String wide(Frame.Row row) {
        double weight =
                Double.parseDouble(row.weight().substring(0, row.weight().length() - 1)) / 100;
        return String.format(
                Locale.ROOT,
                "  %7d  %6s %s  %6.1f %6.1f%% %8.1f %8.1f %8.1f",
                row.version(),
                row.weight(),
                bar(weight, 16),
                row.perSecond(),
                row.errorShare() * 100,
                row.p50Millis(),
                row.p95Millis(),
                row.p99Millis());
    }

    private static String narrow(Frame.Row row) {
        return String.format(
                Locale.ROOT,
                "  %3d  %6s %6.1f%% %8.1f",
                row.version(),
                row.weight(),
                row.errorShare() * 100,
                row.p99Millis());
    }

    /** One line for where there is no terminal. */
    static String plain(Frame frame) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(Locale.ROOT, "%6d s   %s", frame.elapsed().toSeconds(), frame.scene()));
        for (Frame.Row row : frame.rows()) {
            line.append(String.format(
                    Locale.ROOT,
                    " | v%d %s %.0f/s errors %.1f%% p50 %.1f p95 %.1f p99 %.1f ms",
                    row.version(),
                    row.weight(),
                    row.perSecond(),
                    row.errorShare() * 100,
                    row.p50Millis(),
                    row.p95Millis(),
                    row.p99Millis()));
        }
        return line.toString();
    }

    private static String bar(double share, int width) {
        int full = (int) Math.round(Math.max(0, Math.min(1, share)) * width);
        return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }
}
