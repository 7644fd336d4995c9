package io.inferencegateway.gateway.state;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Slot;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStateStoreTest {
    private static final RolloutTransition STARTED =
            new RolloutTransition(1, 1_000, "pending", "progressing", 0, 500, "ada", "started", "[]");
    private static final RolloutTransition ROLLED_BACK = new RolloutTransition(
            2, 2_000, "progressing", "rolled_back", 0, 0, "gateway", "12 of 13 bad", "[{\"test\":\"error-rate\"}]");
    private static final ModelVersion FRAUD_2 = new ModelVersion("fraud", 2);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<SqliteStateStore> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (SqliteStateStore store : opened) {
            await(store.close());
        }
        await(vertx.close());
    }

    @Test
    void makes_the_folders_that_are_missing() throws Exception {
        open(folder.resolve("deep/er/igw.db"));

        assertThat(folder.resolve("deep/er/igw.db")).isRegularFile();
    }

    @Test
    void reads_back_after_a_reopen_what_was_saved() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore before = open(file);
        await(before.saveRollout(new RolloutRecord("fraud", 1, 1, "{\"phase\":\"progressing\"}"), List.of(STARTED)));
        await(before.saveRollout(
                new RolloutRecord("fraud", 1, 2, "{\"phase\":\"rolled_back\"}"), List.of(ROLLED_BACK)));
        await(before.saveRollout(new RolloutRecord("churn", 4, 1, "{}"), List.of()));
        await(before.saveWindowSlots(List.of(slot(60_000, 1, 2))));
        await(before.saveWindowSlots(List.of(slot(60_000, 3))));
        await(before.putDocument("monitor", "b", "{\"n\":1}"));
        await(before.putDocument("monitor", "b", "{\"n\":2}"));
        await(before.putDocument("alert", "a", "{}"));
        await(before.close());

        SqliteStateStore after = open(file);

        assertThat(await(after.rollouts()))
                .containsExactly(
                        new StoredRollout.Intact(new RolloutRecord("churn", 4, 1, "{}"), List.of()),
                        new StoredRollout.Intact(
                                new RolloutRecord("fraud", 1, 2, "{\"phase\":\"rolled_back\"}"),
                                List.of(STARTED, ROLLED_BACK)));
        assertThat(await(after.windowSlots())).singleElement().satisfies(slot -> {
            assertThat(slot.version()).isEqualTo(FRAUD_2);
            assertThat(slot.slot().encoded()).containsExactly(3);
        });
        assertThat(await(after.documents("monitor"))).containsExactly(java.util.Map.entry("b", "{\"n\":2}"));
        assertThat(await(after.deleteDocument("monitor", "b"))).isTrue();
        assertThat(await(after.deleteDocument("monitor", "b"))).isFalse();
        assertThat(await(after.documents("monitor"))).isEmpty();
    }

    @Test
    void forgets_the_slots_that_are_deleted_or_began_before_the_moment() throws Exception {
        SqliteStateStore store = open(folder.resolve("igw.db"));
        await(store.saveWindowSlots(List.of(slot(1, 9), slot(2, 9), slot(3, 9))));
        await(store.saveWindowSlots(List.of(slot(2))));

        assertThat(await(store.expireWindowSlots(2))).isEqualTo(1);

        assertThat(await(store.windowSlots()))
                .extracting(slot -> slot.slot().startMillis())
                .containsExactly(3L);
    }

    @Test
    void an_older_revision_never_replaces_a_newer_one() throws Exception {
        SqliteStateStore store = open(folder.resolve("igw.db"));
        RolloutRecord newer = new RolloutRecord("fraud", 1, 7, "{\"phase\":\"rolled_back\"}");
        await(store.saveRollout(newer, List.of(ROLLED_BACK)));

        StateFault refused =
                faultOf(store.saveRollout(new RolloutRecord("fraud", 1, 6, "{\"phase\":\"progressing\"}"), List.of()));

        assertThat(refused.kind()).isEqualTo(StateFault.Kind.STALE);
        assertThat(await(store.rollouts())).containsExactly(new StoredRollout.Intact(newer, List.of(ROLLED_BACK)));
    }

    @Test
    void a_repeated_write_says_the_same_and_changes_nothing() throws Exception {
        SqliteStateStore store = open(folder.resolve("igw.db"));
        RolloutRecord record = new RolloutRecord("fraud", 1, 1, "{}");

        await(store.saveRollout(record, List.of(STARTED)));
        await(store.saveRollout(record, List.of(STARTED)));

        assertThat(await(store.rollouts())).containsExactly(new StoredRollout.Intact(record, List.of(STARTED)));
    }

    @Test
    void tells_a_record_whose_bytes_changed_and_leaves_them_where_they_are() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore before = open(file);
        await(before.saveRollout(new RolloutRecord("fraud", 3, 9, "{\"weight\":0}"), List.of(STARTED)));
        await(before.close());
        execute(file, "UPDATE rollout SET body = '{\"weight\":9}'");

        SqliteStateStore after = open(file);
        assertThat(await(after.rollouts())).singleElement().isInstanceOfSatisfying(StoredRollout.Damaged.class, it -> {
            assertThat(it.epoch()).isEqualTo(3);
            assertThat(it.transitions()).containsExactly(STARTED);
        });
        await(after.saveRollout(new RolloutRecord("fraud", 4, 1, "{}"), List.of()));

        assertThat(await(after.rollouts())).extracting(StoredRollout::epoch).containsExactly(3L, 4L);
    }

    @ParameterizedTest(name = "bytes overwritten at {0}")
    @ValueSource(ints = {0, 4_096, 8_192, 12_288, 16_384})
    void a_corrupt_file_never_gives_back_anything_but_what_was_written(int offset) throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore before = open(file);
        RolloutRecord record = new RolloutRecord("fraud", 1, 1, "{\"phase\":\"rolled_back\"}");
        await(before.saveRollout(record, List.of(ROLLED_BACK)));
        await(before.close());
        byte[] bytes = Files.readAllBytes(file);
        for (int i = offset; i < Math.min(bytes.length, offset + 600); i++) {
            bytes[i] = (byte) (i * 31);
        }
        Files.write(file, bytes);

        SqliteStateStore after = open(file);

        assertThat(await(after.rollouts())).isEmpty();
        assertThat(after.health().failed()).containsEntry(StateFault.Kind.DAMAGED, 1L);
        Path aside = after.health().damagedFile().orElseThrow();
        assertThat(aside.getFileName().toString()).startsWith("igw.db.damaged-");
        assertThat(Files.readAllBytes(aside)).as("the damaged bytes are kept").isEqualTo(bytes);
        await(after.saveRollout(record, List.of(ROLLED_BACK)));
        await(after.close());

        SqliteStateStore later = open(file);
        assertThat(await(later.rollouts())).hasSize(1);
        assertThat(later.health().damagedFile()).isEmpty();
    }

    @Test
    void a_damaged_file_keeps_its_log_beside_it() throws Exception {
        Path file = folder.resolve("igw.db");
        byte[] damaged = new byte[8_192];
        new Random(39).nextBytes(damaged);
        Files.write(file, damaged);
        Files.writeString(folder.resolve("igw.db-wal"), "its log");

        Path aside = open(file).health().damagedFile().orElseThrow();

        assertThat(folder.resolve(aside.getFileName() + "-wal")).hasContent("its log");
    }

    @Test
    void refuses_a_text_and_leaves_it_where_it_is() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "models: {}\n# größer als nichts\n".repeat(40));

        assertThatThrownBy(() -> await(SqliteStateStore.open(vertx, url(file))))
                .isInstanceOf(StateRefused.class)
                .hasMessageContaining(file + " is a text and no database");
        assertThat(file).exists();
    }

    @Test
    void refuses_the_file_of_another_program() throws Exception {
        Path file = folder.resolve("other.db");
        execute(file, "CREATE TABLE theirs (x)");

        assertThatThrownBy(() -> await(SqliteStateStore.open(vertx, url(file))))
                .isInstanceOf(StateRefused.class)
                .hasMessageContaining("another program");
    }

    @Test
    void refuses_the_file_of_a_newer_release() throws Exception {
        Path file = folder.resolve("igw.db");
        await(open(file).close());
        execute(file, "PRAGMA user_version = 99");

        assertThatThrownBy(() -> await(SqliteStateStore.open(vertx, url(file))))
                .isInstanceOf(StateRefused.class)
                .hasMessageContaining("schema 99");
    }

    @Test
    void refuses_a_file_that_another_gateway_uses() throws Exception {
        Path file = folder.resolve("igw.db");
        open(file);

        assertThatThrownBy(() -> await(SqliteStateStore.open(vertx, url(file))))
                .isInstanceOf(StateRefused.class)
                .hasMessageContaining("in use by another gateway");
    }

    @Test
    void refuses_a_url_that_is_not_sqlite() {
        assertThatThrownBy(() -> await(SqliteStateStore.open(vertx, "mysql://x")))
                .isInstanceOf(StateRefused.class)
                .hasMessageContaining("mysql://x");
    }

    @Test
    void a_locked_file_is_a_passing_fault_that_is_told_while_it_stands() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore store = keep(await(SqliteStateStore.open(vertx, url(file), new SqliteLimits(20, 1 << 20))));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            StateFault fault = faultOf(store.putDocument("monitor", "a", "{}"));
            assertThat(fault.kind()).isEqualTo(StateFault.Kind.BUSY);
            assertThat(fault.isPassing()).isTrue();
            assertThat(store.health().isWell()).isFalse();
            lock.execute("ROLLBACK");
        }

        await(store.putDocument("monitor", "a", "{}"));

        assertThat(store.health().isWell()).isTrue();
        assertThat(store.health().failed()).containsEntry(StateFault.Kind.BUSY, 1L);
    }

    @Test
    void a_full_disk_loses_the_write_and_nothing_else() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore store = keep(await(SqliteStateStore.open(vertx, url(file), new SqliteLimits(20, 40))));
        await(store.putDocument("monitor", "small", "{}"));

        StateFault fault = faultOf(store.putDocument("monitor", "large", "x".repeat(300_000)));

        assertThat(fault.kind()).isEqualTo(StateFault.Kind.FULL);
        assertThat(await(store.documents("monitor"))).containsOnlyKeys("small");
        await(store.putDocument("monitor", "next", "{}"));
    }

    @Test
    void turns_work_away_when_too_much_waits_but_never_the_end() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore store = keep(await(SqliteStateStore.open(vertx, url(file), new SqliteLimits(5_000, 1 << 20))));
        List<Future<Void>> writes = new ArrayList<>();
        Future<Void> closed;
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement lock = other.createStatement()) {
            lock.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < SqliteStateStore.QUEUE_CAPACITY + 10; i++) {
                writes.add(store.putDocument("monitor", "a", "{\"n\":" + i + "}"));
            }
            closed = store.close();
            lock.execute("ROLLBACK");
        }

        assertThat(faultOf(writes.get(writes.size() - 1)).kind()).isEqualTo(StateFault.Kind.OVERLOADED);
        await(writes.get(0));
        await(closed);
    }

    @Test
    void close_finishes_what_was_asked_for_and_later_calls_fail() throws Exception {
        Path file = folder.resolve("igw.db");
        SqliteStateStore before = open(file);
        for (int i = 0; i < 200; i++) {
            before.putDocument("monitor", "m" + i, "{}");
        }
        await(before.close());

        assertThat(faultOf(before.putDocument("monitor", "late", "{}")).kind()).isEqualTo(StateFault.Kind.CLOSED);
        assertThat(await(open(file).documents("monitor"))).hasSize(200);
    }

    @Test
    void answers_on_the_context_of_the_caller() throws Exception {
        SqliteStateStore store = open(folder.resolve("igw.db"));
        Context caller = vertx.getOrCreateContext();
        CompletableFuture<Context> answeredOn = new CompletableFuture<>();

        caller.runOnContext(
                ignored -> store.rollouts().onComplete(answer -> answeredOn.complete(Vertx.currentContext())));

        assertThat(answeredOn.get(10, SECONDS)).isSameAs(caller);
    }

    private SqliteStateStore open(Path file) throws Exception {
        return keep(await(SqliteStateStore.open(vertx, url(file))));
    }

    private SqliteStateStore keep(SqliteStateStore store) {
        opened.add(store);
        return store;
    }

    private static WindowSlot slot(long startMillis, int... encoded) {
        byte[] bytes = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bytes[i] = (byte) encoded[i];
        }
        return new WindowSlot(FRAUD_2, new Slot(startMillis, bytes));
    }

    private static String url(Path file) {
        return "sqlite:" + file;
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static StateFault faultOf(Future<?> future) {
        StateFault fault = catchThrowableOfType(StateFault.class, () -> await(future));
        assertThat(fault).as("the fault of a call that must fail").isNotNull();
        return fault;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, SECONDS);
    }
}
