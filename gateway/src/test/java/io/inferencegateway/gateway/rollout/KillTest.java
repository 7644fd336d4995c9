package io.inferencegateway.gateway.rollout;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.state.RolloutTransition;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.StoredRollout;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process with SIGKILL in the middle of its rollouts, again and again on the same file, and looks at the file. */
class KillTest {
    /** The nightly profile has 200. */
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);

    private static final Set<String> OVER = Set.of("rolling_back", "rolled_back");

    @TempDir
    Path folder;

    /** What the killed process had been told is stored. */
    private record Told(long epoch, String phase) {}

    @Test
    void a_killed_process_leaves_the_old_state_or_the_new_one_and_no_rolled_back_canary_gets_traffic_seed_7()
            throws Exception {
        Path file = folder.resolve("igw.db");
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            Told told = runAndKill(file, 1 + random.nextInt(10), random.nextInt(200_000));
            StoredRollout newest = newestOf(file);
            assertWhole(newest, round);
            assertThat(newest.epoch()).as("round %d", round).isGreaterThanOrEqualTo(told.epoch());
            assertSafeAfterRestart(file, told, weightOf(newest), round);
        }
    }

    /** @param spins keeps the kill from always hitting the same instruction */
    private static Told runAndKill(Path file, int lines, int spins) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader reader = child.inputReader()) {
            Told told = new Told(0, "");
            int heard = 0;
            for (String line = reader.readLine(); line != null && heard < lines; ) {
                assertThat(line).doesNotContain("\"level\":\"ERROR\"");
                String[] words = line.split(" ", 2);
                // Log lines share the stream; they begin with a brace.
                if (Character.isDigit(line.charAt(0))) {
                    told = new Told(Long.parseLong(words[0]), words[1]);
                    heard++;
                }
                if (heard < lines) {
                    line = reader.readLine();
                }
            }
            assertThat(heard).as("the child got somewhere").isEqualTo(lines);
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            return told;
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static StoredRollout newestOf(Path file) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            SqliteStateStore store =
                    SqliteStateStore.open(vertx, "sqlite:" + file).await(20, SECONDS);
            List<StoredRollout> rollouts = store.rollouts().await(20, SECONDS);
            store.close().await(20, SECONDS);
            return rollouts.get(rollouts.size() - 1);
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }

    /** The record and its audit were written together or not at all. */
    private static void assertWhole(StoredRollout newest, int round) {
        assertThat(newest).as("round %d", round).isInstanceOf(StoredRollout.Intact.class);
        SavedRollout saved =
                SavedRollout.decode(((StoredRollout.Intact) newest).record().body());
        RolloutTransition last = newest.transitions().get(newest.transitions().size() - 1);
        assertThat(last.toPhase())
                .as("round %d", round)
                .isEqualTo(saved.state().phase().label());
        assertThat(last.ordinal()).as("round %d", round).isEqualTo(saved.transitions());
        assertThat(last.weightBasisPoints())
                .as("round %d", round)
                .isEqualTo(saved.state().weightBasisPoints());
    }

    private static int weightOf(StoredRollout stored) {
        return stored.transitions().get(stored.transitions().size() - 1).weightBasisPoints();
    }

    private static void assertSafeAfterRestart(Path file, Told told, int storedWeight, int round) throws Exception {
        try (RolloutBench restarted = new RolloutBench(file, RolloutBench.config())) {
            assertThat(restarted.split().canaryBasisPoints())
                    .as("round %d", round)
                    .isLessThanOrEqualTo(storedWeight);
            restarted.tick();
            RolloutView view = restarted.view();
            if (view.epoch() == told.epoch() && OVER.contains(told.phase())) {
                assertThat(view.phase()).as("round %d", round).isEqualTo("rolled_back");
            }
            if (OVER.contains(view.phase())) {
                assertThat(restarted.split().canaryBasisPoints())
                        .as("round %d", round)
                        .isZero();
            }
        }
    }
}
