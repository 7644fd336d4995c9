package io.inferencegateway.gateway.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What standard output is connected to. {@link System#console} does not tell: from JDK 22 on it exists without a
 * terminal too, and it needs standard input to be one. So the system's own {@code test} and {@code stty} are asked.
 */
public final class Terminal {
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;
    private static final int NARROWEST = 20;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}) (\\d{1,6})\\s*");

    private Terminal() {}

    public static boolean isInteractive() {
        try {
            Process test = new ProcessBuilder("test", "-t", "1").inheritIO().start();
            return test.waitFor(2, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException notPosix) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** By the convention of no-color.org. */
    public static boolean wantsColor(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
    }

    /** Columns now; it changes while a person drags the window. */
    public static int width() {
        return size().columns();
    }

    record Size(int columns, int rows) {}

    /** As it is now; the usual one where there is no terminal, or one that does not know. */
    static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return size(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noTerminal) {
            return size("");
        }
    }

    /** What {@code stty size} prints: rows and columns; a terminal without a size has 0 of each. */
    static Size size(String printed) {
        Matcher matcher = SIZE.matcher(printed);
        int rows = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        int columns = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        return new Size(columns == 0 ? USUAL_WIDTH : Math.max(NARROWEST, columns), rows == 0 ? USUAL_HEIGHT : rows);
    }
}
