package io.inferencegateway.gateway.quality.rows;

import java.nio.file.Path;

/** A file that holds something else than rows: where, what and how to mend it. */
public final class UnreadableRows extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableRows(Path file, String what) {
        super(file + ": " + what);
    }

    /** @param line counted from 1 */
    UnreadableRows(Path file, long line, String what) {
        super(file + ":" + line + ": " + what);
    }

    /** {@code FILE:LINE: what}. */
    public String inWords() {
        return String.valueOf(getMessage());
    }
}
