package io.inferencegateway.loadtest.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command finish what it began when the process is asked to end: SIGINT and SIGTERM run {@code onInterrupt} and
 * then wait, for a few seconds at most, until the command calls {@link #finished}.
 */
public final class Interruption {
    private static final long LONGEST_WAIT_SECONDS = 8;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable onInterrupt) {
        hook = new Thread(
                () -> {
                    if (end.getCount() > 0) {
                        onInterrupt.run();
                        awaitEnd();
                    }
                },
                "interruption");
    }

    public static Interruption watch(Runnable onInterrupt) {
        Interruption interruption = new Interruption(onInterrupt);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void awaitEnd() {
        try {
            if (!end.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("gave up waiting for a clean end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From here on the process may end. */
    public void finished() {
        end.countDown();
    }
}
