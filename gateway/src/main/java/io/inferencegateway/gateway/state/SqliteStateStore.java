package io.inferencegateway.gateway.state;

import io.inferencegateway.monitoring.stats.Granularity;
import io.inferencegateway.monitoring.stats.HistoryPlan;
import io.inferencegateway.monitoring.stats.HistoryPoint;
import io.inferencegateway.monitoring.stats.HistoryRun;
import io.inferencegateway.monitoring.stats.MinuteHistory;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State in one SQLite file (write-ahead log, every commit synced), for a single gateway. One thread of its own does all
 * the work in the order in which it was asked for; at most {@value #QUEUE_CAPACITY} operations wait, further ones fail
 * at once. After a fault of the medium the connection is made anew for the next operation, so that a mended disk is
 * taken up without a restart.
 */
public final class SqliteStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStateStore.class);

    static final int QUEUE_CAPACITY = 1_024;

    private final Vertx vertx;
    private final Path file;
    private final SqliteLimits limits;
    private final ThreadPoolExecutor writer;
    private final SqliteReader reader;
    private final Map<StateFault.Kind, AtomicLong> failed = new EnumMap<>(StateFault.Kind.class);
    private volatile @Nullable StateFault standing;
    private volatile @Nullable Path damagedFile;

    /** Owner of the next two: the writer thread. */
    private @Nullable SqliteDatabase database;

    private @Nullable FileLock claim;

    private SqliteStateStore(Vertx vertx, Path file, SqliteLimits limits) {
        this.vertx = vertx;
        this.file = file;
        this.limits = limits;
        this.reader = new SqliteReader(vertx, file, limits);
        this.writer = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "igw-state"));
        for (StateFault.Kind kind : StateFault.Kind.values()) {
            failed.put(kind, new AtomicLong());
        }
    }

    /**
     * Opens the file, making it and its folders where they are missing. A damaged one is moved aside. Fails with {@link StateRefused}
     * where it belongs to something else or is in use.
     *
     * @param url {@code sqlite:PATH}; a relative path is relative to the current directory
     */
    public static Future<SqliteStateStore> open(Vertx vertx, String url) {
        return open(vertx, url, SqliteLimits.DEFAULT);
    }

    static Future<SqliteStateStore> open(Vertx vertx, String url, SqliteLimits limits) {
        Path file;
        try {
            file = SqliteFile.of(url);
        } catch (StateRefused e) {
            return Future.failedFuture(e);
        }
        SqliteStateStore store = new SqliteStateStore(vertx, file, limits);
        Future<SqliteStateStore> opened = store.onWriter("open", () -> {
            FileLock lock = SqliteFile.claim(file);
            try {
                SqliteFile.Opened found = SqliteFile.open(file, limits, Instant.now());
                store.database = found.database();
                store.startedEmpty(found.damaged());
                store.claim = lock;
            } finally {
                if (store.claim == null) {
                    lock.channel().close();
                }
            }
            return store;
        });
        return opened.onFailure(e -> {
            store.writer.shutdown();
            store.reader.close();
        });
    }

    private void startedEmpty(@Nullable Path aside) {
        if (aside != null) {
            damagedFile = aside;
            counted(new StateFault(StateFault.Kind.DAMAGED, "open", null));
            LOG.error(
                    "state file was damaged and is moved aside to {}; the gateway starts with no rollouts, monitors and history, each model on the"
                            + " stable version of the configuration; what can be recovered comes out of: {}",
                    aside,
                    DamagedFile.recovery(aside));
        }
    }

    @Override
    public Future<List<StoredRollout>> rollouts() {
        return submit("read rollouts", db -> db.rollouts(ROLLOUTS_READ_PER_MODEL));
    }

    @Override
    public Future<Void> saveRollout(RolloutRecord record, List<RolloutTransition> appended) {
        List<RolloutTransition> changes = List.copyOf(appended);
        return change("save rollout", db -> db.saveRollout(record, changes));
    }

    @Override
    public Future<List<WindowSlot>> windowSlots() {
        return submit("read windows", SqliteDatabase::windowSlots);
    }

    @Override
    public Future<Void> saveWindowSlots(Collection<WindowSlot> slots) {
        List<WindowSlot> batch = List.copyOf(slots);
        return change("save windows", db -> db.saveWindowSlots(batch));
    }

    @Override
    public Future<Integer> expireWindowSlots(long startedBeforeMillis) {
        return submit("expire windows", db -> db.expireWindowSlots(startedBeforeMillis));
    }

    @Override
    public Future<Map<Granularity, Long>> historyMadeUntil() {
        return submit("read history", db -> new SqliteHistory(db.connection()).madeUntil());
    }

    @Override
    public Future<Map<Granularity, Long>> saveHistory(MinuteHistory.Batch batch) {
        return submit("save history", db -> {
            SqliteHistory history = new SqliteHistory(db.connection());
            db.transaction(() -> {
                history.save(batch);
                history.rollUp(batch.completeUntilMillis());
            });
            return history.madeUntil();
        });
    }

    @Override
    public <T> Future<T> readHistory(
            ModelVersion version,
            List<HistoryPlan.Segment> segments,
            BiFunction<List<HistoryPoint>, List<HistoryRun>, T> fold) {
        return reader.read(connection -> {
            SqliteHistory history = new SqliteHistory(connection);
            return fold.apply(history.points(version, segments), history.runs());
        });
    }

    @Override
    public Future<List<ModelVersion>> historyVersions() {
        return reader.read(connection -> new SqliteHistory(connection).versions());
    }

    @Override
    public Future<Void> addEvent(EventRecord event) {
        return change("save event", db -> new SqliteEvents(db.connection()).add(event));
    }

    @Override
    public Future<List<EventRecord>> events(long fromMillis, long toMillis, int limit) {
        return reader.read(connection -> new SqliteEvents(connection).between(fromMillis, toMillis, limit));
    }

    @Override
    public Future<Boolean> expireHistory(long nowMillis) {
        return submit("expire history", db -> {
            boolean[] more = new boolean[1];
            db.transaction(() -> {
                more[0] = new SqliteHistory(db.connection()).expire(nowMillis);
                new SqliteEvents(db.connection()).expire(nowMillis);
            });
            SqliteSpace.giveBack(db.connection());
            return more[0];
        });
    }

    @Override
    public Future<Void> putDocument(String kind, String name, String json) {
        return change("save " + kind, db -> db.putDocument(kind, name, json));
    }

    @Override
    public Future<Boolean> deleteDocument(String kind, String name) {
        return submit("delete " + kind, db -> db.deleteDocument(kind, name));
    }

    @Override
    public Future<Void> changeDocuments(Collection<DocumentChange> changes) {
        List<DocumentChange> batch = List.copyOf(changes);
        return change("save documents", db -> db.changeDocuments(batch));
    }

    @Override
    public Future<SortedMap<String, String>> documents(String kind) {
        return submit("read " + kind, db -> db.documents(kind));
    }

    @Override
    public StateHealth health() {
        Map<StateFault.Kind, Long> counts = new EnumMap<>(StateFault.Kind.class);
        failed.forEach((kind, count) -> counts.put(kind, count.get()));
        return new StateHealth(
                counts, Optional.ofNullable(standing), writer.getQueue().size(), Optional.ofNullable(damagedFile));
    }

    @Override
    public Future<Void> close() {
        if (writer.isShutdown()) {
            return Future.succeededFuture();
        }
        Future<Void> closed = onWriter("close", () -> {
            // First: whoever is the last one at the file leaves one whole file behind.
            reader.close();
            SqliteDatabase open = database;
            FileLock held = claim;
            database = null;
            claim = null;
            try {
                if (open != null) {
                    open.close();
                }
            } finally {
                if (held != null) {
                    held.channel().close();
                }
            }
            return null;
        });
        writer.shutdown();
        return closed;
    }

    private interface Query<T> {
        @Nullable
        T run(SqliteDatabase database) throws SQLException;
    }

    private interface Change {
        void make(SqliteDatabase database) throws SQLException;
    }

    private interface Work<T> {
        @Nullable
        T run() throws SQLException, IOException;
    }

    private Future<Void> change(String operation, Change change) {
        return submit(operation, db -> {
            change.make(db);
            return null;
        });
    }

    /** Only what may be turned away counts against the capacity: the end of the store never is. */
    private <T> Future<T> submit(String operation, Query<T> query) {
        if (writer.getQueue().size() >= QUEUE_CAPACITY) {
            return refused(operation, StateFault.Kind.OVERLOADED);
        }
        return onWriter(operation, () -> {
            SqliteDatabase open = database;
            if (open == null) {
                open = SqliteDatabase.connect(file, limits);
                database = open;
            }
            @Nullable T result = query.run(open);
            recovered();
            return result;
        });
    }

    private <T> Future<T> onWriter(String operation, Work<T> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<T> answer = Promise.promise();
        try {
            writer.execute(() -> {
                @Nullable T result;
                try {
                    result = work.run();
                } catch (SQLException | IOException | RuntimeException e) {
                    RuntimeException told = told(operation, e);
                    caller.runOnContext(ignored -> answer.fail(told));
                    return;
                }
                caller.runOnContext(ignored -> answer.complete(result));
            });
        } catch (RejectedExecutionException e) {
            return refused(operation, StateFault.Kind.CLOSED);
        }
        return answer.future();
    }

    private <T> Future<T> refused(String operation, StateFault.Kind kind) {
        return Future.failedFuture(counted(new StateFault(kind, operation + ": " + kind.label(), null)));
    }

    /** What the caller hears of a failure; runs on the writer. */
    private RuntimeException told(String operation, Exception failure) {
        if (failure instanceof StateRefused refused) {
            return refused;
        }
        if (failure instanceof StateFault fault) {
            return counted(fault);
        }
        if (failure instanceof SQLException sql) {
            StateFault fault = standing(SqliteFaults.fault(operation, sql));
            if (fault.kind() == StateFault.Kind.IO || fault.kind() == StateFault.Kind.READ_ONLY) {
                disconnect();
            }
            return fault;
        }
        return standing(new StateFault(StateFault.Kind.IO, operation + ": " + failure, failure));
    }

    /** Logged when it begins and when it ends, not with each retry: a full disk must not fill the log as well. */
    private StateFault standing(StateFault fault) {
        StateFault before = standing;
        standing = fault;
        if (before == null || before.kind() != fault.kind()) {
            LOG.warn(
                    "state fault kind={} file={} {}; traffic goes on, what is decided waits in memory and is offered again",
                    fault.kind().label(),
                    file,
                    fault.getMessage());
        }
        return counted(fault);
    }

    private void recovered() {
        StateFault before = standing;
        if (before != null) {
            standing = null;
            LOG.info(
                    "state recovered file={} after kind={}", file, before.kind().label());
        }
    }

    private StateFault counted(StateFault fault) {
        AtomicLong count = failed.get(fault.kind());
        if (count != null) {
            count.incrementAndGet();
        }
        return fault;
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
}
