package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Slot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.sqlite.SQLiteConfig;

/**
 * One connection to the file and every statement that runs over it. Owner: the store's writer thread. Each public
 * method is one transaction: it leaves the file as it was or wholly changed.
 */
final class SqliteDatabase implements AutoCloseable {
    private final Connection connection;

    private SqliteDatabase(Connection connection) {
        this.connection = connection;
    }

    static SqliteDatabase connect(Path file, SqliteLimits limits) throws SQLException {
        SqliteLibrary.load();
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // FULL: a commit is on the disk before its answer; a rollback that was told to an operator outlives the power.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(limits.busyMillis());
        config.setMaxPageCount(limits.maxPages());
        return new SqliteDatabase(config.createConnection("jdbc:sqlite:" + file));
    }

    Connection connection() {
        return connection;
    }

    List<StoredRollout> rollouts(int latestPerModel) throws SQLException {
        Map<String, Map<Long, List<RolloutTransition>>> transitions = transitions();
        List<StoredRollout> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                """
                SELECT model, epoch, revision, body, checksum FROM (
                    SELECT *, row_number() OVER (PARTITION BY model ORDER BY epoch DESC) AS age FROM rollout)
                WHERE age <= ? ORDER BY model, epoch
                """)) {
            select.setInt(1, latestPerModel);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String model = row.getString(1);
                    long epoch = row.getLong(2);
                    List<RolloutTransition> changes =
                            transitions.getOrDefault(model, Map.of()).getOrDefault(epoch, List.of());
                    found.add(rollout(model, epoch, row.getLong(3), row.getString(4), row.getLong(5), changes));
                }
            }
        }
        return found;
    }

    private static StoredRollout rollout(
            String model, long epoch, long revision, String body, long checksum, List<RolloutTransition> changes) {
        if (checksum(model, epoch, revision, body) != checksum) {
            return new StoredRollout.Damaged(model, epoch, body, changes);
        }
        return new StoredRollout.Intact(new RolloutRecord(model, epoch, revision, body), changes);
    }

    private Map<String, Map<Long, List<RolloutTransition>>> transitions() throws SQLException {
        Map<String, Map<Long, List<RolloutTransition>>> found = new HashMap<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        """
                        SELECT model, epoch, ordinal, at_millis, from_phase, to_phase, step, weight, actor, reason,
                            evidence
                        FROM rollout_transition ORDER BY model, epoch, ordinal
                        """)) {
            while (row.next()) {
                found.computeIfAbsent(row.getString(1), model -> new HashMap<>())
                        .computeIfAbsent(row.getLong(2), epoch -> new ArrayList<>())
                        .add(new RolloutTransition(
                                row.getLong(3),
                                row.getLong(4),
                                row.getString(5),
                                row.getString(6),
                                row.getInt(7),
                                row.getInt(8),
                                row.getString(9),
                                row.getString(10),
                                row.getString(11)));
            }
        }
        return found;
    }

    void saveRollout(RolloutRecord record, List<RolloutTransition> appended) throws SQLException {
        transaction(() -> {
            upsert(record);
            append(record, appended);
        });
    }

    private void upsert(RolloutRecord record) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(
                """
                INSERT INTO rollout (model, epoch, revision, body, checksum) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (model, epoch) DO UPDATE
                SET revision = excluded.revision, body = excluded.body, checksum = excluded.checksum
                WHERE excluded.revision >= revision
                """)) {
            write.setString(1, record.model());
            write.setLong(2, record.epoch());
            write.setLong(3, record.revision());
            write.setString(4, record.body());
            write.setLong(5, checksum(record.model(), record.epoch(), record.revision(), record.body()));
            if (write.executeUpdate() == 0) {
                String message = "rollout " + record.epoch() + " of " + record.model()
                        + " is stored newer than revision " + record.revision();
                throw new StateFault(StateFault.Kind.STALE, message, null);
            }
        }
    }

    private void append(RolloutRecord record, List<RolloutTransition> appended) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                // OR IGNORE: the audit is append-only, and a repeated write says the same.
                """
                INSERT OR IGNORE INTO rollout_transition
                (model, epoch, ordinal, at_millis, from_phase, to_phase, step, weight, actor, reason, evidence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            for (RolloutTransition change : appended) {
                insert.setString(1, record.model());
                insert.setLong(2, record.epoch());
                insert.setLong(3, change.ordinal());
                insert.setLong(4, change.atMillis());
                insert.setString(5, change.fromPhase());
                insert.setString(6, change.toPhase());
                insert.setInt(7, change.step());
                insert.setInt(8, change.weightBasisPoints());
                insert.setString(9, change.actor());
                insert.setString(10, change.reason());
                insert.setString(11, change.evidence());
                insert.executeUpdate();
            }
        }
    }

    List<WindowSlot> windowSlots() throws SQLException {
        List<WindowSlot> found = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "SELECT model, version, start_millis, body FROM window_slot ORDER BY model, version, start_millis")) {
            while (row.next()) {
                ModelVersion version = new ModelVersion(row.getString(1), row.getInt(2));
                found.add(new WindowSlot(version, new Slot(row.getLong(3), row.getBytes(4))));
            }
        }
        return found;
    }

    void saveWindowSlots(Collection<WindowSlot> slots) throws SQLException {
        transaction(() -> {
            try (PreparedStatement write = connection.prepareStatement(
                            "INSERT OR REPLACE INTO window_slot (model, version, start_millis, body) VALUES (?, ?, ?, ?)");
                    PreparedStatement delete = connection.prepareStatement(
                            "DELETE FROM window_slot WHERE model = ? AND version = ? AND start_millis = ?")) {
                for (WindowSlot each : slots) {
                    PreparedStatement change = each.slot().isDeletion() ? delete : write;
                    change.setString(1, each.version().model());
                    change.setInt(2, each.version().version());
                    change.setLong(3, each.slot().startMillis());
                    if (!each.slot().isDeletion()) {
                        change.setBytes(4, each.slot().encoded());
                    }
                    change.executeUpdate();
                }
            }
        });
    }

    int expireWindowSlots(long startedBeforeMillis) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM window_slot WHERE start_millis < ?")) {
            delete.setLong(1, startedBeforeMillis);
            return delete.executeUpdate();
        }
    }

    void putDocument(String kind, String name, String json) throws SQLException {
        try (PreparedStatement write =
                connection.prepareStatement("INSERT OR REPLACE INTO document (kind, name, body) VALUES (?, ?, ?)")) {
            write.setString(1, kind);
            write.setString(2, name);
            write.setString(3, json);
            write.executeUpdate();
        }
    }

    boolean deleteDocument(String kind, String name) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM document WHERE kind = ? AND name = ?")) {
            delete.setString(1, kind);
            delete.setString(2, name);
            return delete.executeUpdate() > 0;
        }
    }

    void changeDocuments(Collection<DocumentChange> changes) throws SQLException {
        transaction(() -> {
            for (DocumentChange change : changes) {
                String json = change.json();
                if (json == null) {
                    deleteDocument(change.kind(), change.name());
                } else {
                    putDocument(change.kind(), change.name(), json);
                }
            }
        });
    }

    SortedMap<String, String> documents(String kind) throws SQLException {
        SortedMap<String, String> found = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT name, body FROM document WHERE kind = ?")) {
            select.setString(1, kind);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), row.getString(2));
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    interface Changes {
        void make() throws SQLException;
    }

    void transaction(Changes changes) throws SQLException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            changes.make();
            connection.commit();
            committed = true;
        } finally {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }

    /** Over everything that makes the record what it is, so that a row moved under another key is told too. */
    private static long checksum(String model, long epoch, long revision, String body) {
        CRC32C sum = new CRC32C();
        sum.update((model + '\n' + epoch + '\n' + revision + '\n' + body).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
