package io.inferencegateway.gateway.rollout;

import io.inferencegateway.canary.rollout.Freeze;
import io.inferencegateway.canary.rollout.Rollout;
import io.inferencegateway.canary.rollout.RolloutPlan;
import io.inferencegateway.canary.rollout.RolloutState;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.state.RolloutTransition;
import io.inferencegateway.gateway.state.StoredRollout;
import io.inferencegateway.monitoring.evidence.Evidence;
import io.inferencegateway.monitoring.evidence.EvidencePolicy;
import io.inferencegateway.monitoring.evidence.EvidenceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes rollouts of stored records. What can't be read becomes a paused rollout without weight, loudly. */
final class RolloutRestore {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutRestore.class);

    /** What a damaged record may still say; for the view only. */
    private static final Pattern CANARY = Pattern.compile("\"canary\"\\s*:\\s*(\\d{1,9})\\b");

    /** Of a model that is not configured: nothing of it is ever carried out. */
    private static final RolloutPlan NO_PLAN =
            new RolloutPlan(List.of(new RolloutPlan.Step(TrafficSplit.WHOLE, Duration.ZERO)));

    private final GatewayConfig config;
    private final LiveRollouts live;
    private final long nowMillis;

    /** Makes the part of a rollout that the event loops see. */
    interface LiveRollouts {
        LiveRollout of(RolloutState state, RolloutPlan plan, Evidence known);
    }

    /** @param past newest first */
    record Found(@Nullable ManagedRollout current, List<RolloutView> past) {}

    RolloutRestore(GatewayConfig config, LiveRollouts live, long nowMillis) {
        this.config = config;
        this.live = live;
        this.nowMillis = nowMillis;
    }

    Map<String, Found> byModel(List<StoredRollout> stored) {
        Map<String, List<StoredRollout>> byModel = new LinkedHashMap<>();
        stored.forEach(each -> byModel.computeIfAbsent(each.model(), model -> new ArrayList<>())
                .add(each));
        Map<String, Found> found = new LinkedHashMap<>();
        byModel.forEach((model, rollouts) -> found.put(model, ofOne(model, rollouts)));
        return found;
    }

    private Found ofOne(String model, List<StoredRollout> rollouts) {
        @Nullable ManagedRollout current = null;
        List<RolloutView> past = new ArrayList<>();
        StoredRollout newest = rollouts.get(rollouts.size() - 1);
        for (StoredRollout stored : rollouts) {
            ManagedRollout next = read(stored);
            if (next == null && stored == newest) {
                next = standIn(model, stored, current);
            }
            if (next != null) {
                if (current != null) {
                    past.add(0, RolloutViews.of(current, current.state.weightBasisPoints(), Freeze.NONE));
                }
                current = next;
            }
        }
        return new Found(current, past);
    }

    /** Null where the record can't be read. */
    private @Nullable ManagedRollout read(StoredRollout stored) {
        if (!(stored instanceof StoredRollout.Intact intact)) {
            complain(stored, "its bytes are not those that were written");
            return null;
        }
        try {
            SavedRollout saved = SavedRollout.decode(intact.record().body());
            RolloutPlan plan = saved.plan().toPlan();
            RestoredEvidence evidence = evidence(saved);
            LiveRollout watch = live.of(saved.state(), plan, evidence.known);
            ManagedRollout rollout = new ManagedRollout(
                    saved.state(), plan, saved.policy(), saved.salt(), saved.configuredStable(), watch);
            rollout.superseded = saved.superseded();
            rollout.revision = intact.record().revision();
            rollout.transitions = highestOrdinal(saved, stored);
            rollout.resumed = false;
            rollout.evidenceLost = evidence.lost;
            rollout.keptWatch = watched(saved);
            return rollout;
        } catch (IllegalArgumentException e) {
            complain(stored, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private record RestoredEvidence(Evidence known, boolean lost) {}

    private static RestoredEvidence evidence(SavedRollout saved) {
        int weight = saved.state().weightBasisPoints();
        if (saved.evidence() == null) {
            return new RestoredEvidence(Evidence.fresh(saved.policy(), weight), true);
        }
        try {
            return new RestoredEvidence(Evidence.restore(saved.policy(), saved.evidence()), false);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "evidence unreadable model={} epoch={} cause=\"{}\"",
                    saved.state().model(),
                    saved.state().epoch(),
                    e.getMessage());
            return new RestoredEvidence(Evidence.fresh(saved.policy(), weight), true);
        }
    }

    /** Null where there is none; what can't be read is gathered anew. */
    private static @Nullable Evidence watched(SavedRollout saved) {
        EvidenceRecord watch = saved.watch();
        try {
            return watch == null ? null : Evidence.restore(saved.policy(), watch);
        } catch (IllegalArgumentException e) {
            LOG.error("evidence after a promotion unreadable cause=\"{}\"", e.getMessage());
            return null;
        }
    }

    private static long highestOrdinal(SavedRollout saved, StoredRollout stored) {
        long highest = saved.transitions();
        for (RolloutTransition transition : stored.transitions()) {
            highest = Math.max(highest, transition.ordinal());
        }
        return highest;
    }

    /** What takes the place of an unreadable rollout, under an epoch of its own so that the damaged bytes stay. */
    private ManagedRollout standIn(String model, StoredRollout stored, @Nullable ManagedRollout earlier) {
        GatewayConfig.Model configured = config.models().get(model);
        int fileStable = configured == null ? 0 : configured.stable();
        int stable = earlier == null ? fileStable : earlier.stableAfter();
        RolloutState state = Rollout.unreadable(
                stored.epoch() + 1,
                model,
                stable,
                likelyCanary(configured, stored, stable),
                "the record of rollout " + stored.epoch() + " can't be read",
                nowMillis);
        RolloutPlan plan = configured == null ? NO_PLAN : RolloutSettings.plan(configured, PlanChoice.CONFIGURED);
        EvidencePolicy policy = configured == null ? EvidencePolicy.defaults() : RolloutSettings.policy(configured);
        LiveRollout watch = live.of(state, plan, Evidence.fresh(policy, 0));
        ManagedRollout rollout = new ManagedRollout(state, plan, policy, 0, fileStable, watch);
        rollout.resumed = false;
        rollout.dirty = true;
        return rollout;
    }

    /** The one that the damaged bytes name, else the newest version that is not stable, else a number nobody has. */
    private static int likelyCanary(GatewayConfig.@Nullable Model configured, StoredRollout stored, int stable) {
        String body = stored instanceof StoredRollout.Intact intact
                ? intact.record().body()
                : ((StoredRollout.Damaged) stored).body();
        Matcher said = CANARY.matcher(body);
        if (said.find() && Integer.parseInt(said.group(1)) != stable) {
            return Integer.parseInt(said.group(1));
        }
        Set<Integer> versions =
                configured == null ? Set.of() : configured.versions().keySet();
        return versions.stream()
                .mapToInt(Integer::intValue)
                .filter(version -> version != stable)
                .max()
                .orElse(stable + 1);
    }

    private static void complain(StoredRollout stored, String why) {
        LOG.error(
                "rollout unreadable model={} epoch={} weight=0% phase=paused cause=\"{}\"; its bytes are kept",
                stored.model(), stored.epoch(), why.replace('"', '\''));
    }
}
