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
    private static final int NARROWEST = 20;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

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
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher matcher = SIZE.matcher(size);
            return matcher.matches() ? Math.max(NARROWEST, Integer.parseInt(matcher.group(1))) : USUAL_WIDTH;
        } catch (IOException noTerminal) {
            return USUAL_WIDTH;
        }
    }
}
