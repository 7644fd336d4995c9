package io.inferencegateway.gateway.rollout;

import static io.inferencegateway.gateway.rollout.RolloutBench.MODEL;
import static io.inferencegateway.gateway.rollout.RolloutBench.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators who raise a share at the very moment at which event loops find the canary critical: the rollback wins. */
class RollbackRaceTest {
    private static final int ROUNDS = 150;
    private static final int LOOPS = 3;
    private static final long SEED = 20261124;

    private static final List<List<Operation>> WISHES = List.of(
            List.of(Operation.PROMOTE),
            List.of(Operation.PROMOTE_FULL),
            List.of(Operation.PAUSE, Operation.RESUME),
            List.of(Operation.PROMOTE, Operation.PAUSE, Operation.RESUME, Operation.PROMOTE_FULL));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void no_operator_gives_a_canary_traffic_that_has_turned_critical_seed_20261124() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        ExecutorService loops = Executors.newFixedThreadPool(LOOPS);
        int refused = 0;
        try (RolloutBench bench = new RolloutBench(folder.resolve("igw.db"), RolloutBench.config())) {
            for (int round = 0; round < ROUNDS; round++) {
                bench.startProgressing(2);
                CanaryWatch watch = bench.watch();
                // So near to the verdict that it falls while the commands are under way.
                answer(watch, Answer.BAD, random.nextInt(8));
                CyclicBarrier start = new CyclicBarrier(LOOPS + 1);
                List<java.util.concurrent.Future<?>> failing = new ArrayList<>();
                for (int loop = 0; loop < LOOPS; loop++) {
                    failing.add(loops.submit(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        answer(watch, Answer.BAD, 20);
                        return null;
                    }));
                }
                List<Future<RolloutView>> answers = new ArrayList<>();
                List<Operation> wishes = WISHES.get(round % WISHES.size());
                start.await(20, TimeUnit.SECONDS);
                for (Operation wish : wishes) {
                    Future<RolloutView> answer =
                            Future.future(promise -> bench.control.runOnContext(go -> bench.controller
                                    .apply(MODEL, RolloutBench.wish(wish))
                                    .onComplete(promise)));
                    answers.add(answer);
                }
                for (java.util.concurrent.Future<?> loop : failing) {
                    loop.get(20, TimeUnit.SECONDS);
                }
                // The verdict has fallen on one of the loops: from here on nobody may see a share.
                while (!answers.stream().allMatch(Future::isComplete)) {
                    assertThat(bench.split()).as("round %d", round).isEqualTo(TrafficSplit.allTo(1));
                }
                refused += (int) answers.stream().filter(Future::failed).count();
                assertThat(answers).allSatisfy(answer -> {
                    if (answer.failed()) {
                        assertThat(answer.cause())
                                .isInstanceOfSatisfying(RolloutProblem.class, problem -> assertThat(problem.status())
                                        .isEqualTo(409));
                    }
                });
                bench.tick();
                bench.tick();
                assertThat(bench.view().phase()).as("round %d", round).isEqualTo("rolled_back");
                assertThat(bench.split()).isEqualTo(TrafficSplit.allTo(1));
            }
        } finally {
            loops.shutdownNow();
        }
        assertThat(refused).as("commands that came after the verdict").isPositive();
    }
}
