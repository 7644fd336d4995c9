package io.inferencegateway.gateway.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** Events in the file. Owner: the thread that owns the connection. */
final class SqliteEvents {
    private static final long KEPT_MILLIS = Duration.ofDays(400).toMillis();

    /** A gateway that is started over and over keeps this many. */
    private static final int MOST = 100_000;

    private final Connection connection;

    SqliteEvents(Connection connection) {
        this.connection = connection;
    }

    void add(EventRecord event) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO event (at_millis, type, body) VALUES (?, ?, ?)")) {
            insert.setLong(1, event.atMillis());
            insert.setString(2, event.type());
            insert.setString(3, event.body());
            insert.executeUpdate();
        }
    }

    /** The newest ones, oldest first. */
    List<EventRecord> between(long fromMillis, long toMillis, int limit) throws SQLException {
        ArrayDeque<EventRecord> found = new ArrayDeque<>();
        try (PreparedStatement select = connection.prepareStatement(
                """
                SELECT at_millis, type, body FROM event WHERE at_millis >= ? AND at_millis < ?
                ORDER BY at_millis DESC, id DESC LIMIT ?
                """)) {
            select.setLong(1, fromMillis);
            select.setLong(2, toMillis);
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.addFirst(new EventRecord(row.getLong(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return List.copyOf(found);
    }

    void expire(long nowMillis) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM event WHERE at_millis < ? OR id <= (SELECT max(id) FROM event) - ?")) {
            delete.setLong(1, nowMillis - KEPT_MILLIS);
            delete.setInt(2, MOST);
            delete.executeUpdate();
        }
    }
}
