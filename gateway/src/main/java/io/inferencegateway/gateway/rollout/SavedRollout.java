package io.inferencegateway.gateway.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.EvidenceRecord;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as it is kept: its state with the plan and the limits it was started with, so that a changed configuration
 * never changes a trial under way, and its evidence. Immutable.
 *
 * @param salt of the split, so that callers who were on the canary are on it again after a restart
 * @param transitions how many changes the audit holds of it
 * @param configuredStable the file's {@code stable} when the rollout was started: a file that says something else once
 *     the rollout is over speaks for an operator who has changed it since
 * @param superseded whether such a change has taken the place of the rollout's outcome
 * @param evidence null where it was lost
 * @param watch what was gathered after the promotion; null where nothing was
 */
record SavedRollout(
        RolloutState state,
        Plan plan,
        EvidencePolicy policy,
        long salt,
        long transitions,
        int configuredStable,
        boolean superseded,
        @Nullable EvidenceRecord evidence,
        @Nullable EvidenceRecord watch) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** What was kept before a warm-up could be a time. */
    private static final long NO_WARM_UP_OF_TIME = 0;

    /** @param pace null in what was written before there was a choice, as all behind it */
    record Plan(
            List<Step> steps,
            RolloutPlan.OnCritical onCritical,
            long bakeMillis,
            long patienceMillis,
            RolloutPlan.@Nullable Pace pace,
            @Nullable Cohort cohort,
            @Nullable Shadow shadow,
            @Nullable Long watchAfterMillis,
            RolloutPlan.@Nullable OnRegression onRegression,
            @Nullable Boolean dryRun) {
        static Plan of(RolloutPlan plan) {
            return new Plan(
                    plan.steps().stream()
                            .map(step -> new Step(
                                    step.weightBasisPoints(), step.hold().toMillis(), step.waitForOperator()))
                            .toList(),
                    plan.onCritical(),
                    plan.bake().toMillis(),
                    plan.patience().toMillis(),
                    plan.pace(),
                    plan.cohort(),
                    Shadow.of(plan.shadow()),
                    plan.care().watchAfter().toMillis(),
                    plan.care().onRegression(),
                    plan.care().dryRun());
        }

        RolloutPlan toPlan() {
            return new RolloutPlan(
                    steps.stream()
                            .map(step -> new RolloutPlan.Step(
                                    step.weightBasisPoints(),
                                    Duration.ofMillis(step.holdMillis()),
                                    step.waitForOperator()))
                            .toList(),
                    onCritical,
                    Duration.ofMillis(bakeMillis),
                    Duration.ofMillis(patienceMillis),
                    pace == null ? RolloutPlan.Pace.FIXED : pace,
                    cohort,
                    shadow == null ? null : shadow.toShadow(),
                    new RolloutPlan.Care(
                            watchAfterMillis == null ? Duration.ZERO : Duration.ofMillis(watchAfterMillis),
                            onRegression == null ? RolloutPlan.OnRegression.NOTIFY : onRegression,
                            dryRun != null && dryRun));
        }
    }

    record Step(int weightBasisPoints, long holdMillis, boolean waitForOperator) {}

    record Shadow(int shareBasisPoints, int bodyBytes, int inFlight, long holdMillis) {
        static @Nullable Shadow of(RolloutPlan.@Nullable Shadow shadow) {
            return shadow == null
                    ? null
                    : new Shadow(
                            shadow.shareBasisPoints(),
                            shadow.bodyBytes(),
                            shadow.inFlight(),
                            shadow.hold().toMillis());
        }

        RolloutPlan.Shadow toShadow() {
            return new RolloutPlan.Shadow(shareBasisPoints, bodyBytes, inFlight, Duration.ofMillis(holdMillis));
        }
    }

    String encode() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "rollout " + state.epoch() + " of " + state.model() + " has no JSON form", e);
        }
    }

    /** @throws IllegalArgumentException where it is not what {@link #encode} wrote; the message is one line */
    static SavedRollout decode(String body) {
        try {
            JsonNode document = JSON.readTree(body);
            if (document.get("policy") instanceof ObjectNode policy) {
                policy.putIfAbsent("warmUpMillis", LongNode.valueOf(NO_WARM_UP_OF_TIME));
            }
            SavedRollout saved = JSON.treeToValue(document, SavedRollout.class);
            saved.plan.toPlan();
            return saved;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (NullPointerException e) {
            throw new IllegalArgumentException("a part of the record is missing", e);
        }
    }
}
