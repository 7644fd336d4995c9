package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.demo.FrameText.Line;
import io.inferencegateway.loadtest.demo.FrameText.Style;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Shows the story on a stream: on a terminal milestones scroll by above a block that is drawn again and again, elsewhere
 * there are milestones and a line every few seconds. Owner: the thread that draws; a slow reader delays only it.
 */
final class LiveView {
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);
    private static final String ESCAPE = "\u001b[";

    private final PrintWriter out;
    private final boolean interactive;
    private final boolean color;
    private final IntSupplier width;
    private int drawnLines;
    private Duration lastLine = Duration.ZERO;

    LiveView(PrintWriter out, boolean interactive, boolean color, IntSupplier width) {
        this.out = out;
        this.interactive = interactive;
        this.color = color;
        this.width = width;
    }

    void say(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    void draw(Frame frame) {
        if (interactive) {
            erase();
            List<Line> lines = FrameText.block(frame, width.getAsInt() - 1);
            lines.forEach(line -> out.println(styled(line)));
            drawnLines = lines.size();
            out.flush();
        } else if (frame.elapsed().minus(lastLine).compareTo(LINE_EVERY) >= 0) {
            lastLine = frame.elapsed();
            out.println(FrameText.plain(frame));
            out.flush();
        }
    }

    private String styled(Line line) {
        if (!color || line.style() == Style.PLAIN) {
            return line.text();
        }
        return ESCAPE + (line.style() == Style.BOLD ? "1m" : "1;31m") + line.text() + ESCAPE + "0m";
    }

    private void erase() {
        if (drawnLines > 0) {
            out.print(ESCAPE + drawnLines + "A\r" + ESCAPE + "J");
            drawnLines = 0;
        }
    }
}
