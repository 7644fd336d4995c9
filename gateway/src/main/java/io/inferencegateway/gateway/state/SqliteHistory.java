package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.HistoryPoint;
import io.inferencegateway.monitoring.stats.HistoryRun;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.RollUp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History in the file: points of every granularity, clustered by time, because that is how they are written, rolled up and
 * expired. Owner: the thread that owns the connection; whoever calls what changes something makes it one transaction.
 */
final class SqliteHistory {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteHistory.class);
    private static final long MINUTE_MILLIS = Granularity.MINUTE.lengthMillis();

    /** So many stretches of a granularity are made at most in one transaction: nobody waits long for the writer. */
    private static final int MOST_MADE_AT_ONCE = 12;

    /** So much of what is too old goes at most in one transaction. */
    private static final long EXPIRED_AT_ONCE_MILLIS = Duration.ofHours(3).toMillis();

    private final Connection connection;

    SqliteHistory(Connection connection) {
        this.connection = connection;
    }

    void save(MinuteHistory.Batch batch) throws SQLException {
        save(batch.points());
        try (PreparedStatement write = connection.prepareStatement(
                "INSERT OR REPLACE INTO history_run (run, from_minute, to_minute) VALUES (?, ?, ?)")) {
            for (HistoryRun run : batch.runs()) {
                write.setLong(1, run.run());
                write.setLong(2, run.fromMillis() / MINUTE_MILLIS);
                write.setLong(3, run.toMillis() / MINUTE_MILLIS);
                write.executeUpdate();
            }
        }
    }

    private void save(Collection<HistoryPoint> points) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(
                """
                INSERT OR REPLACE INTO history (kind, granularity, start_minute, version_id, run, body)
                VALUES (1, ?, ?, ?, ?, ?)
                """)) {
            for (HistoryPoint point : points) {
                write.setLong(1, stored(point.granularity()));
                write.setLong(2, point.startMillis() / MINUTE_MILLIS);
                write.setLong(3, idOf(point.version()));
                write.setLong(4, point.run());
                write.setBytes(5, point.encoded());
                write.executeUpdate();
            }
        }
    }

    private static long stored(Granularity granularity) {
        return granularity.lengthMillis() / MINUTE_MILLIS;
    }

    private long idOf(ModelVersion version) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(
                """
                INSERT INTO history_version (model, version) VALUES (?, ?)
                ON CONFLICT (model, version) DO UPDATE SET version = excluded.version RETURNING id
                """)) {
            find.setString(1, version.model());
            find.setInt(2, version.version());
            try (ResultSet row = find.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Makes the coarser stretches that are over and not made yet, the oldest first; the rest comes with the next call. */
    void rollUp(long completeUntilMillis) throws SQLException {
        long finerMadeUntil = completeUntilMillis;
        for (Granularity each : Granularity.values()) {
            Granularity finer = each.finer().orElse(null);
            if (finer != null) {
                long until = each.startOf(finerMadeUntil);
                // A clock that was set back: what was made for the time that comes again is made once more, of all its
                // parts.
                long made = Math.min(madeUntil().getOrDefault(each, Long.MIN_VALUE), until);
                for (int i = 0; i < MOST_MADE_AT_ONCE && made < until; i++) {
                    made = make(each, finer, made, until);
                }
                saveMade(each, made);
                finerMadeUntil = made;
            }
        }
    }

    /** @return up to where there is nothing more to make */
    private long make(Granularity to, Granularity from, long made, long until) throws SQLException {
        long first = made;
        try (PreparedStatement find = connection.prepareStatement(
                "SELECT min(start_minute) FROM history WHERE kind = 1 AND granularity = ? AND start_minute >= ? AND start_minute < ?")) {
            find.setLong(1, stored(from));
            find.setLong(2, made == Long.MIN_VALUE ? Long.MIN_VALUE : made / MINUTE_MILLIS);
            find.setLong(3, until / MINUTE_MILLIS);
            try (ResultSet row = find.executeQuery()) {
                row.next();
                first = row.getLong(1) * MINUTE_MILLIS;
                if (row.wasNull()) {
                    return until;
                }
            }
        }
        long start = to.startOf(first);
        long end = start + to.lengthMillis();
        save(RollUp.of(to, points(from, start, end), SqliteHistory::tellDamaged));
        return end;
    }

    static void tellDamaged(HistoryPoint point) {
        LOG.error(
                "stored history unreadable version={} granularity={} start={}",
                point.version(),
                point.granularity(),
                point.startMillis());
    }

    private List<HistoryPoint> points(Granularity granularity, long from, long to) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                """
                SELECT v.model, v.version, h.start_minute, h.run, h.body
                FROM history h JOIN history_version v ON v.id = h.version_id
                WHERE h.kind = 1 AND h.granularity = ? AND h.start_minute >= ? AND h.start_minute < ?
                """)) {
            select.setLong(1, stored(granularity));
            select.setLong(2, from / MINUTE_MILLIS);
            select.setLong(3, to / MINUTE_MILLIS);
            List<HistoryPoint> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new HistoryPoint(
                            new ModelVersion(row.getString(1), row.getInt(2)),
                            granularity,
                            row.getLong(3) * MINUTE_MILLIS,
                            row.getLong(4),
                            row.getBytes(5)));
                }
            }
            return found;
        }
    }

    /** One version's points, the oldest first. */
    List<HistoryPoint> points(ModelVersion version, List<HistoryPlan.Segment> segments) throws SQLException {
        List<HistoryPoint> found = new ArrayList<>();
        // CROSS JOIN: the version first, so that each stretch costs one search and not one row for each other version.
        try (PreparedStatement select = connection.prepareStatement(
                """
                WITH RECURSIVE
                    one AS (SELECT id FROM history_version WHERE model = ? AND version = ?),
                    stretch(start) AS (SELECT ? UNION ALL SELECT start + ? FROM stretch WHERE start + ? < ?)
                SELECT h.start_minute, h.run, h.body
                FROM one CROSS JOIN stretch CROSS JOIN history h
                WHERE h.kind = 1 AND h.granularity = ? AND h.start_minute = stretch.start AND h.version_id = one.id
                """)) {
            for (HistoryPlan.Segment segment : segments) {
                long length = stored(segment.granularity());
                select.setString(1, version.model());
                select.setInt(2, version.version());
                select.setLong(3, segment.granularity().startOf(segment.fromMillis()) / MINUTE_MILLIS);
                select.setLong(4, length);
                select.setLong(5, length);
                select.setLong(6, (segment.toMillis() + MINUTE_MILLIS - 1) / MINUTE_MILLIS);
                select.setLong(7, length);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new HistoryPoint(
                                version,
                                segment.granularity(),
                                row.getLong(1) * MINUTE_MILLIS,
                                row.getLong(2),
                                row.getBytes(3)));
                    }
                }
            }
        }
        return found;
    }

    /** All that ever had a point, by model and number. */
    List<ModelVersion> versions() throws SQLException {
        List<ModelVersion> found = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row =
                        select.executeQuery("SELECT model, version FROM history_version ORDER BY model, version")) {
            while (row.next()) {
                found.add(new ModelVersion(row.getString(1), row.getInt(2)));
            }
        }
        return found;
    }

    List<HistoryRun> runs() throws SQLException {
        List<HistoryRun> found = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT run, from_minute, to_minute FROM history_run")) {
            while (row.next()) {
                found.add(
                        new HistoryRun(row.getLong(1), row.getLong(2) * MINUTE_MILLIS, row.getLong(3) * MINUTE_MILLIS));
            }
        }
        return found;
    }

    /** Up to where the stretches of each granularity have been made; nothing for one of which none was. */
    Map<Granularity, Long> madeUntil() throws SQLException {
        Map<Granularity, Long> made = new EnumMap<>(Granularity.class);
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT granularity, until_minute FROM history_made")) {
            while (row.next()) {
                for (Granularity each : Granularity.values()) {
                    if (stored(each) == row.getLong(1)) {
                        made.put(each, row.getLong(2) * MINUTE_MILLIS);
                    }
                }
            }
        }
        return made;
    }

    private void saveMade(Granularity granularity, long until) throws SQLException {
        if (until == Long.MIN_VALUE) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(
                "INSERT OR REPLACE INTO history_made (granularity, until_minute) VALUES (?, ?)")) {
            write.setLong(1, stored(granularity));
            write.setLong(2, until / MINUTE_MILLIS);
            write.executeUpdate();
        }
    }

    /**
     * Forgets some of what is too old and has been rolled up.
     *
     * @return whether there is more
     */
    boolean expire(long nowMillis) throws SQLException {
        boolean more = false;
        Map<Granularity, Long> made = madeUntil();
        for (Granularity each : Granularity.values()) {
            long before = each.keptSince(nowMillis);
            for (Granularity coarser : Granularity.values()) {
                if (coarser.finer().filter(each::equals).isPresent()) {
                    before = Math.min(before, made.getOrDefault(coarser, Long.MIN_VALUE));
                }
            }
            more |= before != Long.MIN_VALUE && expire(each, before);
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM history_run WHERE to_minute < ?")) {
            delete.setLong(1, Granularity.HOUR.keptSince(nowMillis) / MINUTE_MILLIS);
            delete.executeUpdate();
        }
        return more;
    }

    private boolean expire(Granularity granularity, long before) throws SQLException {
        try (PreparedStatement oldest = connection.prepareStatement(
                "SELECT min(start_minute) FROM history WHERE kind = 1 AND granularity = ?")) {
            oldest.setLong(1, stored(granularity));
            try (ResultSet row = oldest.executeQuery()) {
                row.next();
                long first = row.getLong(1) * MINUTE_MILLIS;
                if (row.wasNull() || first >= before) {
                    return false;
                }
                // Whole hours, so that no stretch is left that would be made again of a part of its parts.
                long until = Math.min(before, Granularity.HOUR.startOf(first) + EXPIRED_AT_ONCE_MILLIS);
                delete(granularity, until);
                return until < before;
            }
        }
    }

    private void delete(Granularity granularity, long before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM history WHERE kind = 1 AND granularity = ? AND start_minute < ?")) {
            delete.setLong(1, stored(granularity));
            delete.setLong(2, before / MINUTE_MILLIS);
            delete.executeUpdate();
        }
    }
}
