package io.inferencegateway.gateway.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives space back that the file no longer needs. What is expired is written over by what comes next, so the file of a
 * gateway that goes on as before neither grows nor shrinks; one that recorded far more once shrinks step by step.
 */
final class SqliteSpace {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSpace.class);
    private static final int INCREMENTAL = 2;

    /** Free pages below this share of the file are left for what comes next. */
    private static final double KEPT_FREE = 0.1;

    /** 4 MiB in one transaction. */
    private static final int PAGES_AT_ONCE = 1_024;

    private SqliteSpace() {}

    /**
     * Lets the file shrink from now on. That takes a copy of the file once, where it is new or an earlier release made it;
     * one for which there is no space stays as it is until the next start.
     */
    static void prepare(Connection connection) {
        try {
            if (pragma(connection, "auto_vacuum") == INCREMENTAL) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
                statement.execute("VACUUM");
            }
        } catch (SQLException e) {
            LOG.warn("state file can't be made to shrink cause=\"{}\"", SqliteFaults.oneLine(e));
        }
    }

    /** Frees some pages at the end of the file where there are many; in autocommit mode. */
    static void giveBack(Connection connection) throws SQLException {
        long free = pragma(connection, "freelist_count");
        long surplus = free - (long) (KEPT_FREE * pragma(connection, "page_count"));
        if (surplus <= 0) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet steps =
                        statement.executeQuery("PRAGMA incremental_vacuum(" + Math.min(surplus, PAGES_AT_ONCE) + ")")) {
            int freed = 0;
            // Each step frees one page.
            while (steps.next()) {
                freed++;
            }
            LOG.debug("gave back pages={}", freed);
        }
    }

    private static long pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
