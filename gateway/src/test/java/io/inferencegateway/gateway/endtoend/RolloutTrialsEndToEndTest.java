package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of {@code docs/simulation.md}, met by the running program: rollout after rollout through one gateway
 * process, over real sockets, judged by the statuses its callers saw. {@code -Drollout.trials=N} makes it N rollouts of
 * each kind; the table is left in {@code target/rollout-trials.md}.
 */
class RolloutTrialsEndToEndTest {
    private static final int TRIALS = Integer.getInteger("rollout.trials", 3);
    /** Of those that last ten thousand answers. */
    private static final int LONG_TRIALS = Math.max(1, TRIALS / 3);

    private static final int PER_SECOND = 200;
    private static final long SEED = 20261124;
    private static final Path REPORT = Path.of("target", "rollout-trials.md");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Callers callers = new Callers();
    private volatile double stableFailureRate;
    private volatile double canaryFailureRate;

    @Test
    void a_canary_that_fails_every_request_costs_12_bad_answers_at_the_median() throws Exception {
        try (Trial trial = new Trial()) {
            int[] bad = new int[TRIALS];
            for (int i = 0; i < TRIALS; i++) {
                canaryFailureRate = 1;
                trial.start("10%");
                bad[i] = trial.badAnswersUntilRolledBack();
            }
            report("fails every request from the start, at 10 %", bad, 12);
            assertThat(median(bad)).as(Arrays.toString(bad)).isLessThanOrEqualTo(12);
        }
    }

    @Test
    void a_canary_that_breaks_after_2000_good_answers_costs_15_at_the_median() throws Exception {
        try (Trial trial = new Trial()) {
            int[] bad = new int[TRIALS];
            for (int i = 0; i < TRIALS; i++) {
                canaryFailureRate = 0;
                trial.start("50%");
                trial.serve(2_000);
                canaryFailureRate = 1;
                bad[i] = trial.badAnswersUntilRolledBack();
            }
            report("fails every request after 2,000 good ones, at 50 %", bad, 15);
            assertThat(median(bad)).as(Arrays.toString(bad)).isLessThanOrEqualTo(15);
        }
    }

    @Test
    void a_steady_4_percent_is_not_rolled_back_in_10000_answers() throws Exception {
        try (Trial trial = new Trial()) {
            canaryFailureRate = 0.04;
            int rolledBack = 0;
            for (int i = 0; i < LONG_TRIALS; i++) {
                trial.start("50%");
                trial.serve(10_000);
                rolledBack += trial.ended() ? 1 : 0;
                trial.abort();
            }
            report("4 % errors, 10,000 answers", rolledBack, LONG_TRIALS);
            assertThat(rolledBack).isZero();
        }
    }

    @Test
    void an_outage_of_both_versions_is_not_the_canarys() throws Exception {
        try (Trial trial = new Trial()) {
            int rolledBack = 0;
            for (int i = 0; i < TRIALS; i++) {
                canaryFailureRate = 0;
                stableFailureRate = 0;
                trial.start("50%");
                trial.serve(500);
                canaryFailureRate = 0.5;
                stableFailureRate = 0.5;
                trial.serve(2_500);
                rolledBack += trial.ended() ? 1 : 0;
                trial.abort();
            }
            report("half of everything fails, stable's too, 2,000 answers", rolledBack, TRIALS);
            assertThat(rolledBack).isZero();
        }
    }

    /** A gateway with two models whose faults the test sets, and one rollout after the other. */
    private final class Trial implements AutoCloseable {
        private final Random draws = new Random(SEED);
        private final StubModel stable = StubModel.answering(number -> status(stableFailureRate));
        private final StubModel canary = StubModel.answering(number -> status(canaryFailureRate));
        private final GatewayProcess gateway;
        private final RolloutOperator operator;
        private int receivedBefore;

        Trial() throws Exception {
            gateway = GatewayProcess.start(
                    directory, GatewayFile.of(stable, canary).in(directory));
            operator = new RolloutOperator(gateway, callers, Duration.ofSeconds(15));
        }

        private int status(double failureRate) {
            synchronized (draws) {
                return draws.nextDouble() < failureRate ? 500 : 200;
            }
        }

        void start(String weight) throws Exception {
            receivedBefore = canary.received();
            operator.startAt(weight);
        }

        /** Until the canary has got so many requests in this rollout, or is rolled back. */
        void serve(int requests) throws Exception {
            while (canary.received() - receivedBefore < requests && !ended()) {
                callers.takeTurns(operator.split(), 1_000, 16);
            }
        }

        /** At a steady pace, as {@code docs/simulation.md} has it. */
        int badAnswersUntilRolledBack() throws Exception {
            int bad = 0;
            for (int seconds = 0; seconds < 60 && !ended(); seconds++) {
                List<Callers.Answer> answers = callers.pace(operator.split(), PER_SECOND, PER_SECOND);
                bad += (int) answers.stream()
                        .filter(answer ->
                                answer.status() >= 500 && answer.version().equals("2"))
                        .count();
            }
            operator.awaitPhase("rolled_back");
            return bad;
        }

        boolean ended() throws Exception {
            return operator.phase().startsWith("roll");
        }

        void abort() throws Exception {
            operator.command("abort");
            operator.awaitPhase("rolled_back");
        }

        @Override
        public void close() throws Exception {
            gateway.close();
            stable.close();
            canary.close();
        }
    }

    private static int median(int[] figures) {
        int[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void report(String canary, int[] bad, int bound) throws Exception {
        write("| %s | %d rolled back of %d | median %d, worst %d bad answers | median ≤ %d |"
                .formatted(
                        canary,
                        bad.length,
                        bad.length,
                        median(bad),
                        Arrays.stream(bad).max().orElseThrow(),
                        bound));
    }

    private static void report(String canary, int rolledBack, int trials) throws Exception {
        write(String.format(Locale.ROOT, "| %s | %d rolled back of %d | | none |", canary, rolledBack, trials));
    }

    private static void write(String row) throws Exception {
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
