package io.inferencegateway.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.Cell;
import io.inferencegateway.monitoring.stats.Measure;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.inferencegateway.monitoring.stats.Track;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExemplarSlotsTest {
    private static final int LAST = Measure.REQUEST_DURATION.bounds();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final ExemplarSlots slots = new ExemplarSlots();

    @Test
    void the_first_request_of_a_bucket_stands_for_those_until_the_next_drain() {
        slots.offer(ok("first", 1_000, 40_000));
        slots.offer(ok("second", 2_000, 45_000));
        assertThat(idIn(slots.drain())).isEqualTo("request_id=\"first\"");

        assertThat(slots.drain().isEmpty()).isTrue();

        slots.offer(ok("third", 3_000, 45_000));
        assertThat(idIn(slots.drain())).isEqualTo("request_id=\"third\"");
    }

    @Test
    void of_two_drains_the_newer_one_counts_whichever_comes_first() {
        slots.offer(ok("old", 1_000, 40_000));
        Exemplars old = slots.drain();
        slots.offer(ok("new", 2_000, 40_000));
        Exemplars young = slots.drain();

        assertThat(idIn(old.merge(young))).isEqualTo("request_id=\"new\"");
        assertThat(idIn(young.merge(old))).isEqualTo("request_id=\"new\"");
        assertThat(idIn(Exemplars.NONE.merge(old))).isEqualTo("request_id=\"old\"");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void every_exemplar_lies_in_the_bucket_that_it_stands_for(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            slots.offer(FakeExchange.random(random));
        }
        Exemplars drained = slots.drain();
        int found = 0;
        for (int bucket = 0; bucket <= LAST; bucket++) {
            Exemplar exemplar = drained.ofAnswers().within(bucket, bucket);
            if (exemplar != null) {
                found++;
                assertThat(exemplar.latencyMicros())
                        .isGreaterThan(bucket == 0 ? -1 : Measure.REQUEST_DURATION.bound(bucket - 1))
                        .isLessThanOrEqualTo(bucket == LAST ? Long.MAX_VALUE : Measure.REQUEST_DURATION.bound(bucket));
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void a_failure_is_found_by_how_it_failed_though_its_bucket_is_taken() {
        slots.offer(ok("good", 1_000, 40_000));
        slots.offer(FakeExchange.at(2_000, "bad", Track.STABLE, 502, Outcome.UPSTREAM_ERROR, 41_000));
        Exemplars drained = slots.drain();

        Exemplar bad = drained.of(new Cell.Key(Track.STABLE, RequestMethod.POST, 502, Outcome.UPSTREAM_ERROR));
        assertThat(bad).isNotNull();
        assertThat(bad.labels().text()).isEqualTo("request_id=\"bad\"");
        assertThat(bad.endedAtMillis()).isEqualTo(2_041);
        assertThat(drained.of(new Cell.Key(Track.STABLE, RequestMethod.POST, 500, Outcome.UPSTREAM_ERROR)))
                .isNull();
        assertThat(drained.of(new Cell.Key(Track.CANARY, RequestMethod.POST, 502, Outcome.UPSTREAM_ERROR)))
                .isNull();
        assertThat(drained.of(new Cell.Key(Track.STABLE, RequestMethod.POST, 200, Outcome.OK)))
                .isNull();
    }

    @Test
    void copies_and_rescued_tries_stand_for_nothing() {
        slots.offer(FakeExchange.at(1, "copy", Track.SHADOW, 200, Outcome.OK, 40_000));
        slots.offer(FakeExchange.at(1, "try", Track.RESCUED, 503, Outcome.UPSTREAM_ERROR, 40_000));
        assertThat(slots.drain().isEmpty()).isTrue();
    }

    @Test
    void ids_have_room_for_128_characters_with_their_names_and_the_trace_goes_first() {
        assertThat(labels(ok("i".repeat(118), 0, 1))).isEqualTo("request_id=\"" + "i".repeat(118) + "\"");
        assertThat(Exemplar.of(ok("i".repeat(119), 0, 1))).isNull();
        assertThat(labels(ok("i".repeat(78), 0, 1).inTrace(TRACE)))
                .isEqualTo("request_id=\"" + "i".repeat(78) + "\",trace_id=\"" + TRACE + "\"");
        assertThat(labels(ok("i".repeat(79), 0, 1).inTrace(TRACE))).isEqualTo("trace_id=\"" + TRACE + "\"");
    }

    private static FakeExchange ok(String id, long startedAtMillis, long latencyMicros) {
        return FakeExchange.at(startedAtMillis, id, Track.STABLE, 200, Outcome.OK, latencyMicros);
    }

    private static String labels(FakeExchange exchange) {
        return List.of(Exemplar.of(exchange)).get(0).labels().text();
    }

    private static String idIn(Exemplars exemplars) {
        return List.of(exemplars.of(Track.STABLE).within(0, LAST))
                .get(0)
                .labels()
                .text();
    }
}
