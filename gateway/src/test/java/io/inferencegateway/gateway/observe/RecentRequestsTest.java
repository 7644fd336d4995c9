package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.observe.Sample.KeptBecause;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final int CAPACITY = 20;
    private static final ModelVersion VERSION = new ModelVersion("fraud", 1);
    private static final SampleFilter EVERYTHING = SampleFilter.newest(1_000);

    private final RecentRequests recent =
            new RecentRequests(VERSION, new SampleSettings(CAPACITY, Duration.ofSeconds(1)));

    @Test
    void a_flood_of_good_requests_washes_out_neither_errors_nor_slow_ones() {
        offer(1, 502, Outcome.UPSTREAM_ERROR, 10);
        offer(2, 404, Outcome.CLIENT_ERROR, 10);
        offer(3, 200, Outcome.OK, 1_000_000);
        for (int i = 0; i < 10_000; i++) {
            offer(1_000 + i * 100, 200, Outcome.OK, 10);
        }
        assertThat(kept(KeptBecause.ERROR)).extracting(Sample::status).containsExactlyInAnyOrder(502, 404);
        assertThat(kept(KeptBecause.SLOW)).extracting(Sample::startedAtMillis).containsExactly(3L);
        assertThat(kept(KeptBecause.RECENT)).hasSize(CAPACITY);
    }

    @Test
    void a_flood_of_callers_mistakes_does_not_wash_out_what_the_version_did_wrong() {
        offer(1, 500, Outcome.UPSTREAM_ERROR, 10);
        for (int i = 0; i < 1_000; i++) {
            offer(2 + i, 404, Outcome.CLIENT_ERROR, 10);
        }
        assertThat(kept(KeptBecause.ERROR))
                .hasSize(CAPACITY + 1)
                .extracting(Sample::status)
                .contains(500);
    }

    @Test
    void at_a_low_rate_the_newest_are_kept() {
        for (int i = 0; i < 3 * CAPACITY; i++) {
            offer(i * 1_000L, 200, Outcome.OK, 10);
        }
        assertThat(kept(KeptBecause.RECENT))
                .extracting(Sample::startedAtMillis)
                .hasSize(CAPACITY)
                .allMatch(started -> started >= 2 * CAPACITY * 1_000L);
    }

    @Test
    void under_load_no_more_good_requests_are_taken_in_a_second_than_fit() {
        for (int i = 0; i < 5_000; i++) {
            offer(500, 200, Outcome.OK, 10);
        }
        offer(1_500, 200, Outcome.OK, 10);
        assertThat(kept(KeptBecause.RECENT))
                .hasSize(CAPACITY)
                .extracting(Sample::startedAtMillis)
                .containsOnlyOnce(1_500L);
    }

    @Test
    void filters_choose_by_every_field() {
        offer(1, 502, Outcome.UPSTREAM_ERROR, 5_000);
        offer(2, 404, Outcome.CLIENT_ERROR, 10);
        offer(3, 200, Outcome.OK, 2_000_000);
        assertThat(statuses(new SampleFilter(null, null, Outcome.CLIENT_ERROR, null, null, 0, 9)))
                .containsExactly(404);
        assertThat(statuses(new SampleFilter(null, null, null, 502, null, 0, 9)))
                .containsExactly(502);
        assertThat(statuses(new SampleFilter(null, null, null, null, null, 5_000, 9)))
                .containsExactlyInAnyOrder(502, 200);
        assertThat(statuses(new SampleFilter("fraud", 1, null, null, null, 0, 9)))
                .hasSize(3);
        assertThat(statuses(new SampleFilter("fraud", 2, null, null, null, 0, 9)))
                .isEmpty();
        assertThat(statuses(new SampleFilter(null, null, null, null, "r", 0, 9)))
                .hasSize(3);
        assertThat(statuses(new SampleFilter(null, null, null, null, "no-such-request", 0, 9)))
                .isEmpty();
        assertThat(statuses(new SampleFilter("churn", null, null, null, null, 0, 9)))
                .isEmpty();
    }

    @Test
    void a_path_of_any_length_takes_bounded_space() {
        FakeExchange exchange = new FakeExchange(
                1, "r", Track.STABLE, RequestMethod.GET, "/x".repeat(5_000), 200, Outcome.OK, 1, 1, 1, 1, 1, 1, null);
        recent.offer(exchange);
        assertThat(recent.matching(EVERYTHING).get(0).path()).hasSize(Sample.LONGEST_PATH);
    }

    @Test
    void a_capacity_of_none_keeps_none() {
        RecentRequests none = new RecentRequests(VERSION, new SampleSettings(0, Duration.ofSeconds(1)));
        none.offer(FakeExchange.answered(Track.STABLE, 500, Outcome.UPSTREAM_ERROR, 1));
        assertThat(none.matching(EVERYTHING)).isEmpty();
    }

    private void offer(long startedAtMillis, int status, Outcome outcome, long latencyMicros) {
        recent.offer(FakeExchange.at(startedAtMillis, "r", Track.STABLE, status, outcome, latencyMicros));
    }

    private List<Sample> kept(KeptBecause because) {
        return recent.matching(EVERYTHING).stream()
                .filter(sample -> sample.keptBecause() == because)
                .toList();
    }

    private List<Integer> statuses(SampleFilter filter) {
        return recent.matching(filter).stream().map(Sample::status).toList();
    }
}
