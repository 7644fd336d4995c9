package io.inferencegateway.monitoring.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    private static final EvidencePolicy POLICY = EvidencePolicy.defaults();
    private static final long FAST = 5_000;
    private static final long SLOW = 1_200_000;
    private static final long ANYONE = 17;

    private long now;

    @ParameterizedTest(name = "{0} basis points after {1} good ones: at most {2} bad")
    @CsvSource({
        "100,0,15",
        "500,0,15",
        "1000,0,15",
        "3000,0,20",
        "5000,0,25",
        "500,3000,15",
        "1000,3000,15",
        "3000,3000,20",
        "5000,3000,25"
    })
    void rolls_back_when_the_canary_fails_every_request(int weight, int good, int most) {
        Evidence evidence = Evidence.fresh(POLICY, weight);
        for (int i = 0; i < good; i++) {
            evidence = answered(evidence, Outcome.OK, FAST);
        }
        int bad = 0;
        while (evidence.verdict() != Verdict.CRITICAL) {
            evidence = answered(evidence, Outcome.UPSTREAM_ERROR, FAST);
            bad++;
        }
        assertThat(bad).isBetween(10, most);
        assertThat(evidence.deciding()).map(Reading::test).contains(Reading.ERROR_RATE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void ten_thousand_requests_at_4_percent_errors_do_not_roll_back(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 10_000; i++) {
            evidence = answered(evidence, random.nextInt(100) < 4 ? Outcome.UPSTREAM_ERROR : Outcome.OK, FAST);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
    }

    /** Failures end in a millisecond and successes in a second: among the ended ones 3 % look like far more. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fast_failures_ahead_of_slow_successes_do_not_roll_back_a_healthy_canary(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        Deque<Long> pending = new ArrayDeque<>();
        for (int i = 0; i < 3_000; i++) {
            evidence = evidence.admitted(now);
            long admission = evidence.lastAdmission();
            if (random.nextInt(100) < 3) {
                evidence = evidence.completed(admission, ANYONE, Outcome.UPSTREAM_ERROR, 1_000, false, now);
            } else {
                pending.add(admission);
            }
            if (pending.size() > 60) {
                evidence = evidence.completed(pending.remove(), ANYONE, Outcome.OK, 400_000, false, now);
            }
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void an_outage_of_both_versions_is_a_shared_fault_and_no_rollback(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 2_000);
        for (int i = 0; i < 2_000; i++) {
            evidence = random.nextInt(10) < 2
                    ? answered(evidence, Outcome.TIMEOUT_CONNECT, FAST)
                    : evidence.stableBad(Outcome.TIMEOUT_CONNECT, now);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.sharedFault()).isTrue();
    }

    /** 4 % is within the limits, so all the difference it makes over hours must not decide whose fault the outage is. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void a_tolerated_difference_does_not_make_the_next_shared_outage_the_canarys(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 5_000);
        for (int i = 0; i < 10_000; i++) {
            if (random.nextBoolean()) {
                evidence = answered(evidence, random.nextInt(100) < 4 ? Outcome.UPSTREAM_ERROR : Outcome.OK, FAST);
            }
        }
        for (int i = 0; i < 400; i++) {
            evidence = random.nextBoolean()
                    ? answered(evidence, Outcome.UPSTREAM_ERROR, SLOW)
                    : evidence.stableBad(Outcome.UPSTREAM_ERROR, now).stableSlow(now);
            assertThat(evidence.verdict()).as("after %s of the outage", i).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.sharedFault()).isTrue();
    }

    @Test
    void the_evidence_of_a_long_outage_can_be_kept_and_fades_once_it_is_over() {
        Evidence evidence = Evidence.fresh(POLICY, 5_000);
        Deque<Long> pending = new ArrayDeque<>();
        for (int i = 0; i < 5_000; i++) {
            evidence = evidence.admitted(now);
            pending.add(evidence.lastAdmission());
            if (pending.size() > 50) {
                evidence = evidence.completed(pending.remove(), ANYONE, Outcome.TIMEOUT_FIRST_BYTE, SLOW, false, now)
                        .stableBad(Outcome.UPSTREAM_ERROR, now)
                        .stableSlow(now);
            }
        }
        assertThat(Evidence.restore(POLICY, evidence.toRecord()).readings()).hasSameSizeAs(evidence.readings());

        int good = 0;
        while (evidence.readings().stream().limit(2).anyMatch(reading -> reading.eValue() >= reading.threshold())) {
            evidence = answered(evidence, Outcome.OK, FAST);
            good++;
        }
        assertThat(good).isBetween(100, 5_000);
    }

    @Test
    void with_all_the_traffic_there_is_no_stable_to_excuse_the_canary() {
        Evidence evidence = Evidence.fresh(POLICY, 10_000);
        for (int i = 0; i < 10; i++) {
            evidence = answered(evidence.stableBad(Outcome.UPSTREAM_ERROR, now), Outcome.UPSTREAM_ERROR, FAST);
        }
        assertThat(evidence.verdict()).isEqualTo(Verdict.CRITICAL);
        assertThat(evidence.sharedFault()).isFalse();
    }

    @Test
    void requests_that_pass_the_critical_latency_roll_back_before_they_end() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        int slow = 0;
        while (evidence.verdict() != Verdict.CRITICAL) {
            now += 100;
            evidence = evidence.admitted(now);
            evidence = evidence.slow(evidence.lastAdmission(), ANYONE, now);
            slow++;
        }
        assertThat(slow).isEqualTo(20);
        Reading deciding = evidence.deciding().orElseThrow();
        assertThat(deciding.test()).isEqualTo(Reading.LATENCY_P99);
        assertThat(deciding.words(new ModelVersion("fraud", 7), OptionalDouble.empty()))
                .startsWith("canary 7 of fraud: 20 of 20 slow, E = ");
    }

    @Test
    void a_canary_earns_its_concurrency_with_every_request_it_serves() {
        Evidence evidence = Evidence.fresh(POLICY, 5_000);
        for (int i = 0; i < 5; i++) {
            assertThat(evidence.hasRoom()).isTrue();
            evidence = evidence.admitted(now);
        }
        assertThat(evidence.hasRoom()).isFalse();

        evidence = evidence.completed(1, ANYONE, Outcome.OK, FAST, false, now)
                .completed(2, ANYONE, Outcome.CLIENT_ERROR, FAST, false, now);
        assertThat(mostInFlight(evidence)).as("3 in flight, 7 allowed").isEqualTo(4);
        assertThat(mostInFlight(evidence.withWeight(10_000)))
                .as("nobody else would serve them")
                .isEqualTo(1_000);
    }

    @Test
    void a_canary_whose_newest_answers_are_all_bad_is_back_at_a_few_requests_in_flight() {
        Evidence evidence = Evidence.fresh(POLICY, 5_000);
        for (int i = 0; i < 100; i++) {
            evidence = answered(evidence, Outcome.OK, FAST);
        }
        assertThat(mostInFlight(evidence)).isEqualTo(105);
        Evidence doubtful = answered(answered(evidence, Outcome.UPSTREAM_ERROR, FAST), Outcome.UPSTREAM_RESET, FAST);
        assertThat(mostInFlight(doubtful)).isEqualTo(105);
        doubtful = answered(doubtful, Outcome.TIMEOUT_IDLE, FAST);
        assertThat(mostInFlight(doubtful)).isEqualTo(5);
        assertThat(mostInFlight(answered(doubtful, Outcome.OK, FAST))).isEqualTo(106);
    }

    private int mostInFlight(Evidence evidence) {
        Evidence filled = evidence;
        int more = 0;
        while (filled.hasRoom() && more < 1_000) {
            filled = filled.admitted(now);
            more++;
        }
        return more;
    }

    /** Whether they are slow or time out: a server that stands still for a second makes hundreds of requests late at once. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"OK", "TIMEOUT_FIRST_BYTE"})
    void a_single_spell_of_the_canarys_beside_a_busy_stable_is_no_rollback(Outcome outcome) {
        Evidence evidence = Evidence.fresh(POLICY, 5_000);
        for (int i = 0; i < 3_000; i++) {
            evidence = answered(evidence, Outcome.OK, FAST);
        }
        for (int i = 0; i < 300; i++) {
            evidence = evidence.admitted(now);
            evidence = evidence.completed(evidence.lastAdmission(), ANYONE, outcome, SLOW, false, now + 3 * i);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.sharedFault()).as("stable is fine").isFalse();
    }

    @Test
    void a_slow_request_counts_once_when_its_timer_fired_before_its_end() {
        Evidence admitted = Evidence.fresh(POLICY, 1_000).admitted(now);
        Evidence timerFirst = admitted.slow(1, ANYONE, now).completed(1, ANYONE, Outcome.OK, 1_200_000, true, now);
        Evidence endOnly = admitted.completed(1, ANYONE, Outcome.OK, 1_200_000, false, now);
        assertThat(timerFirst.toRecord()).isEqualTo(endOnly.toRecord());
        assertThat(timerFirst.readings().get(1).bad()).isEqualTo(1);
    }

    @Test
    void a_latency_at_a_limit_is_past_it() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        assertThat(answered(evidence, Outcome.OK, 999_999).readings().get(1).bad())
                .isZero();
        assertThat(answered(evidence, Outcome.OK, 1_000_000).readings().get(1).bad())
                .isOne();
        assertThat(answered(evidence, Outcome.OK, 499_999).toRecord().answeredSlow())
                .isZero();
        assertThat(answered(evidence, Outcome.OK, 500_000).toRecord().answeredSlow())
                .isOne();
        assertThat(answered(evidence, Outcome.OK, 500_000)
                        .toRecord()
                        .slowness()
                        .warning()
                        .bad())
                .isOne();
        assertThat(Evidence.fresh(POLICY, 10_000).canaryBasisPoints()).isEqualTo(10_000);
    }

    @Test
    void latencies_between_the_limits_hold_the_step_and_do_not_roll_back() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 1_000; i++) {
            evidence = answered(evidence, Outcome.OK, 700_000);
        }
        assertThat(evidence.verdict()).isEqualTo(Verdict.WARNING);
        assertThat(evidence.certification().passes()).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void a_steady_6_percent_is_never_certified_and_never_rolled_back(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 5_000; i++) {
            evidence = answered(evidence, random.nextInt(100) < 6 ? Outcome.UPSTREAM_ERROR : Outcome.OK, FAST);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.certification().errorsCertified()).isFalse();
    }

    @Test
    void a_healthy_canary_is_certified() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        assertThat(evidence.certification().passes()).isFalse();
        for (int i = 0; i < 400; i++) {
            evidence = answered(evidence, Outcome.OK, FAST);
        }
        assertThat(evidence.certification().passes()).isTrue();
        assertThat(evidence.withWeight(5_000).certification().answeredAtWeight())
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"CLIENT_ABORT", "CLIENT_ERROR", "SHED", "RATE_LIMITED", "UNAUTHORIZED"})
    void what_the_caller_did_neither_indicts_nor_certifies(Outcome outcome) {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 1_000; i++) {
            evidence = answered(evidence, outcome, FAST);
        }
        assertThat(evidence.verdict()).isEqualTo(Verdict.OK);
        assertThat(evidence.certification().answered()).isZero();
        assertThat(evidence.certification().passes()).isFalse();
    }

    @Test
    void nothing_is_concluded_from_the_warm_up() {
        EvidencePolicy warming = POLICY.withWarmUp(50, 0);
        Evidence evidence = Evidence.fresh(warming, 1_000);
        for (int i = 0; i < 50; i++) {
            evidence = answered(evidence, Outcome.UPSTREAM_ERROR, FAST);
            assertThat(evidence.lastAdmission()).isEqualTo(Evidence.NOT_WEIGHED);
        }
        assertThat(evidence.readings())
                .allSatisfy(reading -> assertThat(reading.n()).isZero());
        assertThat(answered(evidence, Outcome.UPSTREAM_ERROR, FAST)
                        .readings()
                        .get(0)
                        .bad())
                .isEqualTo(1);
    }

    @Test
    void nothing_is_concluded_within_the_time_of_the_warm_up() {
        Evidence evidence = Evidence.fresh(POLICY.withWarmUp(5, 3_000), 1_000);
        int unweighed = 0;
        while (evidence.lastAdmission() == Evidence.NOT_WEIGHED) {
            evidence = answered(evidence, Outcome.UPSTREAM_ERROR, FAST);
            unweighed++;
        }
        assertThat(unweighed)
                .as("3 s at 20 a second, and the first that is weighed")
                .isEqualTo(61);
        Evidence resumed = Evidence.restore(evidence.policy(), evidence.toRecord());
        assertThat(resumed.admitted(now).lastAdmission())
                .as("it is over for good")
                .isEqualTo(2);
    }

    @Test
    void a_burst_of_one_caller_among_many_is_no_rollback_and_no_certificate() {
        SplittableRandom random = new SplittableRandom(9);
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 1_000; i++) {
            evidence = answeredTo(evidence, random.nextLong(), Outcome.OK, FAST);
        }
        for (int i = 0; i < 60; i++) {
            evidence = answeredTo(evidence, ANYONE, Outcome.UPSTREAM_ERROR, FAST);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.readings().get(0).bad()).isLessThanOrEqualTo(3);
        assertThat(evidence.certification().errorsCertified())
                .as("an excused fault is a fault all the same where it is about promoting")
                .isFalse();
    }

    @Test
    void a_slow_spell_that_both_versions_share_ends_nothing() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        Random random = new Random(17);
        for (int i = 0; i < 4_000; i++) {
            evidence = random.nextInt(10) == 0 ? answered(evidence, Outcome.OK, SLOW) : evidence.stableSlow(now);
            assertThat(evidence.verdict()).isNotEqualTo(Verdict.CRITICAL);
        }
        assertThat(evidence.sharedFault()).isTrue();
    }

    @ParameterizedTest(name = "{0} basis points: within {1} ms")
    @CsvSource({"100,1600", "1000,2100", "2500,3200", "5000,6000", "10000,1000"})
    void a_canary_that_alone_is_slow_is_critical_within_seconds_at_any_weight(int weight, long millis) {
        Evidence evidence = Evidence.fresh(POLICY, weight);
        while (evidence.verdict() != Verdict.CRITICAL) {
            evidence = answered(evidence, Outcome.OK, SLOW);
            assertThat(now).isLessThanOrEqualTo(millis);
        }
        assertThat(evidence.deciding().orElseThrow().test()).isEqualTo(Reading.LATENCY_P99);
    }

    @Test
    void a_restart_resumes_with_the_evidence_of_before() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000).stableBad(Outcome.UPSTREAM_ERROR, now);
        for (int i = 0; i < 8; i++) {
            evidence = answered(evidence, Outcome.UPSTREAM_RESET, FAST);
        }
        Evidence resumed = Evidence.restore(POLICY, evidence.toRecord());
        assertThat(resumed.toRecord()).isEqualTo(evidence.toRecord());
        assertThat(resumed.readings()).isEqualTo(evidence.readings());
        assertThat(resumed.verdict()).isEqualTo(Verdict.OK);
        Evidence more = resumed;
        for (int i = 0; i < 6; i++) {
            more = answered(more, Outcome.UPSTREAM_RESET, FAST);
        }
        assertThat(more.verdict()).isEqualTo(Verdict.CRITICAL);
    }

    @Test
    void an_admission_of_another_life_changes_nothing() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000).admitted(now);
        assertThat(evidence.completed(17, ANYONE, Outcome.UPSTREAM_ERROR, FAST, false, now))
                .isSameAs(evidence);
        assertThat(evidence.slow(17, ANYONE, now)).isSameAs(evidence);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void more_failures_never_improve_a_verdict(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 200; i++) {
            evidence = evidence.admitted(now);
            long admission = evidence.lastAdmission();
            Evidence good = evidence.completed(admission, ANYONE, Outcome.OK, FAST, false, now);
            Evidence bad = evidence.completed(admission, ANYONE, Outcome.UPSTREAM_ERROR, FAST, false, now);
            assertThat(bad.verdict()).isGreaterThanOrEqualTo(good.verdict());
            evidence = random.nextInt(4) == 0 ? bad : good;
        }
    }

    @Test
    void says_why_in_words() {
        Evidence evidence = Evidence.fresh(POLICY, 1_000);
        for (int i = 0; i < 12; i++) {
            evidence = answered(evidence, Outcome.UPSTREAM_ERROR, FAST);
        }
        evidence = answered(evidence, Outcome.OK, FAST);
        Reading deciding = evidence.deciding().orElseThrow();
        assertThat(deciding.words(new ModelVersion("fraud", 7), OptionalDouble.of(0.003)))
                .matches("canary 7 of fraud: 12 of 13 bad, E = \\S+ ≥ 2,000; stable 0\\.3 %");
    }

    @Test
    void refuses_a_policy_whose_limits_do_not_rise() {
        assertThatThrownBy(() -> new EvidencePolicy(0.1, 0.1, 1, 2, 0.001, 0.05, 0, 0))
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> new EvidencePolicy(0.05, 0.1, 3, 2, 0.001, 0.05, 0, 0))
                .hasMessageContaining("rise");
        assertThatThrownBy(() -> Evidence.fresh(POLICY, 10_001)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The next request of the canary, 50 ms after the one before. */
    private Evidence answered(Evidence before, Outcome outcome, long latencyMicros) {
        return answeredTo(before, ANYONE, outcome, latencyMicros);
    }

    private Evidence answeredTo(Evidence before, long caller, Outcome outcome, long latencyMicros) {
        now += 50;
        Evidence admitted = before.admitted(now);
        long admission = admitted.lastAdmission();
        return admitted.completed(admission, caller, outcome, latencyMicros, false, now);
    }
}
