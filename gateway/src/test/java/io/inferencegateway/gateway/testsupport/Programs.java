package io.inferencegateway.gateway.testsupport;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Programs of this system that a test runs to their end. */
public final class Programs {
    private static final int PATIENCE_SECONDS = 60;

    private Programs() {}

    /** What it wrote, errors included, as ISO-8859-1; it must exit with 0. */
    public static String run(String... command) throws IOException, InterruptedException {
        return run(StandardCharsets.ISO_8859_1, PATIENCE_SECONDS, command);
    }

    static String run(Charset charset, int patienceSeconds, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command[0] + " did not end");
            }
            String written = Files.readString(output, charset);
            if (process.exitValue() != 0) {
                throw new AssertionError(command[0] + " exited with " + process.exitValue() + ": " + written);
            }
            return written;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
