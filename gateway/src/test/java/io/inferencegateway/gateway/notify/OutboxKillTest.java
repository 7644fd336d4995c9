package io.inferencegateway.gateway.notify;

import static io.inferencegateway.gateway.notify.AnnouncerBench.receiver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process with SIGKILL while notifications wait in it. */
class OutboxKillTest {
    private static final int HEARD = 25;

    @TempDir
    Path folder;

    @Test
    void what_waited_in_a_killed_process_is_delivered_by_the_next_one_in_order() throws Exception {
        try (ScriptedReceiver hook = new ScriptedReceiver()) {
            hook.answers(503);
            int stored = runAndKill(hook.url("/"));
            hook.requests.clear();
            hook.answers(200);
            try (AnnouncerBench next =
                    new AnnouncerBench(folder, AnnouncerBench.HASTY, receiver(Kind.WEBHOOK, "hook", hook.url("/")))) {
                await().atMost(Duration.ofSeconds(30)).until(() -> next.stored() == 0 && next.waiting() == 0);
            }
            List<Integer> delivered = hook.requests.stream()
                    .map(request -> request.json().getInteger("n"))
                    .toList();
            assertThat(delivered)
                    .hasSizeGreaterThanOrEqualTo(stored)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, delivered.size()).boxed().toList());
        }
    }

    /** @return how many the process had said are stored */
    private int runAndKill(String url) throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutboxChild.class.getName(),
                        folder.toString(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int stored = 0;
        try (BufferedReader lines = child.inputReader()) {
            String line = lines.readLine();
            while (line != null && stored < HEARD) {
                // Log lines share the stream.
                if (line.startsWith("stored ")) {
                    stored = Integer.parseInt(line.substring("stored ".length()));
                }
                line = stored < HEARD ? lines.readLine() : line;
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(stored).as("the child got somewhere").isEqualTo(HEARD);
        return stored;
    }
}
