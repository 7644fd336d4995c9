package io.inferencegateway.monitoring.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void merging_is_commutative_and_associative_and_has_a_neutral_element(long seed) {
        Random random = new Random(seed);
        Interval a = randomInterval(random);
        Interval b = randomInterval(random);
        Interval c = randomInterval(random);

        assertThat(contents(a.merge(b))).isEqualTo(contents(b.merge(a)));
        assertThat(contents(a.merge(b).merge(c))).isEqualTo(contents(a.merge(b.merge(c))));
        assertThat(contents(a.merge(Interval.EMPTY))).isEqualTo(contents(a));
        assertThat(contents(Interval.EMPTY.merge(a))).isEqualTo(contents(a));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void loops_and_drains_may_share_the_requests_in_any_way_and_nothing_is_lost(long seed) {
        Random random = new Random(seed);
        VersionRecorder alone = new VersionRecorder();
        VersionRecorder[] loops = {new VersionRecorder(), new VersionRecorder(), new VersionRecorder()};
        List<Interval> drained = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Request request = Request.random(random);
            alone.record(request);
            VersionRecorder loop = loops[random.nextInt(loops.length)];
            loop.record(request);
            if (random.nextInt(100) == 0) {
                drained.add(loop.drain());
            }
        }
        for (VersionRecorder loop : loops) {
            drained.add(loop.drain());
        }
        Interval shared = drained.stream().reduce(Interval.EMPTY, Interval::merge);

        assertThat(contents(shared)).isEqualTo(contents(alone.drain()));
        assertThat(shared.cells().stream().mapToLong(Cell::count).sum()).isEqualTo(5_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void every_bucket_and_sum_agrees_with_counting_by_hand(long seed) {
        Random random = new Random(seed);
        VersionRecorder recorder = new VersionRecorder();
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            Request request = Request.random(random);
            requests.add(request);
            recorder.record(request);
        }
        for (Cell cell : recorder.drain().cells()) {
            List<Request> its = requests.stream()
                    .filter(request -> keyOf(request).equals(cell.key()))
                    .toList();
            assertThat(cell.count()).isEqualTo(its.size());
            for (Measure measure : Measure.values()) {
                long[] values = its.stream()
                        .mapToLong(request -> valueOf(measure, request))
                        .filter(value -> value >= 0)
                        .toArray();
                assertThat(cell.measured(measure)).isEqualTo(values.length);
                assertThat(cell.sum(measure)).isEqualTo(Arrays.stream(values).sum());
                long atMost = 0;
                for (int i = 0; i < measure.bounds(); i++) {
                    long bound = measure.bound(i);
                    atMost += cell.bucket(measure, i);
                    assertThat(atMost)
                            .isEqualTo(Arrays.stream(values)
                                    .filter(value -> value <= bound)
                                    .count());
                }
            }
        }
    }

    @Test
    void a_value_equal_to_a_bound_belongs_to_the_bucket_that_ends_there() {
        VersionRecorder recorder = new VersionRecorder();
        recorder.record(Request.ok(5_000));
        recorder.record(Request.ok(5_001));
        Cell cell = recorder.drain().cells().iterator().next();
        assertThat(cell.bucket(Measure.REQUEST_DURATION, 0)).isEqualTo(1);
        assertThat(cell.bucket(Measure.REQUEST_DURATION, 1)).isEqualTo(1);
    }

    @Test
    void a_drain_leaves_nothing_behind() {
        VersionRecorder recorder = new VersionRecorder();
        recorder.record(Request.ok(7_000));
        assertThat(recorder.drain().isEmpty()).isFalse();
        assertThat(recorder.drain().isEmpty()).isTrue();
        recorder.record(Request.ok(3));
        Interval second = recorder.drain();
        assertThat(second.servedMaxMicros()).isEqualTo(3);
        assertThat(second.servedLatency().total()).isEqualTo(1);
    }

    @Test
    void shadow_copies_have_cells_but_no_part_in_what_callers_waited_for() {
        VersionRecorder recorder = new VersionRecorder();
        recorder.record(Request.answered(Track.SHADOW, 200, Outcome.OK, 900_000_000));
        recorder.record(Request.ok(10));
        Interval interval = recorder.drain();
        assertThat(interval.cells()).hasSize(2);
        assertThat(interval.servedLatency().total()).isEqualTo(1);
        assertThat(interval.servedMaxMicros()).isEqualTo(10);
    }

    @Test
    void a_latency_beyond_ten_minutes_and_a_negative_one_are_counted_too() {
        VersionRecorder recorder = new VersionRecorder();
        recorder.record(Request.ok(Long.MAX_VALUE / 4));
        recorder.record(Request.ok(-5));
        Interval interval = recorder.drain();
        assertThat(interval.servedLatency().total()).isEqualTo(2);
        assertThat(interval.servedMaxMicros()).isEqualTo(Long.MAX_VALUE / 4);
    }

    @Test
    void recording_allocates_nothing_once_its_cells_are_known() {
        VersionRecorder recorder = new VersionRecorder();
        Random random = new Random(5);
        Request[] requests = new Request[500];
        Arrays.setAll(requests, i -> Request.random(random));
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        record(recorder, requests);
        recorder.drain();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
            record(recorder, requests);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(10_000);
    }

    private static void record(VersionRecorder recorder, Request[] requests) {
        for (Request request : requests) {
            recorder.record(request);
        }
    }

    private static Interval randomInterval(Random random) {
        VersionRecorder recorder = new VersionRecorder();
        int requests = random.nextInt(400);
        for (int i = 0; i < requests; i++) {
            recorder.record(Request.random(random));
        }
        return recorder.drain();
    }

    private static Cell.Key keyOf(Request request) {
        return new Cell.Key(request.track(), request.method(), request.status(), request.outcome());
    }

    private static long valueOf(Measure measure, Request request) {
        return switch (measure) {
            case REQUEST_DURATION -> request.latencyMicros();
            case UPSTREAM_RESPONSE -> request.upstreamResponseMicros();
            case UPSTREAM_FIRST_BYTE -> request.upstreamFirstByteMicros();
            case UPSTREAM_CONNECT -> request.connectMicros();
            case OVERHEAD ->
                request.upstreamResponseMicros() < 0
                        ? -1
                        : Math.max(
                                0,
                                request.latencyMicros()
                                        - request.upstreamResponseMicros()
                                        - Math.max(0, request.connectMicros()));
            case REQUEST_SIZE -> request.requestBytes();
            case RESPONSE_SIZE -> request.responseBytes();
        };
    }

    /** Everything an interval says, in a form that compares. */
    private static Map<Object, Object> contents(Interval interval) {
        Map<Object, Object> contents = new HashMap<>();
        for (Cell cell : interval.cells()) {
            List<Long> figures = new ArrayList<>();
            figures.add(cell.count());
            for (Measure measure : Measure.values()) {
                for (int i = 0; i <= measure.bounds(); i++) {
                    figures.add(cell.bucket(measure, i));
                }
                figures.add(cell.sum(measure));
            }
            contents.put(cell.key(), figures);
        }
        contents.put("latency", interval.servedLatency());
        contents.put("max", interval.servedMaxMicros());
        return contents;
    }
}
