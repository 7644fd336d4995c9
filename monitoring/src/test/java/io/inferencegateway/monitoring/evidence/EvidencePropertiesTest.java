package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.monitoring.stats.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the evidence whatever happens, over seeded histories. */
class EvidencePropertiesTest {
    private static final EvidencePolicy POLICY = EvidencePolicy.defaults();
    private static final int ALL = 10_000;
    private static final long FAST = 5_000;
    private static final long SLOW = 1_200_000;
    private static final long ANYONE = 17;

    /** Every loop hands its outcomes over by compare-and-set: nothing may be lost, nothing counted twice. */
    @Test
    void concurrent_writers_lose_nothing() throws Exception {
        int writers = 4;
        int each = 5_000;
        AtomicReference<Evidence> shared = new AtomicReference<>(Evidence.fresh(POLICY, 1_000));
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            long caller = writer;
            Thread thread = new Thread(() -> {
                SplittableRandom random = new SplittableRandom(caller);
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < each; i++) {
                    long admission =
                            shared.updateAndGet(known -> known.admitted(0)).lastAdmission();
                    Outcome outcome = i % 50 == 0 ? Outcome.UPSTREAM_ERROR : Outcome.OK;
                    long latency = random.nextInt(1_000) == 0 ? SLOW : FAST;
                    shared.updateAndGet(known -> known.completed(admission, caller, outcome, latency, false, 0));
                }
            });
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        Evidence all = shared.get();
        EvidenceRecord kept = all.toRecord();
        assertThat(kept.admissions()).isEqualTo((long) writers * each);
        assertThat(kept.answered()).isEqualTo((long) writers * each);
        assertThat(kept.answeredBad()).isEqualTo((long) writers * each / 50);
        assertThat(kept.answeredSlow()).isEqualTo(slowOf(writers, each));
        assertThat(kept.errors().critical().n()).isEqualTo((long) writers * each);
        assertThat(kept.errors().critical().bad()).isEqualTo((long) writers * each / 50);
        assertThat(all.hasRoom()).as("nothing is left in flight").isTrue();
    }

    private static long slowOf(int writers, int each) {
        return LongStream.range(0, writers)
                .map(writer -> new SplittableRandom(writer)
                        .ints(each, 0, 1_000)
                        .filter(drawn -> drawn == 0)
                        .count())
                .sum();
    }

    @ParameterizedTest(name = "{0} % of both fail at a weight of {1}, seed {2}")
    @CsvSource({
        "5,100,1",
        "20,100,2",
        "60,100,3",
        "100,100,4",
        "5,1000,5",
        "20,1000,6",
        "60,1000,7",
        "100,1000,8",
        "20,3000,9",
        "100,3000,10",
        "20,5000,11",
        "60,5000,12",
        "100,5000,13",
        "20,9000,14",
        "100,9000,15"
    })
    void equal_data_never_indicts(int percent, int weight, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, weight);
        for (int i = 0; i < 20_000; i++) {
            boolean bad = random.nextInt(100) < percent;
            if (random.nextInt(ALL) < weight) {
                evidence = one(evidence, bad, i);
            } else if (bad) {
                evidence = evidence.stableBad(Outcome.UPSTREAM_ERROR, i);
            }
            assertThat(evidence.verdict()).as("request %s", i).isNotEqualTo(Verdict.CRITICAL);
        }
    }

    /** The same history with some good answers turned bad, in whatever order the answers come. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void more_failures_never_improve_a_verdict_however_answers_overtake_each_other(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double rate = 0.02 + 0.2 * random.nextDouble();
        double more = 0.1 * random.nextDouble();
        Evidence better = Evidence.fresh(POLICY, ALL);
        Evidence worse = better;
        List<Long> inFlight = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(3) > 0) {
                better = better.admitted(i);
                worse = worse.admitted(i);
                inFlight.add(better.lastAdmission());
            } else if (!inFlight.isEmpty()) {
                long admission = inFlight.remove(random.nextInt(inFlight.size()));
                boolean bad = random.nextDouble() < rate;
                better = ended(better, admission, bad, i);
                worse = ended(worse, admission, bad || random.nextDouble() < more, i);
            }
            assertThat(worse.readings().get(0).eValue())
                    .isGreaterThanOrEqualTo(better.readings().get(0).eValue() * (1 - 1e-12));
            assertThat(worse.verdict()).isGreaterThanOrEqualTo(better.verdict());
            assertThat(worse.certification().passes() && !better.certification().passes())
                    .isFalse();
        }
    }

    /** The account in {@link EvidencePolicy}: two tests can end a rollout, and their levels add up to α. */
    @ParameterizedTest(name = "alpha {0}")
    @ValueSource(doubles = {0.001, 0.01, 0.2})
    void the_tests_that_can_end_a_rollout_spend_alpha_between_them_and_a_retry_has_it_anew(double alpha) {
        EvidencePolicy policy = withAlpha(alpha);
        Evidence spent = Evidence.fresh(policy, ALL);
        for (int i = 0; i < 50; i++) {
            spent = one(spent, true, i);
        }
        assertThat(spent.verdict()).isEqualTo(Verdict.CRITICAL);
        Evidence retry = Evidence.fresh(policy, ALL);
        double levels = 0;
        for (Reading reading : retry.readings().subList(0, 2)) {
            assertThat(reading.eValue()).isEqualTo(1);
            levels += 1 / reading.threshold();
        }
        assertThat(levels).isCloseTo(alpha, within(1e-12));
        assertThat(retry.verdict()).isEqualTo(Verdict.OK);
    }

    /** At a level where a wrong account would show: errors and slowness both at the edge of what is tolerated. */
    @Test
    void a_rollout_at_both_limits_is_ended_no_more_often_than_alpha_seed_3() {
        EvidencePolicy policy = withAlpha(0.2);
        int runs = 600;
        int ended = 0;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(3_000 + run);
            Evidence evidence = Evidence.fresh(policy, ALL);
            for (int i = 1; i <= 1_000 && evidence.verdict() != Verdict.CRITICAL; i++) {
                evidence = evidence.admitted(i);
                Outcome outcome = random.nextDouble() < 0.075 ? Outcome.UPSTREAM_ERROR : Outcome.OK;
                long latency = random.nextDouble() < 0.01 ? SLOW : FAST;
                evidence = evidence.completed(i, random.nextLong(), outcome, latency, false, i);
            }
            ended += evidence.verdict() == Verdict.CRITICAL ? 1 : 0;
        }
        assertThat(ended / (double) runs).isBetween(0.01, 0.2 + 2 * Math.sqrt(0.2 * 0.8 / runs));
    }

    private static EvidencePolicy withAlpha(double alpha) {
        return new EvidencePolicy(0.05, 0.10, 500_000, 1_000_000, alpha, 0.05, 0, 0);
    }

    private static Evidence one(Evidence before, boolean bad, long now) {
        Evidence admitted = before.admitted(now);
        return ended(admitted, admitted.lastAdmission(), bad, now);
    }

    private static Evidence ended(Evidence before, long admission, boolean bad, long now) {
        return before.completed(admission, ANYONE, bad ? Outcome.UPSTREAM_ERROR : Outcome.OK, FAST, false, now);
    }
}
