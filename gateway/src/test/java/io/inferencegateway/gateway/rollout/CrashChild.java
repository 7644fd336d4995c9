package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.RolloutEvent.Operation;
import java.nio.file.Path;

/**
 * Runs rollouts over and over on a real state file until it is killed, and prints a line for everything that it was told
 * is stored. Started by {@link KillTest} in a JVM of its own.
 */
final class CrashChild {
    private CrashChild() {}

    public static void main(String[] arguments) throws Exception {
        try (RolloutBench bench = new RolloutBench(Path.of(arguments[0]), RolloutBench.config())) {
            if (bench.await(() -> io.vertx.core.Future.succeededFuture(
                    bench.controller.current(RolloutBench.MODEL).isEmpty()))) {
                bench.start(2);
            }
            while (true) {
                step(bench);
                bench.await(bench.controller::flush);
                RolloutView stored = bench.view();
                System.out.println(stored.epoch() + " " + stored.phase());
            }
        }
    }

    private static void step(RolloutBench bench) throws Exception {
        switch (bench.view().phase()) {
            case "pending", "rolling_back" -> bench.tick();
            case "progressing" -> progress(bench);
            default ->
                bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.RETRY)));
        }
    }

    private static void progress(RolloutBench bench) throws Exception {
        if (bench.view().step() == 0) {
            RolloutBench.answer(bench.watch(), Answer.GOOD, 20);
            bench.await(() -> bench.controller.apply(RolloutBench.MODEL, RolloutBench.wish(Operation.PROMOTE)));
        } else {
            RolloutBench.answer(bench.watch(), Answer.BAD, 60);
        }
    }
}
