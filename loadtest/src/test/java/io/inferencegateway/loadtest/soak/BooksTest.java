package io.inferencegateway.loadtest.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.stats.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the soak concludes from: a soak that could not fail would show nothing. */
class BooksTest {
    private static final Ending OK = Ending.of("plain", "1", 200, Outcome.OK);
    private static final Ending BROKEN = Ending.of("plain", "1", 200, Outcome.UPSTREAM_RESET);

    @Test
    void one_request_that_only_one_side_knows_is_a_difference() {
        assertThat(Books.differences(Map.of(OK, 5L), Map.of(OK, 5L))).isEmpty();
        assertThat(Books.differences(Map.of(OK, 5L), Map.of(OK, 6L))).hasSize(1);
        assertThat(Books.differences(Map.of(OK, 5L, BROKEN, 1L), Map.of(OK, 5L)))
                .containsExactly("plain/v/1 200 upstream_reset: callers saw 1, booked are 0");
        assertThat(Books.differences(Map.of(OK, 5L), Map.of(OK, 5L, BROKEN, 1L)))
                .hasSize(1);
    }

    @Test
    void tracks_are_added_up_and_what_never_happened_is_left_out() {
        Books books = new Books(
                """
                # TYPE inference_gateway_requests_total counter
                inference_gateway_requests_total{model="plain",version="1",track="stable",code="200",outcome="ok"} 3
                inference_gateway_requests_total{model="plain",version="1",track="pinned",code="200",outcome="ok"} 4
                inference_gateway_requests_total{model="plain",version="1",track="stable",code="499",outcome="client_abort"} 0
                inference_gateway_requests_total{model="",version="",track="",code="400",outcome="client_error"} 2
                inference_gateway_in_flight{model="plain",version="1"} 1
                inference_gateway_in_flight{model="other",version="1"} 2
                """);
        assertThat(books.endings()).isEqualTo(Map.of(OK, 7L, Ending.unroutable(400), 2L));
        assertThat(books.sum("in_flight")).isEqualTo(3);
    }

    @Test
    void a_heap_that_grows_has_a_slope() {
        assertThat(Reading.heapBytesPerMinute(List.of(at(0, 100), at(30, 130), at(60, 160))))
                .isCloseTo(60, within(1e-6));
        assertThat(Reading.heapBytesPerMinute(List.of(at(0, 100), at(30, 100)))).isZero();
        assertThat(Reading.heapBytesPerMinute(List.of())).isZero();
    }

    private static Reading at(double seconds, long heap) {
        return new Reading(seconds, 0, heap, 0, 0);
    }
}
