package io.inferencegateway.gateway.quality;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread of the quality plane: one, for all models. */
public final class QualityWorker implements Executor, AutoCloseable {
    /** Tasks that wait; a second brings one or two. */
    private static final int MOST_WAITING = 256;

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), QualityWorker::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "quality");
        thread.setDaemon(true);
        return thread;
    }

    /** @throws RejectedExecutionException where too much waits, or it was closed */
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Drops what waits. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
