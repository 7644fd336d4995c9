package io.inferencegateway.gateway.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which only one runs at a time: at each {@link #pause} chance, by its seed, says who goes on. What goes wrong
 * only when one overtakes another between two steps is found that way, and found again with the same seed.
 */
final class OneAtATime {
    private static final int MOST_STEPS = 5_000;

    private final SplittableRandom random;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Thread> live = new ArrayList<>();
    private @Nullable Thread running;
    private int steps;
    private boolean stuck;
    private @Nullable Throwable failure;

    OneAtATime(long seed) {
        this.random = new SplittableRandom(seed);
    }

    void add(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                awaitTurn();
                work.run();
            } catch (Throwable e) {
                fail(e);
            } finally {
                end();
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        live.add(thread);
    }

    /** Runs all of it. Fails where a thread failed or none came to an end any more. */
    void run() throws InterruptedException {
        synchronized (this) {
            next();
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        synchronized (this) {
            if (failure != null || !live.isEmpty()) {
                throw new AssertionError("somebody waits for good", failure);
            }
        }
    }

    /** Lets others run, once in three times: what takes several steps of one shall happen too. */
    synchronized void pause() {
        steps++;
        stuck |= steps > MOST_STEPS;
        if (!stuck && random.nextInt(3) > 0) {
            return;
        }
        next();
        awaitTurn();
    }

    private synchronized void awaitTurn() {
        while (running != Thread.currentThread() && !stuck) {
            try {
                wait();
            } catch (InterruptedException e) {
                stuck = true;
            }
        }
        if (stuck) {
            throw new IllegalStateException("stuck after " + steps + " steps");
        }
    }

    private synchronized void fail(Throwable e) {
        failure = failure == null ? e : failure;
        stuck = true;
    }

    private synchronized void end() {
        live.remove(Thread.currentThread());
        next();
    }

    private void next() {
        running = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
        notifyAll();
    }
}
