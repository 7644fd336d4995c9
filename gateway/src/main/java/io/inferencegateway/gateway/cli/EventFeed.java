package io.inferencegateway.gateway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a view when the gateway tells of something new. It reads the event stream on a thread of its own and comes back to
 * it after an interruption; where there is no stream, the view wakes by its own interval alone. {@link #await} is for one
 * thread, {@link #close} for any.
 */
final class EventFeed implements AutoCloseable {
    private static final long PAUSE_MILLIS = 1_000;

    private final AdminClient client;
    private final String path;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable String lastId;
    private volatile @Nullable InputStream reading;

    private EventFeed(AdminClient client, String model) {
        this.client = client;
        this.path = "/api/v1/events?model=" + AdminClient.segment(model);
    }

    static EventFeed of(AdminClient client, String model) {
        EventFeed feed = new EventFeed(client, model);
        Thread reader = new Thread(feed::follow, "igw-events");
        reader.setDaemon(true);
        reader.start();
        return feed;
    }

    /** Returns when something has happened since the last call, at latest after {@code millis}. */
    void await(long millis) throws InterruptedException {
        if (news.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        InputStream open = reading;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                // It is closed either way.
            }
        }
    }

    private void follow() {
        try {
            do {
                readOnce();
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readOnce() {
        try (InputStream stream = client.stream(path, lastId);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reading = stream;
            String line = lines.readLine();
            while (line != null && closed.getCount() > 0) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring("id: ".length());
                } else if (line.startsWith("data: ")) {
                    news.release();
                }
                line = lines.readLine();
            }
        } catch (IOException | ClientFailure broken) {
            // The view asks for the figures all the same, and says so where it gets none.
        } finally {
            reading = null;
        }
    }
}
