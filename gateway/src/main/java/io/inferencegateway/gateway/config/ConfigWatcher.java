package io.inferencegateway.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a configuration file now holds something else and says what it came to. It polls, because that sees
 * every way a file is replaced alike: written in place, renamed over, or reached through a symbolic link that is
 * switched as Kubernetes switches a ConfigMap; and on every file system.
 *
 * <p>Content counts once two polls in a row have read the same, so a file that is still being written is not judged. A
 * content is judged once: an invalid file is reported and then left alone until it changes again.
 *
 * <p>All work, the listener's too, is done on one daemon thread of its own. {@link #reload} and {@link #close} may be
 * called from any thread and do not block.
 */
public final class ConfigWatcher implements AutoCloseable {
    /** Two polls and the reading stay well below the two seconds in which a change must be seen. */
    private static final long POLL_MILLIS = 250;

    /** A rewrite that leaves time and size alike is found at the latest by every fourth poll. */
    private static final int POLLS_PER_READ = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);

    private final String file;
    private final ConfigLoader loader;
    private final Listener listener;
    private final ScheduledExecutorService thread;

    private @Nullable Stamp stamp;
    private @Nullable Reading pending;
    private @Nullable Reading judged;
    private int pollsSinceRead;

    /** Who wants to know. Called on the watcher's thread. */
    @FunctionalInterface
    public interface Listener {
        void judged(ReloadTrigger trigger, ConfigResult result);
    }

    /** The cheap look: what changes with nearly every rewrite. A link is followed, so its target's identity counts. */
    private record Stamp(FileTime modified, long size, @Nullable Object identity) {}

    /** What one look at the file gave. Two that gave the same are equal. */
    private static final class Reading {
        private static final Reading NONE = new Reading(null);

        /** Null where the file could not be read. */
        private final byte @Nullable [] content;

        private Reading(byte @Nullable [] content) {
            this.content = content;
        }

        boolean sameAs(@Nullable Reading other) {
            return other != null && Arrays.equals(content, other.content);
        }
    }

    ConfigWatcher(String file, ConfigLoader loader, Listener listener) {
        this.file = file;
        this.loader = loader;
        this.listener = listener;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "igw-config-watcher");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /**
     * Starts to watch.
     *
     * @param inForce what was read from the file before; if the file has changed since, the listener hears of it
     * @param listener hears every new content that was judged
     */
    public static ConfigWatcher start(String file, ConfigLoader loader, GatewayConfig inForce, Listener listener) {
        ConfigWatcher watcher = new ConfigWatcher(file, loader, listener);
        watcher.thread.execute(() -> watcher.guarded(() -> watcher.begin(inForce)));
        ScheduledFuture<?> unusedUntilClose = watcher.thread.scheduleWithFixedDelay(
                () -> watcher.guarded(watcher::poll), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        return watcher;
    }

    /** Reads the file now, changed or not, tells the listener and completes with the same result. */
    public CompletableFuture<ConfigResult> reload(ReloadTrigger trigger) {
        return CompletableFuture.supplyAsync(() -> judge(trigger, read()), thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The first look: what is in force already needs no report. */
    void begin(GatewayConfig inForce) {
        Reading now = read();
        boolean same = now.content != null
                && loader.load(file, now.content) instanceof ConfigResult.Loaded loaded
                && loaded.config().equals(inForce);
        pending = now;
        judged = same ? now : null;
    }

    void poll() {
        Stamp seen = stamp();
        boolean looksAlike = seen != null && seen.equals(stamp) && pending != null && pending.sameAs(judged);
        pollsSinceRead++;
        if (looksAlike && pollsSinceRead < POLLS_PER_READ) {
            return;
        }
        pollsSinceRead = 0;
        stamp = seen;
        Reading now = read();
        boolean settled = now.sameAs(pending);
        pending = now;
        if (settled && !now.sameAs(judged)) {
            judge(ReloadTrigger.FILE, now);
        }
    }

    private ConfigResult judge(ReloadTrigger trigger, Reading reading) {
        pending = reading;
        judged = reading;
        ConfigResult result = reading.content == null ? loader.load(file) : loader.load(file, reading.content);
        listener.judged(trigger, result);
        return result;
    }

    private @Nullable Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException absent) {
            return null;
        }
    }

    private Reading read() {
        try {
            return new Reading(ConfigLoader.read(file));
        } catch (IOException unreadable) {
            return Reading.NONE;
        }
    }

    /** A listener's fault must not end the watch: the next change may be the one that mends it. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            LOG.error("config watch failed file={}", file, fault);
        }
    }
}
