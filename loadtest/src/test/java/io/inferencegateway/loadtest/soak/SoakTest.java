package io.inferencegateway.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short form of the soak; {@code docs/soak.md} tells of the long one. In a process of its own: Netty's leak detector, which
 * is paranoid here, would slow its callers to a crawl.
 */
class SoakTest {
    @Test
    void half_a_minute_of_faults_leaves_exact_books_and_nothing_behind(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Path report = folder.resolve("soak.md");
        Process soak = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.inferencegateway.gateway.Main",
                        "soak",
                        "--duration",
                        "25s",
                        "--rate",
                        "100",
                        "--report",
                        report.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(soak.waitFor(150, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            soak.descendants().forEach(ProcessHandle::destroyForcibly);
            soak.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(said).doesNotContain("FAILS: ").contains("holds: what callers saw is what `/metrics` counts");
        assertThat(soak.exitValue()).as(said).isZero();
        assertThat(Files.readString(report))
                .contains("| SIGHUP | ", "| invalid file | ", "| plain/v/1 200 timeout_idle | ", "| yes |")
                .doesNotContain("**no**");
    }
}
