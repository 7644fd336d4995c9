package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Polls by hand, except where the promise of two seconds is put to the proof. */
class ConfigWatcherTest {
    private static final String CHANGED = Configs.MINIMAL.replace("9001", "9002");

    @TempDir
    Path folder;

    private final ConfigLoader loader = new ConfigLoader(name -> null);
    private final List<ConfigResult> heard = new CopyOnWriteArrayList<>();
    private final List<ReloadTrigger> triggers = new CopyOnWriteArrayList<>();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("gateway.yaml"), Configs.MINIMAL);
    }

    @Test
    void says_nothing_while_nothing_changes() {
        try (ConfigWatcher watcher = watching(file)) {
            poll(watcher, 10);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void reports_a_new_content_once_it_has_settled() throws IOException {
        try (ConfigWatcher watcher = watching(file)) {
            Files.writeString(file, CHANGED);
            watcher.poll();
            assertThat(heard).as("still being written, for all we know").isEmpty();
            poll(watcher, 10);
            assertThat(heard).containsExactly(new ConfigResult.Loaded(Configs.valid(CHANGED)));
            assertThat(triggers).containsExactly(ReloadTrigger.FILE);
        }
    }

    @Test
    void does_not_judge_a_file_that_is_half_written() throws IOException {
        try (ConfigWatcher watcher = watching(file)) {
            Files.writeString(file, CHANGED.substring(0, 30));
            watcher.poll();
            Files.writeString(file, CHANGED);
            poll(watcher, 10);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void reports_an_invalid_file_once_and_reads_it_again_when_it_changes() throws IOException {
        try (ConfigWatcher watcher = watching(file)) {
            Files.writeString(file, "models: 7\n");
            poll(watcher, 10);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Rejected.class);
            Files.writeString(file, CHANGED);
            poll(watcher, 10);
            assertThat(heard).hasSize(2).last().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void sees_a_file_renamed_over_the_old_one() throws IOException {
        try (ConfigWatcher watcher = watching(file)) {
            Path next = Files.writeString(folder.resolve("next"), CHANGED);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            poll(watcher, 5);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void sees_a_switched_link_as_in_a_mounted_config_map() throws IOException {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Path second = Files.createDirectory(folder.resolve("..2026_2"));
        Files.writeString(first.resolve("gateway.yaml"), Configs.MINIMAL);
        Files.writeString(second.resolve("gateway.yaml"), CHANGED);
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted.yaml"), Path.of("..data", "gateway.yaml"));
        try (ConfigWatcher watcher = watching(mounted)) {
            Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), second.getFileName());
            Files.move(next, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            poll(watcher, 5);
            assertThat(heard).containsExactly(new ConfigResult.Loaded(Configs.valid(CHANGED)));
        }
    }

    @Test
    void sees_a_rewrite_that_keeps_size_and_time() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        try (ConfigWatcher watcher = watching(file)) {
            poll(watcher, 3);
            Files.writeString(file, CHANGED);
            Files.setLastModifiedTime(file, time);
            poll(watcher, 10);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void reports_a_file_that_is_gone_and_the_same_content_coming_back() throws IOException {
        try (ConfigWatcher watcher = watching(file)) {
            Files.delete(file);
            poll(watcher, 10);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Rejected.class);
            Files.writeString(file, Configs.MINIMAL);
            poll(watcher, 10);
            assertThat(heard).hasSize(2).last().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void hears_of_a_change_between_the_first_reading_and_the_start_of_the_watch() throws IOException {
        try (ConfigWatcher watcher = new ConfigWatcher(file.toString(), loader, this::hear)) {
            Files.writeString(file, CHANGED);
            watcher.begin(Configs.valid(Configs.MINIMAL));
            poll(watcher, 5);
            assertThat(heard).singleElement().isInstanceOf(ConfigResult.Loaded.class);
        }
    }

    @Test
    void reload_reads_at_once_and_reports_even_an_unchanged_file() {
        try (ConfigWatcher watcher =
                ConfigWatcher.start(file.toString(), loader, Configs.valid(Configs.MINIMAL), this::hear)) {
            ConfigResult result = watcher.reload(ReloadTrigger.SIGNAL)
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
            assertThat(heard).containsExactly(result);
            assertThat(triggers).containsExactly(ReloadTrigger.SIGNAL);
        }
    }

    @Test
    void a_change_is_seen_within_two_seconds_also_after_the_listener_failed() throws IOException {
        try (ConfigWatcher watcher =
                ConfigWatcher.start(file.toString(), loader, Configs.valid(Configs.MINIMAL), (trigger, result) -> {
                    heard.add(result);
                    throw new IllegalStateException("a fault of the listener's");
                })) {
            assertThat(watcher).isNotNull();
            Files.writeString(file, CHANGED);
            await().atMost(Duration.ofSeconds(2)).until(() -> heard.size() == 1);
            Files.writeString(file, Configs.MINIMAL);
            await().atMost(Duration.ofSeconds(2)).until(() -> heard.size() == 2);
        }
    }

    private ConfigWatcher watching(Path watched) {
        ConfigWatcher watcher = new ConfigWatcher(watched.toString(), loader, this::hear);
        watcher.begin(Configs.valid(Configs.MINIMAL));
        return watcher;
    }

    private static void poll(ConfigWatcher watcher, int times) {
        for (int i = 0; i < times; i++) {
            watcher.poll();
        }
    }

    private void hear(ReloadTrigger trigger, ConfigResult result) {
        triggers.add(trigger);
        heard.add(result);
    }
}
