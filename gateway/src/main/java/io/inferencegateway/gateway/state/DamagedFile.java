package io.inferencegateway.gateway.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state file whose bytes are not those that were written. Its own message is for a start that is refused all the same. */
final class DamagedFile extends StateRefused {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    /** What SQLite keeps beside a database: without its log a database is an older one. */
    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private static final int LOOKED_AT_BYTES = 512;
    /** Of every database of SQLite (file format, section 1.3). */
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private @Nullable Path aside;

    DamagedFile(Path file, String found, @Nullable Exception cause) {
        super(
                "state file " + file + " is damaged (" + found + "): recover it with '" + recovery(file)
                        + "' and put mended.db in its place, or move it away to start with no rollouts and no history",
                cause);
    }

    static String recovery(Path file) {
        return "sqlite3 " + file + " .recover | sqlite3 mended.db";
    }

    /** Does not let SQLite have a file that never began as its own do: opening one may cost the log beside it. */
    static void refuseWithoutHeader(Path file) {
        byte[] beginning = beginning(file, HEADER.length);
        if (beginning.length > 0 && !Arrays.equals(beginning, HEADER)) {
            throw new DamagedFile(file, "it does not begin as a database does", null);
        }
    }

    /** Where the file is now, or null where it was not moved. */
    @Nullable
    Path aside() {
        return aside;
    }

    /**
     * Gives the file, and what belongs to it, a name with the time in it.
     *
     * @return this; or what else stands against the file where it never was a database: a text is somebody's, named by
     *     mistake
     */
    StateRefused moveAside(Path file, Instant now) {
        if (isText(file)) {
            return new StateRefused(
                    "state file " + file + " is a text and no database: change state.url to a file of its own", this);
        }
        String name = file.getFileName() + ".damaged-" + TIME.format(now);
        try {
            for (String part : PARTS) {
                Path from = file.resolveSibling(file.getFileName() + part);
                if (Files.exists(from)) {
                    Files.move(from, file.resolveSibling(name + part));
                }
            }
            aside = file.resolveSibling(name);
        } catch (IOException e) {
            addSuppressed(e);
        }
        return this;
    }

    private static byte[] beginning(Path file, int bytes) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        } catch (IOException e) {
            // What can't be read is for SQLite to say.
            return new byte[0];
        }
    }

    private static boolean isText(Path file) {
        for (byte each : beginning(file, LOOKED_AT_BYTES)) {
            boolean printed = each < 0 || each >= ' ' || each == '\n' || each == '\r' || each == '\t';
            if (!printed) {
                return false;
            }
        }
        return true;
    }
}
