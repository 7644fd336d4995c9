package io.inferencegateway.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a configuration file, or a certificate or key that it names, now holds something else and says what it came
 * to. It polls, because that sees every way a file is replaced alike: written in place, renamed over, or reached through a
 * symbolic link that is switched as Kubernetes switches a ConfigMap; and on every file system.
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

    private Set<String> named = Set.of();
    private Map<String, Stamp> stamps = Map.of();
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

    /**
     * What one look at the configuration and at the files that it names gave.
     *
     * @param contents of each path, null where it could not be read
     */
    private record Reading(Map<String, byte @Nullable []> contents) {
        boolean sameAs(@Nullable Reading other) {
            return other != null
                    && contents.keySet().equals(other.contents.keySet())
                    && contents.entrySet().stream()
                            .allMatch(each -> Arrays.equals(each.getValue(), other.contents.get(each.getKey())));
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
        return CompletableFuture.supplyAsync(() -> judge(trigger), thread);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The first look: what is in force already needs no report. */
    void begin(GatewayConfig inForce) {
        Look look = look();
        boolean same = look.result instanceof ConfigResult.Loaded loaded
                && loaded.config().equals(inForce);
        pending = look.reading;
        judged = same ? look.reading : null;
    }

    void poll() {
        Map<String, Stamp> seen = stamps();
        boolean looksAlike = seen.equals(stamps) && pending != null && pending.sameAs(judged);
        pollsSinceRead++;
        if (looksAlike && pollsSinceRead < POLLS_PER_READ) {
            return;
        }
        pollsSinceRead = 0;
        stamps = seen;
        Reading now = read();
        boolean settled = now.sameAs(pending);
        pending = now;
        if (settled && !now.sameAs(judged)) {
            judge(ReloadTrigger.FILE);
        }
    }

    private ConfigResult judge(ReloadTrigger trigger) {
        Look look = look();
        pending = look.reading;
        judged = look.reading;
        listener.judged(trigger, look.result);
        return look.result;
    }

    private record Look(Reading reading, ConfigResult result) {}

    /**
     * Reads before it loads, so that what changes in between differs from the reading and is found by the next poll; and
     * once more where the configuration names other files than before.
     */
    private Look look() {
        while (true) {
            Reading reading = read();
            byte[] content = reading.contents.get(file);
            ConfigResult result = content == null ? loader.load(file) : loader.load(file, content);
            if (result.files().equals(named)) {
                return new Look(reading, result);
            }
            named = result.files();
        }
    }

    private Map<String, Stamp> stamps() {
        Map<String, Stamp> seen = new HashMap<>();
        watched().forEach(path -> {
            try {
                BasicFileAttributes attributes = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
                seen.put(path, new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
            } catch (IOException | InvalidPathException absent) {
                seen.remove(path);
            }
        });
        return seen;
    }

    private Reading read() {
        Map<String, byte @Nullable []> contents = new HashMap<>();
        watched().forEach(path -> {
            try {
                contents.put(path, ConfigLoader.read(path));
            } catch (IOException | InvalidPathException unreadable) {
                contents.put(path, null);
            }
        });
        return new Reading(contents);
    }

    private Stream<String> watched() {
        return Stream.concat(Stream.of(file), named.stream());
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
