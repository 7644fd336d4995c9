package io.inferencegateway.gateway.state;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Long reads, on a thread and a connection of their own: in the write-ahead log a reader never keeps the writer waiting. At
 * most {@value #MOST_WAITING} wait; further ones fail at once. Thread-safe.
 */
final class SqliteReader {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReader.class);
    static final int MOST_WAITING = 64;
    private static final long END_SECONDS = 5;

    private final Vertx vertx;
    private final Path file;
    private final SqliteLimits limits;
    private final ThreadPoolExecutor thread;

    /** Owner: the reader's thread, and whoever closes once that has ended. */
    private @Nullable SqliteDatabase database;

    SqliteReader(Vertx vertx, Path file, SqliteLimits limits) {
        this.vertx = vertx;
        this.file = file;
        this.limits = limits;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> new Thread(task, "igw-state-read"));
    }

    interface Question<T> {
        T answer(Connection connection) throws SQLException;
    }

    <T> Future<T> read(Question<T> question) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    T found = question.answer(open().connection());
                    caller.runOnContext(ignored -> answer.complete(found));
                } catch (SQLException e) {
                    disconnect();
                    StateFault fault = SqliteFaults.fault("read history", e);
                    caller.runOnContext(ignored -> answer.fail(fault));
                } catch (RuntimeException e) {
                    caller.runOnContext(ignored -> answer.fail(e));
                }
            });
        } catch (RejectedExecutionException e) {
            StateFault.Kind kind = thread.isShutdown() ? StateFault.Kind.CLOSED : StateFault.Kind.OVERLOADED;
            return Future.failedFuture(new StateFault(kind, "read history: " + kind.label(), null));
        }
        return answer.future();
    }

    private SqliteDatabase open() throws SQLException {
        SqliteDatabase open = database;
        if (open == null) {
            open = SqliteDatabase.connect(file, limits);
            try (Statement statement = open.connection().createStatement()) {
                statement.execute("PRAGMA query_only = 1");
            }
            database = open;
        }
        return open;
    }

    private void disconnect() {
        SqliteDatabase broken = database;
        database = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                LOG.warn("state connection not closed file={} {}", file, SqliteFaults.oneLine(e));
            }
        }
    }

    /** Waits for what was asked for, a few seconds at most. Not to be called on an event loop. */
    void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a read of history did not end file={}", file);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        disconnect();
    }
}
