package io.inferencegateway.gateway.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Debian's {@code promtool}. */
final class Promtool {
    private Promtool() {}

    /** What {@code promtool check metrics} has to say of a page of text 0.0.4; nothing where it likes it. */
    static String checkMetrics(String page) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = promtool.getOutputStream()) {
            in.write(page.getBytes(StandardCharsets.UTF_8));
        }
        String findings = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        promtool.waitFor();
        return findings;
    }
}
