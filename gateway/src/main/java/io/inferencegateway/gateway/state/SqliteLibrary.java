package io.inferencegateway.gateway.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native code. The driver unpacks it into the temporary folder ({@code org.sqlite.tmpdir}, else
 * {@code java.io.tmpdir}) and would delete it when the JVM exits, which one that is killed never does: so it gets a folder
 * of its own, which is gone as soon as the code is loaded. Thread-safe.
 */
final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String FOLDER = "org.sqlite.tmpdir";

    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded already. To be called before the first connection is made; blocks. */
    static synchronized void load() throws SQLException {
        if (loaded) {
            return;
        }
        String wanted = System.getProperty(FOLDER);
        try {
            Path parent = Path.of(wanted == null ? System.getProperty("java.io.tmpdir") : wanted);
            Path unpacked = Files.createTempDirectory(parent, "igw-sqlite-");
            System.setProperty(FOLDER, unpacked.toString());
            SQLiteJDBCLoader.initialize();
            loaded = true;
            delete(unpacked);
        } catch (Exception e) {
            throw new SQLException("SQLite's native library could not be unpacked and loaded: " + e.getMessage(), e);
        } finally {
            restore(wanted);
        }
    }

    private static void restore(@Nullable String wanted) {
        if (wanted == null) {
            System.clearProperty(FOLDER);
        } else {
            System.setProperty(FOLDER, wanted);
        }
    }

    /** Where the system keeps a loaded file (Windows), it goes when the JVM exits. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException | UncheckedIOException e) {
            folder.toFile().deleteOnExit();
            LOG.debug("{} stays until the end", folder, e);
        }
    }
}
