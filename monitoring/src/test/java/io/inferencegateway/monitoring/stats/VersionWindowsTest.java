package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionWindowsTest {
    private static final long START = 1_800_000_000_000L;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;

    private record Timed(long millis, Request request) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void every_window_agrees_with_the_list_of_requests_it_covers(long seed) {
        Random random = new Random(seed);
        VersionWindows windows = new VersionWindows();
        List<Timed> all = new ArrayList<>();
        long now = START + random.nextInt(1_000_000);
        for (int step = 0; step < 1_500; step++) {
            now += random.nextInt(20) == 0 ? random.nextInt(40 * 60_000) : random.nextInt(3_000);
            all.addAll(addRandom(windows, now, 1 + random.nextInt(4), random));
            if (step % 25 == 0) {
                long viewed = now + random.nextInt(5_000);
                Map<Window, WindowStats> views = windows.views(viewed);
                for (Window window : Window.values()) {
                    assertAgrees(windows.view(window, viewed), window, viewed, all);
                    assertAgrees(Objects.requireNonNull(views.get(window)), window, viewed, all);
                }
            }
        }
        assertThat(windows.heapBytes()).isLessThanOrEqualTo(VersionWindows.MOST_BYTES);
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void a_window_reaches_back_over_at_least_29_thirtieths_of_its_length(Window window) {
        VersionWindows windows = new VersionWindows();
        long now = START;
        for (; now < START + 2 * window.millis(); now += Math.max(SECOND, window.stepMillis() / 30)) {
            windows.add(now, interval(Request.ok(1_000)));
        }
        WindowStats stats = windows.view(window, now);
        assertThat(now - stats.fromMillis()).isBetween(window.millis() - window.stepMillis(), window.millis());
        assertThat(stats.toMillis()).isEqualTo(now);
    }

    @Test
    void a_series_counts_each_request_once_in_the_piece_in_which_its_stretch_begins() {
        VersionWindows windows = new VersionWindows();
        windows.add(START + 5 * SECOND, interval(Request.ok(1_000)));
        windows.add(START + 59 * SECOND, interval(Request.ok(1_000)));
        windows.add(START + 125 * SECOND, interval(Request.ok(1_000)));

        List<WindowStats> series = windows.series(START, START + 170 * SECOND, MINUTE);

        assertThat(series).extracting(WindowStats::total).containsExactly(2L, 0L, 1L);
        assertThat(series.get(2).fromMillis()).isEqualTo(START + 2 * MINUTE);
        assertThat(series.get(2).toMillis()).isEqualTo(START + 170 * SECOND);
        assertThatThrownBy(() -> windows.series(START, START - 1, MINUTE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> windows.series(START, START, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_request_is_in_view_in_the_moment_it_is_added() {
        VersionWindows windows = new VersionWindows();
        windows.add(START + 1, interval(Request.ok(1_000)));
        for (WindowStats stats : windows.views(START + 1).values()) {
            assertThat(stats.total()).isEqualTo(1);
            assertThat(stats.percentileMillis(0.99)).isEqualTo(1.0);
        }
    }

    @Test
    void old_requests_fall_out_although_nothing_new_arrives() {
        VersionWindows windows = new VersionWindows();
        windows.add(START, interval(Request.ok(1_000)));
        for (Window window : Window.values()) {
            long end = START + window.millis();
            assertThat(windows.view(window, end - window.stepMillis()).total()).isEqualTo(1);
            assertThat(windows.view(window, end + SECOND * 10).total()).isZero();
            assertThat(windows.view(window, end + SECOND * 10).percentileMillis(0.5))
                    .isNaN();
        }
    }

    @Test
    void shadow_copies_are_in_no_window() {
        VersionWindows windows = new VersionWindows();
        windows.add(START, interval(Request.answered(Track.SHADOW, 500, Outcome.UPSTREAM_ERROR, 7)));
        assertThat(windows.view(Window.FIVE_MINUTES, START).total()).isZero();
        assertThat(windows.takeDirtySlots()).isEmpty();
    }

    @Test
    void a_rescued_try_counts_against_its_version() {
        VersionWindows windows = new VersionWindows();
        windows.add(START, interval(Request.answered(Track.RESCUED, 503, Outcome.UPSTREAM_ERROR, 7)));
        assertThat(windows.view(Window.FIVE_MINUTES, START).total()).isEqualTo(1);
        assertThat(windows.view(Window.FIVE_MINUTES, START).errors()).isEqualTo(1);
    }

    @Test
    void errors_are_the_versions_and_traffic_errors_are_everybodys() {
        VersionWindows windows = new VersionWindows();
        windows.add(
                START,
                interval(
                        Request.ok(10),
                        Request.answered(Track.PINNED, 404, Outcome.CLIENT_ERROR, 10),
                        Request.answered(Track.CANARY, 401, Outcome.UNAUTHORIZED, 10),
                        Request.answered(Track.CANARY, 503, Outcome.UPSTREAM_ERROR, 10),
                        Request.answered(Track.STABLE, 503, Outcome.SHED, 10),
                        Request.answered(Track.STABLE, 499, Outcome.CLIENT_ABORT, 10)));
        WindowStats stats = windows.view(Window.ONE_HOUR, START);
        assertThat(stats.total()).isEqualTo(6);
        assertThat(stats.errors()).isEqualTo(1);
        assertThat(stats.trafficErrors()).isEqualTo(3);
        assertThat(stats.statusCounts())
                .containsExactly(
                        Map.entry(200, 1L),
                        Map.entry(401, 1L),
                        Map.entry(404, 1L),
                        Map.entry(499, 1L),
                        Map.entry(503, 2L));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void a_clock_that_is_set_back_loses_and_doubles_nothing(long seed) {
        Random random = new Random(seed);
        VersionWindows windows = new VersionWindows();
        TreeMap<Long, byte[]> store = new TreeMap<>();
        long now = START;
        long added = 0;
        for (int step = 0; step < 400; step++) {
            now += random.nextInt(10) == 0 ? -random.nextInt((int) (4 * MINUTE)) : random.nextInt(4_000);
            int requests = random.nextInt(5);
            addRandom(windows, now, requests, random, Track.STABLE);
            added += requests;
            if (step % 7 == 0) {
                save(windows, store);
            }
            assertThat(windows.view(Window.ONE_DAY, now).total()).isEqualTo(added);
        }
        save(windows, store);
        assertThat(restored(store).view(Window.ONE_DAY, now).total()).isEqualTo(added);
        long later = now + Window.ONE_DAY.millis() + MINUTE;
        windows.add(later, interval(Request.ok(1)));
        assertThat(windows.view(Window.ONE_DAY, later).total()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {41, 42, 43})
    void a_store_that_follows_the_dirty_slots_restores_every_window(long seed) {
        Random random = new Random(seed);
        VersionWindows windows = new VersionWindows();
        TreeMap<Long, byte[]> store = new TreeMap<>();
        long now = START;
        for (int step = 0; step < 3_000; step++) {
            now += random.nextInt(200) == 0 ? random.nextInt(7 * 3_600_000) : random.nextInt(30_000);
            addRandom(windows, now, 2, random);
            if (random.nextInt(5) == 0) {
                save(windows, store);
            }
        }
        save(windows, store);
        assertThat(windows.takeDirtySlots()).isEmpty();
        VersionWindows restored = restored(store);
        for (Window window : Window.values()) {
            WindowStats before = windows.view(window, now);
            WindowStats after = restored.view(window, now);
            assertThat(after.statusCounts()).isEqualTo(before.statusCounts());
            assertThat(after.errors()).isEqualTo(before.errors());
            assertThat(after.fromMillis()).isEqualTo(before.fromMillis());
            assertThat(after.maxMillis()).isEqualTo(before.maxMillis());
            assertThat(after.percentileMillis(0.9)).isEqualTo(before.percentileMillis(0.9));
        }
        assertThat(store.size()).isLessThan(200);
    }

    @Test
    void a_busy_version_with_latencies_of_every_size_stays_within_64_kib_and_loses_nothing() {
        VersionWindows windows = new VersionWindows();
        Random random = new Random(51);
        long now = START;
        long added = 0;
        for (int step = 0; step < 1_500; step++, now += MINUTE) {
            addRandom(windows, now, 300, random, Track.STABLE);
            added += now > START + 1_500 * MINUTE - Window.SIX_HOURS.millis() ? 300 : 0;
            assertThat(windows.heapBytes()).isLessThanOrEqualTo(64 * 1024);
        }
        WindowStats day = windows.view(Window.ONE_DAY, now);
        assertThat(day.total())
                .isEqualTo(300 * ((now - day.fromMillis()) / MINUTE))
                .isGreaterThan(added);
    }

    @Test
    void a_version_at_ten_requests_a_second_keeps_its_windows_sharp_within_64_kib() {
        VersionWindows windows = new VersionWindows();
        Random random = new Random(52);
        long now = START;
        VersionRecorder recorder = new VersionRecorder();
        for (; now < START + Duration.ofHours(26).toMillis(); now += 10 * SECOND) {
            for (int i = 0; i < 100; i++) {
                recorder.record(Request.ok((long) (20_000 * Math.exp(0.5 * random.nextGaussian()))));
            }
            windows.add(now, recorder.drain());
        }
        assertThat(windows.heapBytes()).isLessThanOrEqualTo(64 * 1024);
        for (Window window : Window.values()) {
            long covered = now - windows.view(window, now).fromMillis();
            assertThat(covered).isBetween(window.millis() * 9 / 10, window.millis());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {61, 62, 63, 64, 65, 66})
    void percentiles_are_nearest_rank_within_one_percent(long seed) {
        Random random = new Random(seed);
        int count = 1 + random.nextInt(3_000);
        long[] micros = new long[count];
        Arrays.setAll(micros, i -> Request.randomMicros(random));
        VersionWindows windows = new VersionWindows();
        VersionRecorder recorder = new VersionRecorder();
        for (long value : micros) {
            recorder.record(Request.ok(value));
        }
        windows.add(START, recorder.drain());
        windows.takeDirtySlots();
        Arrays.sort(micros);
        WindowStats stats = windows.view(Window.FIVE_MINUTES, START);
        for (double percent : new double[] {0.1, 1, 25, 50, 75, 90, 95, 99, 99.9, 100}) {
            double exact = micros[(int) Math.max(0, Math.ceil(percent * count / 100 - 1e-9) - 1)] / 1_000.0;
            assertThat(stats.percentileMillis(percent / 100)).isCloseTo(exact, within(exact / 100));
        }
        assertThat(stats.maxMillis()).isEqualTo(micros[count - 1] / 1_000.0);
    }

    @Test
    void a_percentile_asked_for_as_a_percentage_is_refused() {
        WindowStats stats = new VersionWindows().view(Window.FIVE_MINUTES, START);
        assertThatThrownBy(() -> stats.percentileMillis(99)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_slot_cannot_be_restored_twice_or_after_traffic() {
        VersionWindows windows = new VersionWindows();
        windows.add(START, interval(Request.ok(1_000)));
        Slot slot = windows.takeDirtySlots().get(0);
        assertThatThrownBy(() -> windows.restore(slot)).isInstanceOf(IllegalStateException.class);
        VersionWindows busy = new VersionWindows();
        busy.add(START + MINUTE, interval(Request.ok(1_000)));
        assertThatThrownBy(() -> busy.restore(slot)).isInstanceOf(IllegalStateException.class);
        assertThat(busy.view(Window.ONE_HOUR, START + MINUTE).total()).isEqualTo(1);
    }

    private static void assertAgrees(WindowStats stats, Window window, long now, List<Timed> all) {
        assertThat(stats.toMillis()).isEqualTo(now);
        assertThat(stats.fromMillis()).isBetween(now - window.millis(), now);
        List<Request> covered = all.stream()
                .filter(timed -> timed.millis() >= stats.fromMillis())
                .map(Timed::request)
                .filter(request -> request.track() != Track.SHADOW)
                .toList();
        assertThat(stats.total()).isEqualTo(covered.size());
        assertThat(stats.errors())
                .isEqualTo(covered.stream()
                        .filter(request -> request.outcome().countsAgainstVersion())
                        .count());
        Map<Integer, Long> statuses = new TreeMap<>();
        covered.forEach(request -> statuses.merge(request.status(), 1L, Long::sum));
        assertThat(stats.statusCounts()).isEqualTo(statuses);
        long[] micros =
                covered.stream().mapToLong(Request::latencyMicros).sorted().toArray();
        if (micros.length > 0) {
            assertThat(stats.maxMillis()).isEqualTo(micros[micros.length - 1] / 1_000.0);
            double median = micros[(micros.length + 1) / 2 - 1] / 1_000.0;
            assertThat(stats.percentileMillis(0.5)).isCloseTo(median, within(median / 100));
        }
    }

    private static List<Timed> addRandom(VersionWindows windows, long now, int count, Random random, Track... tracks) {
        VersionRecorder recorder = new VersionRecorder();
        List<Timed> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Request request = tracks.length == 0
                    ? Request.random(random)
                    : Request.answered(tracks[0], 200, Outcome.OK, Request.randomMicros(random));
            recorder.record(request);
            added.add(new Timed(now, request));
        }
        windows.add(now, recorder.drain());
        return added;
    }

    private static Interval interval(Request... requests) {
        VersionRecorder recorder = new VersionRecorder();
        for (Request request : requests) {
            recorder.record(request);
        }
        return recorder.drain();
    }

    private static void save(VersionWindows windows, Map<Long, byte[]> store) {
        for (Slot slot : windows.takeDirtySlots()) {
            if (slot.isDeletion()) {
                assertThat(store.remove(slot.startMillis())).isNotNull();
            } else {
                store.put(slot.startMillis(), slot.encoded());
            }
        }
    }

    private static VersionWindows restored(Map<Long, byte[]> store) {
        VersionWindows windows = new VersionWindows();
        store.forEach((start, encoded) -> windows.restore(new Slot(start, encoded)));
        return windows;
    }
}
