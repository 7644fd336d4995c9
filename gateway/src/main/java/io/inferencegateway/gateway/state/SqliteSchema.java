package io.inferencegateway.gateway.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables and how an older file becomes a newer one. The schema's version stands in {@code user_version}; migration
 * i takes a file from version i to i + 1, each in a transaction of its own. A released migration is never edited.
 */
final class SqliteSchema {
    /** "igwS": so that a file of another program is told apart from a damaged one of ours. */
    static final int APPLICATION_ID = 0x69677753;

    private static final List<List<String>> MIGRATIONS = List.of(
            List.of(
                    """
            CREATE TABLE rollout (
                model    TEXT    NOT NULL,
                epoch    INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                body     TEXT    NOT NULL,
                checksum INTEGER NOT NULL,
                PRIMARY KEY (model, epoch))
            """,
                    """
            CREATE TABLE rollout_transition (
                model      TEXT    NOT NULL,
                epoch      INTEGER NOT NULL,
                ordinal    INTEGER NOT NULL,
                at_millis  INTEGER NOT NULL,
                from_phase TEXT    NOT NULL,
                to_phase   TEXT    NOT NULL,
                step       INTEGER NOT NULL,
                weight     INTEGER NOT NULL,
                actor      TEXT    NOT NULL,
                reason     TEXT    NOT NULL,
                PRIMARY KEY (model, epoch, ordinal))
            """,
                    """
            CREATE TABLE window_slot (
                model        TEXT    NOT NULL,
                version      INTEGER NOT NULL,
                start_millis INTEGER NOT NULL,
                body         BLOB    NOT NULL,
                PRIMARY KEY (model, version, start_millis)) WITHOUT ROWID
            """,
                    "CREATE INDEX window_slot_age ON window_slot (start_millis)",
                    """
            CREATE TABLE document (
                kind TEXT NOT NULL,
                name TEXT NOT NULL,
                body TEXT NOT NULL,
                PRIMARY KEY (kind, name)) WITHOUT ROWID
            """),
            List.of("ALTER TABLE rollout_transition ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]'"),
            List.of(
                    """
            CREATE TABLE history_version (
                id      INTEGER PRIMARY KEY,
                model   TEXT    NOT NULL,
                version INTEGER NOT NULL,
                UNIQUE (model, version))
            """,
                    // Kind 1: requests. Lengths and times in minutes. By time: that is how points come and go.
                    """
            CREATE TABLE history (
                kind         INTEGER NOT NULL,
                granularity  INTEGER NOT NULL,
                start_minute INTEGER NOT NULL,
                version_id   INTEGER NOT NULL,
                run          INTEGER NOT NULL,
                body         BLOB    NOT NULL,
                PRIMARY KEY (kind, granularity, start_minute, version_id, run)) WITHOUT ROWID
            """,
                    """
            CREATE TABLE history_run (
                run         INTEGER PRIMARY KEY,
                from_minute INTEGER NOT NULL,
                to_minute   INTEGER NOT NULL)
            """,
                    """
            CREATE TABLE history_made (
                granularity  INTEGER PRIMARY KEY,
                until_minute INTEGER NOT NULL)
            """,
                    """
            CREATE TABLE event (
                id        INTEGER PRIMARY KEY,
                at_millis INTEGER NOT NULL,
                type      TEXT    NOT NULL,
                body      TEXT    NOT NULL)
            """,
                    "CREATE INDEX event_time ON event (at_millis)"));

    static final int CURRENT = MIGRATIONS.size();

    private SqliteSchema() {}

    static int versionOf(Connection connection) throws SQLException {
        return pragma(connection, "user_version");
    }

    /** Whether the file holds another program's tables. */
    static boolean isForeign(Connection connection) throws SQLException {
        return pragma(connection, "application_id") != APPLICATION_ID && pragma(connection, "schema_version") != 0;
    }

    /** Brings the file to {@link #CURRENT}. The connection is in autocommit mode before and after. */
    static void migrate(Connection connection) throws SQLException {
        for (int from = versionOf(connection); from < CURRENT; from++) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String change : MIGRATIONS.get(from)) {
                    statement.executeUpdate(change);
                }
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
                statement.executeUpdate("PRAGMA user_version = " + (from + 1));
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }
}
