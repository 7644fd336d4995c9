package io.inferencegateway.gateway.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state file whose bytes are not those that were written. Its own message is for a start that is refused all the same. */
final class DamagedFile extends StateRefused {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    /** What SQLite keeps beside a database: without its log a database is an older one. */
    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private static final int LOOKED_AT_BYTES = 512;

    DamagedFile(Path file, String found, @Nullable Exception cause) {
        super(
                "state file " + file + " is damaged (" + found + "): recover it with '" + recovery(file)
                        + "' and put mended.db in its place, or move it away to start with no rollouts and no history",
                cause);
    }

    static String recovery(Path file) {
        return "sqlite3 " + file + " .recover | sqlite3 mended.db";
    }

    /**
     * Gives the file, and what belongs to it, a name with the time in it.
     *
     * @return its new name
     * @throws StateRefused where it can't be moved, or never was a database: a text is somebody's, named by mistake
     */
    static Path moveAside(Path file, Instant now, DamagedFile damage) {
        try {
            if (isText(file)) {
                throw new StateRefused(
                        "state file " + file + " is a text and no database: change state.url to a file of its own",
                        damage);
            }
            String aside = file.getFileName() + ".damaged-" + TIME.format(now);
            for (String part : PARTS) {
                Path from = file.resolveSibling(file.getFileName() + part);
                if (Files.exists(from)) {
                    Files.move(from, file.resolveSibling(aside + part));
                }
            }
            return file.resolveSibling(aside);
        } catch (IOException e) {
            damage.addSuppressed(e);
            throw damage;
        }
    }

    private static boolean isText(Path file) throws IOException {
        byte[] beginning;
        try (InputStream in = Files.newInputStream(file)) {
            beginning = in.readNBytes(LOOKED_AT_BYTES);
        }
        for (byte each : beginning) {
            boolean printed = each < 0 || each >= ' ' || each == '\n' || each == '\r' || each == '\t';
            if (!printed) {
                return false;
            }
        }
        return true;
    }
}
