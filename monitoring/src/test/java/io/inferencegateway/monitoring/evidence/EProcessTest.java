package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EProcessTest {
    private static final SequentialTest TEST = EvidencePolicy.defaults().errorRateCriticalTest();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void equals_its_definition_when_every_request_ends_before_the_next(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double badShare = random.nextDouble();
        List<Boolean> outcomes = new ArrayList<>();
        EProcess process = EProcess.of(TEST);
        for (int i = 0; i < 300; i++) {
            outcomes.add(random.nextDouble() < badShare);
            process = one(process, outcomes.get(i));
            double expected = byDefinition(outcomes);
            if (expected > 1e8) {
                break; // near the clip, which the definition does not know
            }
            assertThat(process.eValue()).isCloseTo(expected, within(1e-9 * expected));
        }
    }

    /** The argument for α: at every moment no more than the finished sequence shows at the same admission. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void never_shows_more_than_the_finished_sequence_whatever_the_order_of_answers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double badShare = 0.02 + 0.5 * random.nextDouble();
        int mostInFlight = 1 + random.nextInt(60);
        boolean[] bad = new boolean[400];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = random.nextDouble() < badShare;
        }
        double[] finished = new double[bad.length + 1];
        List<Boolean> soFar = new ArrayList<>();
        for (int i = 0; i < bad.length; i++) {
            soFar.add(bad[i]);
            finished[i + 1] = byDefinition(soFar);
        }
        EProcess process = EProcess.of(TEST);
        List<Integer> inFlight = new ArrayList<>();
        while (process.n() < bad.length) {
            if (inFlight.size() < mostInFlight && random.nextBoolean()) {
                process = process.admitted(inFlight.size());
                inFlight.add((int) process.n());
            } else if (!inFlight.isEmpty()) {
                int admission = inFlight.remove(random.nextInt(inFlight.size()));
                process = bad[admission - 1] ? process.turnedBad(admission) : process;
            }
            double most = finished[(int) process.n()];
            assertThat(process.eValue()).isLessThanOrEqualTo(Math.max(1, most) * (1 + 1e-9));
        }
    }

    /** Ville's bound, without the guard and at a level where a wrong form would show. */
    @Test
    void rejects_a_version_at_the_null_rate_no_more_often_than_alpha_seed_7() {
        SequentialTest unguarded = new SequentialTest(0.075, EvidencePolicy.errorRateBets(0.075), 0.05, 0, 0);
        SplittableRandom random = new SplittableRandom(7);
        int runs = 1_000;
        int rejected = 0;
        for (int run = 0; run < runs; run++) {
            EProcess process = EProcess.of(unguarded);
            for (int i = 0; i < 1_000 && !unguarded.critical(process); i++) {
                process = one(process, random.nextDouble() < 0.075);
            }
            rejected += unguarded.critical(process) ? 1 : 0;
        }
        double twoStandardErrors = 2 * Math.sqrt(0.05 * 0.95 / runs);
        assertThat(rejected / (double) runs).isBetween(0.001, 0.05 + twoStandardErrors);
    }

    @Test
    void sees_a_version_that_breaks_after_a_billion_good_requests() {
        EProcess.Saved kept = EProcess.of(TEST).admitted(0).saved();
        List<Double> steady =
                kept.bets().stream().map(bet -> 1e-18 * Math.max(bet, 0.01)).toList();
        EProcess process = EProcess.restore(TEST, new EProcess.Saved(1_000_000_000L, 0, 0, 0, steady));
        int bad = 0;
        while (!TEST.critical(process)) {
            process = one(process, true);
            bad++;
        }
        assertThat(bad).isBetween(17, 25);
        assertThat(TEST.fromStart(1_000_000_000L, bad)).isLessThan(1e-100);
    }

    @Test
    void forgets_a_million_failures_within_two_thousand_good_requests() {
        EProcess process = EProcess.of(TEST);
        for (int i = 0; i < 1_000_000; i++) {
            process = one(process, true);
        }
        assertThat(process.eValue()).isGreaterThan(1e8);
        for (int i = 0; i < 2_000; i++) {
            process = one(process, false);
        }
        assertThat(process.eValue()).isLessThan(1);
        assertThat(process.bad()).isEqualTo(1_000_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void one_more_failure_never_lowers_the_evidence(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EProcess process = EProcess.of(TEST);
        for (int i = 0; i < 500; i++) {
            process = process.admitted(random.nextInt(40));
            long admission = 1 + random.nextLong(process.n());
            EProcess worse = process.turnedBad(admission);
            assertThat(worse.eValue()).isGreaterThanOrEqualTo(process.eValue());
            assertThat(worse.recentShare()).isGreaterThanOrEqualTo(process.recentShare());
            process = random.nextInt(10) == 0 ? worse : process;
        }
    }

    @Test
    void counts_the_bad_ones_among_the_newest_hundred_only() {
        EProcess process = EProcess.of(TEST);
        for (int i = 0; i < 250; i++) {
            process = one(process, i < 140);
        }
        assertThat(process.recentShare()).isZero();
        assertThat(process.turnedBad(250).recentShare()).isEqualTo(0.01);
        assertThat(process.turnedBad(151).recentShare()).isEqualTo(0.01);
        assertThat(process.turnedBad(150).recentShare()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33})
    void counts_them_by_admission_whenever_they_become_known(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] bad = new boolean[600];
        EProcess process = EProcess.of(TEST);
        while (process.n() < bad.length) {
            process = process.admitted(random.nextInt(20));
            int late = (int) process.n() - 1 - random.nextInt((int) Math.min(process.n(), 140));
            if (random.nextInt(4) == 0 && !bad[late]) {
                bad[late] = true;
                process = process.turnedBad(late + 1);
            }
            int newest = 0;
            for (int i = (int) Math.max(0, process.n() - EProcess.WINDOW); i < process.n(); i++) {
                newest += bad[i] ? 1 : 0;
            }
            assertThat(process.recentShare()).isEqualTo(newest / (double) Math.min(process.n(), EProcess.WINDOW));
        }
    }

    @Test
    void a_lone_bad_request_of_few_is_its_share() {
        EProcess process = one(one(one(one(EProcess.of(TEST), false), true), false), false);
        assertThat(process.recentShare()).isEqualTo(0.25);
    }

    @Test
    void is_the_same_after_being_kept_where_nothing_is_in_flight() {
        EProcess process = EProcess.of(TEST);
        for (int i = 0; i < 130; i++) {
            process = one(process, i % 7 == 0);
        }
        EProcess again = EProcess.restore(TEST, process.saved());
        assertThat(again.saved()).isEqualTo(process.saved());
        assertThat(one(again, true).eValue()).isEqualTo(one(process, true).eValue());
    }

    @Test
    void refuses_what_cannot_have_been_kept() {
        assertThatThrownBy(() -> new EProcess.Saved(1, 2, 0, 0, List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EProcess.Saved(1, 0, 0, 0, List.of(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EProcess.restore(TEST, new EProcess.Saved(1, 0, 0, 0, List.of(0.5))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EProcess.of(TEST).turnedBad(1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static EProcess one(EProcess process, boolean bad) {
        EProcess admitted = process.admitted(0);
        return bad ? admitted.turnedBad(admitted.n()) : admitted;
    }

    /** mean over the bets of the sum over their starts, written as the formula reads. */
    private static double byDefinition(List<Boolean> outcomes) {
        double[] bets = new double[TEST.alternatives().size()];
        for (int i = 1; i <= outcomes.size(); i++) {
            for (int k = 0; k < bets.length; k++) {
                double rate = TEST.alternatives().get(k);
                double factor = outcomes.get(i - 1) ? rate / TEST.nullRate() : (1 - rate) / (1 - TEST.nullRate());
                bets[k] = (bets[k] + 1.0 / (i * (i + 1.0))) * factor;
            }
        }
        return Arrays.stream(bets).sum() / bets.length + 1.0 / (outcomes.size() + 1);
    }
}
