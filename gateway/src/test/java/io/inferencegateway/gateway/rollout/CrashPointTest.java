package io.inferencegateway.gateway.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.gateway.state.RolloutRecord;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails at every point at which a rollout is written down: the state file as it was just before and just after
 * each write is kept, and a gateway is started on each of them, as it is and with the end of its log torn off.
 */
class CrashPointTest {
    private static final int TORN_EACH = 3;

    @TempDir
    Path folder;

    /**
     * What stood on the disk at one moment.
     *
     * @param before what the last finished write says; null before the first
     * @param after what the write that has begun says, or the last finished one
     */
    private record Crash(Path file, @Nullable RolloutState before, RolloutState after) {}

    @Test
    void a_crash_at_any_write_leaves_the_old_state_or_the_new_one_and_never_more_weight_than_was_stored()
            throws Exception {
        List<Crash> crashes = crashes();
        assertThat(crashes).hasSizeGreaterThan(10);
        for (Crash crash : crashes) {
            restarts(crash, crash.file());
        }
    }

    @Test
    void a_write_whose_bytes_are_torn_is_done_or_not_done_seed_9() throws Exception {
        Random random = new Random(9);
        List<Crash> crashes = crashes();
        int torn = 0;
        for (int i = 1; i < crashes.size(); i++) {
            Crash begun = crashes.get(i - 1);
            Crash done = crashes.get(i);
            long from = Files.size(log(begun.file()));
            if (Files.size(log(done.file())) > from) {
                for (int round = 0; round < TORN_EACH; round++) {
                    Path file = copy(done.file(), folder.resolve("torn"));
                    tear(log(file), from, random);
                    restarts(new Crash(file, begun.before(), done.after()), file);
                    torn++;
                }
            }
        }
        assertThat(torn).isGreaterThan(10);
    }

    @Test
    void a_record_of_garbage_has_no_weight_and_is_paused_seed_10() throws Exception {
        Random random = new Random(10);
        Path progressing = crashes().stream()
                .filter(crash -> crash.after().weightBasisPoints() == 1_000
                        && crash.after().equals(crash.before()))
                .findFirst()
                .orElseThrow()
                .file();
        for (int i = 0; i < 20; i++) {
            Path spoilt = copy(progressing, folder.resolve("spoilt"));
            int at = 1 + random.nextInt(200);
            SqliteShell.execute(
                    spoilt,
                    random.nextBoolean()
                            ? "UPDATE rollout SET body = substr(body, 1, " + at + ")"
                            : "UPDATE rollout SET body = substr(body, 1, " + at + ") || '~' || substr(body, " + (at + 2)
                                    + ")");
            try (RolloutBench restarted = new RolloutBench(spoilt, RolloutBench.config())) {
                assertThat(restarted.split().canaryBasisPoints())
                        .as("spoilt at %d", at)
                        .isZero();
                assertThat(restarted.view().phase()).isEqualTo("paused");
                assertThat(restarted.view().reason()).contains("can't be read");
            }
        }
    }

    // --- one story, and the disk at each point of it -----------------------------------------------------------------

    private List<Crash> crashes() throws Exception {
        List<Crash> crashes = new ArrayList<>();
        Path file = Files.createDirectories(folder.resolve("live")).resolve("igw.db");
        RolloutState[] stored = new RolloutState[1];
        try (RolloutBench bench = new RolloutBench(file, RolloutBench.config())) {
            bench.store.watcher = (point, record) -> {
                RolloutState now = stateOf(record);
                if (point == FaultyStore.Point.AFTER) {
                    stored[0] = now;
                }
                crashes.add(new Crash(copy(file, folder.resolve("crash-" + crashes.size())), stored[0], now));
            };
            bench.startProgressing(2);
            RolloutBench.answer(bench.watch(), Answer.GOOD, 20);
            bench.tickAfterMillis(2_000);
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.PROMOTE)));
            RolloutBench.answer(bench.watch(), Answer.BAD, 60);
            bench.tick();
            bench.tick();
            assertThat(bench.view().phase()).isEqualTo("rolled_back");
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.RETRY)));
            bench.tick();
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.ABORT)));
            bench.tick();
            bench.store.watcher = null;
        }
        return crashes;
    }

    private static void restarts(Crash crash, Path file) throws Exception {
        try (RolloutBench restarted = new RolloutBench(file, RolloutBench.config())) {
            RolloutState before = crash.before();
            int weight = restarted.split().canaryBasisPoints();
            if (before == null && restarted.split().canaryBasisPoints() == 0) {
                return;
            }
            assertThat(List.of(before == null ? crash.after() : before, crash.after()))
                    .as(crash.toString())
                    .anySatisfy(state -> {
                        assertThat(restarted.view().epoch()).isEqualTo(state.epoch());
                        assertThat(restarted.view().step()).isEqualTo(state.step());
                        assertThat(weight).isLessThanOrEqualTo(state.weightBasisPoints());
                        if (isOver(state)) {
                            assertThat(restarted.view().phase()).isIn("rolling_back", "rolled_back");
                        }
                    });
        }
    }

    private static boolean isOver(@Nullable RolloutState state) {
        return state != null && state.phase().label().startsWith("roll");
    }

    private static RolloutState stateOf(RolloutRecord record) {
        return SavedRollout.decode(record.body()).state();
    }

    private static Path log(Path file) {
        return file.resolveSibling("igw.db-wal");
    }

    /** Behind {@code from} some bytes are missing, and others may stand in their place. */
    private static void tear(Path log, long from, Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "rw")) {
            long at = from + (long) (random.nextDouble() * (bytes.length() - from));
            bytes.setLength(at);
            byte[] garbage = new byte[random.nextInt(5_000)];
            random.nextBytes(garbage);
            bytes.seek(at);
            bytes.write(garbage);
        }
    }

    /** The file with its log, as a machine that stops leaves them. */
    private static Path copy(Path file, Path to) {
        try {
            Files.createDirectories(to);
            try (Stream<Path> old = Files.list(to)) {
                for (Path each : old.toList()) {
                    Files.delete(each);
                }
            }
            try (Stream<Path> parts = Files.list(file.getParent())) {
                for (Path part : parts.toList()) {
                    Files.copy(part, to.resolve(part.getFileName()));
                }
            }
            return to.resolve(file.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
