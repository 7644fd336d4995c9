package io.inferencegateway.gateway.api;

import io.inferencegateway.canary.rollout.Figure;
import io.inferencegateway.canary.rollout.RolloutEvent;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.gateway.rollout.RolloutProblem;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.rollout.Rollouts;
import io.inferencegateway.gateway.rollout.WaitingRollout;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rollouts whose phases a test sets; records what it was asked for. */
public final class ScriptedRollouts implements Rollouts {
    private static final List<RolloutView.Step> DEFAULT_STEPS = List.of(
            new RolloutView.Step(500, Duration.ofMinutes(1)), new RolloutView.Step(5_000, Duration.ofMinutes(5)));

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile List<RolloutView> newestFirst = List.of();
    volatile @Nullable WaitingRollout waiting;

    @Override
    public Future<RolloutView> start(String model, Start start) {
        int version = start.version();
        List<RolloutPlan.Step> steps = start.choice().steps();
        asked.add("start " + model + " " + version + " by " + start.note().actor()
                + (Boolean.TRUE.equals(start.choice().dryRun()) ? " dry" : "")
                + (start.overrideFreeze() ? " overriding" : "")
                + (start.choice().pace() == null ? "" : " " + start.choice().pace())
                + (steps != null && steps.get(0).waitForOperator()
                        ? " gated, hold " + steps.get(0).hold()
                        : ""));
        if (!newestFirst.isEmpty() && newestFirst.get(0).phase().equals("progressing")) {
            return Future.failedFuture(new RolloutProblem(
                    409,
                    "A rollout runs",
                    "the rollout of " + model + " " + version + " runs already; abort it first"));
        }
        RolloutView view = view(
                model,
                version,
                "progressing",
                "",
                steps == null
                        ? DEFAULT_STEPS
                        : steps.stream()
                                .map(step -> new RolloutView.Step(step.weightBasisPoints(), step.hold()))
                                .toList(),
                500);
        List<RolloutView> all = new ArrayList<>(List.of(view));
        all.addAll(newestFirst);
        newestFirst = List.copyOf(all);
        return Future.succeededFuture(view);
    }

    @Override
    public Future<RolloutView> apply(String model, Wish wish) {
        RolloutEvent.Operation operation = wish.operation();
        String reason = wish.note().reason();
        asked.add(operation.label() + " " + model + " by " + wish.note().actor()
                + (reason.isEmpty() ? "" : ": " + reason)
                + (wish.overrideFreeze() ? " overriding" : "")
                + (wish.ifMatch().tags().isEmpty()
                        ? ""
                        : " if " + wish.ifMatch().tags()));
        if (newestFirst.isEmpty()) {
            return Future.failedFuture(new RolloutProblem(409, "No rollout", "model " + model + " has no rollout"));
        }
        String phase =
                switch (operation) {
                    case PAUSE -> "paused";
                    case RESUME, PROMOTE, RETRY -> "progressing";
                    case PROMOTE_FULL -> "promoted";
                    case ABORT, UNDO -> "rolled_back";
                };
        become(phase, reason);
        return Future.succeededFuture(newestFirst.get(0));
    }

    public List<String> asked() {
        return List.copyOf(asked);
    }

    public void become(String phase, String reason) {
        RolloutView last = newestFirst.get(0);
        boolean ended = phase.equals("rolled_back");
        List<RolloutView> all = new ArrayList<>(newestFirst);
        all.set(0, view(last.model(), last.canary(), phase, reason, last.steps(), ended ? 0 : 500));
        newestFirst = List.copyOf(all);
    }

    @Override
    public Optional<RolloutView> current(String model) {
        return history(model).stream().findFirst();
    }

    @Override
    public Optional<WaitingRollout> waiting(String model) {
        return Optional.ofNullable(waiting);
    }

    @Override
    public List<RolloutView> history(String model) {
        return newestFirst.stream().filter(view -> view.model().equals(model)).toList();
    }

    private static RolloutView view(
            String model, int canary, String phase, String reason, List<RolloutView.Step> steps, int weight) {
        Instant at = Instant.parse("2026-11-22T10:00:00Z");
        return new RolloutView(
                model,
                1,
                1,
                canary,
                phase,
                reason,
                0,
                weight,
                steps,
                "fixed",
                null,
                at,
                List.of(
                        new RolloutView.Test("error-rate", 13, 12, 4180.0, 1000.0, "critical"),
                        new RolloutView.Test("latency-p99", 13, 0, 1.0, 1000.0, "ok")),
                List.of(new RolloutView.Change(
                        at,
                        "pending",
                        phase,
                        0,
                        weight,
                        "ada",
                        reason,
                        List.of(new Figure("error-rate", 13, 12, 4180.0, 1000.0)),
                        "")),
                new RolloutView.Standing("\"1-1\"", false, "", null, null));
    }
}
