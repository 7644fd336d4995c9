package io.inferencegateway.gateway.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The file itself: found, claimed for this process, checked and brought up to date before anything is read from it.
 * Owner: the store's writer thread.
 */
final class SqliteFile {
    private static final String SCHEME = "sqlite:";

    /** A gateway that is being replaced needs a moment to finish; more than that is a mistake in the deployment. */
    private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(3);

    private SqliteFile() {}

    /** @param url {@code sqlite:PATH}; a relative path is relative to the current directory */
    static Path of(String url) {
        if (!url.startsWith(SCHEME) || url.length() == SCHEME.length()) {
            throw new StateRefused("state.url '" + url + "' is not sqlite:PATH", null);
        }
        return Path.of(url.substring(SCHEME.length())).toAbsolutePath().normalize();
    }

    /**
     * Makes the folders and claims the file for this process until the returned lock is closed or the process dies.
     * The claim stands in a file of its own, because SQLite's locks come and go with each transaction.
     */
    static FileLock claim(Path file) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileChannel channel = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            long deadline = System.nanoTime() + CLAIM_PATIENCE.toNanos();
            while (true) {
                FileLock lock = tryLock(channel);
                if (lock != null) {
                    return lock;
                }
                if (System.nanoTime() > deadline) {
                    channel.close();
                    throw new StateRefused(
                            "state file " + file + " is in use by another gateway: stop that one, or give this one a"
                                    + " state.url of its own",
                            null);
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException e) {
            throw new StateRefused(
                    "state file " + file + " can't be made (" + e + "): make its folder writable, or change state.url",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another gateway in this very process: the same answer as another process.
            return null;
        }
    }

    /** @param damaged where the file that was there before is now, or null where that could be read */
    record Opened(SqliteDatabase database, @Nullable Path damaged) {}

    /**
     * Opens the file, refuses one that is foreign or too new, and migrates an older one. A damaged one is moved aside for a new one: what it
     * remembers is not worth that nobody is served.
     */
    static Opened open(Path file, SqliteLimits limits, Instant now) {
        try {
            return new Opened(openChecked(file, limits, now), null);
        } catch (DamagedFile e) {
            Path aside = e.aside();
            if (aside == null) {
                throw e;
            }
            return new Opened(openChecked(file, limits, now), aside);
        }
    }

    private static SqliteDatabase openChecked(Path file, SqliteLimits limits, Instant now) {
        SqliteDatabase database = null;
        StateRefused refused;
        try {
            DamagedFile.refuseWithoutHeader(file);
            database = SqliteDatabase.connect(file, limits);
            check(file, database.connection());
            SqliteSchema.migrate(database.connection());
            SqliteSpace.prepare(database.connection());
            return database;
        } catch (SQLException e) {
            refused = refusal(file, e);
        } catch (StateRefused e) {
            refused = e;
        }
        if (refused instanceof DamagedFile damage) {
            // Before it is closed: that would write its log into it, and delete the log.
            refused = damage.moveAside(file, now);
        }
        closeAfter(refused, database);
        throw refused;
    }

    private static void check(Path file, Connection connection) throws SQLException {
        String found = quickCheck(connection);
        if (!found.equals("ok")) {
            throw new DamagedFile(file, found, null);
        }
        if (SqliteSchema.isForeign(connection)) {
            throw new StateRefused(
                    "state file " + file + " belongs to another program: change state.url to a file of its own", null);
        }
        int version = SqliteSchema.versionOf(connection);
        if (version > SqliteSchema.CURRENT) {
            throw new StateRefused(
                    "state file " + file + " has schema " + version + " and this release knows up to "
                            + SqliteSchema.CURRENT + ": start the newer release, or change state.url",
                    null);
        }
    }

    private static String quickCheck(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            return row.next() ? row.getString(1).lines().findFirst().orElse("") : "no answer";
        }
    }

    private static StateRefused refusal(Path file, SQLException cause) {
        StateFault.Kind kind = SqliteFaults.kindOf(cause);
        if (kind == StateFault.Kind.DAMAGED) {
            return new DamagedFile(file, SqliteFaults.oneLine(cause), cause);
        }
        return new StateRefused(
                "state file " + file + " can't be opened (" + SqliteFaults.oneLine(cause)
                        + "): mend its permissions or disk, or change state.url",
                cause);
    }

    private static void closeAfter(Exception failure, @Nullable SqliteDatabase database) {
        if (database == null) {
            return;
        }
        try {
            database.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
