package io.inferencegateway.gateway.state;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Reads SQLite's result codes. Extended codes carry the primary one in their low byte (sqlite.org/rescode.html). */
final class SqliteFaults {
    private static final int PRIMARY_CODE = 0xFF;

    private SqliteFaults() {}

    static StateFault.Kind kindOf(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) {
            return StateFault.Kind.IO;
        }
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY_CODE);
        return switch (primary) {
            case SQLITE_BUSY, SQLITE_LOCKED -> StateFault.Kind.BUSY;
            case SQLITE_FULL -> StateFault.Kind.FULL;
            case SQLITE_PERM, SQLITE_READONLY -> StateFault.Kind.READ_ONLY;
            case SQLITE_CORRUPT, SQLITE_NOTADB -> StateFault.Kind.DAMAGED;
            default -> StateFault.Kind.IO;
        };
    }

    static StateFault fault(String operation, SQLException failure) {
        return new StateFault(kindOf(failure), operation + ": " + oneLine(failure), failure);
    }

    static String oneLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no message");
    }
}
