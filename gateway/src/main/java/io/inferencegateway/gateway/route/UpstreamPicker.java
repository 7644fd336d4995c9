package io.inferencegateway.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a replica: of two distinct random ones the less busy (Mitzenmacher, The Power of Two Choices in Randomized
 * Load Balancing, 2001). Owner: one event loop; it counts that loop's requests only, which is right on average because
 * connections are dealt to the loops in turn. A replica that is new or back from an ejection gets its traffic slowly
 * ({@link SlowStart}); one that fails too often, or fails its checks, gets none for a while ({@link Ejection}); of several priorities the first
 * that has a usable replica gets all of it.
 */
public final class UpstreamPicker {
    private final List<Candidate> candidates;
    private final List<Upstream> upstreams;
    private final List<Tier> tiers;
    private final RandomGenerator random;
    private Set<Upstream> failing = Set.of();

    /** @param candidates may be none as long as nothing is picked */
    public UpstreamPicker(List<Candidate> candidates, RandomGenerator random) {
        this.candidates = List.copyOf(candidates);
        this.upstreams = candidates.stream().map(Candidate::upstream).toList();
        TreeMap<Integer, List<Candidate>> byPriority = new TreeMap<>();
        candidates.forEach(each -> byPriority
                .computeIfAbsent(each.priority(), priority -> new ArrayList<>())
                .add(each));
        this.tiers = byPriority.values().stream().map(Tier::new).toList();
        this.random = random;
    }

    public List<Candidate> candidates() {
        return candidates;
    }

    public List<Upstream> upstreams() {
        return upstreams;
    }

    /**
     * There has to be one.
     *
     * @param avoid the replica that just failed, taken again only where there is no other
     */
    public Upstream pick(long nowNanos, @Nullable Upstream avoid) {
        for (int i = 0; i < tiers.size(); i++) {
            Upstream picked = pickFrom(tiers.get(i), nowNanos, avoid);
            if (picked != null) {
                return picked;
            }
        }
        return lastResort(avoid);
    }

    /** All are out: one that passes its checks and may be well again is better than one that fails them, and that than none. */
    private Upstream lastResort(@Nullable Upstream avoid) {
        Upstream failed = null;
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            int start = tier.first(random);
            for (int j = 0; j < tier.size(); j++) {
                Upstream each = tier.upstream((start + j) % tier.size());
                if (each != avoid && !failing.contains(each)) {
                    return each;
                }
                failed = each == avoid ? failed : each;
            }
        }
        return failed != null ? failed : tiers.get(0).upstream(0);
    }

    /**
     * What the checks say now. Where all of the replicas fail, it is as likely that the check is wrong, and none of them is
     * left out.
     *
     * @param replicas those that fail
     */
    public void checked(Set<Upstream> replicas, long nowNanos) {
        Set<Upstream> before = failing;
        failing = replicas.size() == upstreams.size() ? Set.of() : Set.copyOf(replicas);
        for (Upstream each : before) {
            if (!failing.contains(each)) {
                each.cameBack(nowNanos);
            }
        }
    }

    /**
     * One more choice, where the first can't be had for a reason that is not its own fault: the least busy usable one.
     *
     * @param suits whether it can be had
     * @return null where none can
     */
    public @Nullable Upstream pickOther(long nowNanos, @Nullable Upstream avoid, Predicate<Upstream> suits) {
        for (Tier tier : tiers) {
            Upstream best = null;
            for (int i = 0; i < tier.size(); i++) {
                Upstream each = tier.upstream(i);
                boolean better = best == null || each.inFlight() < best.inFlight();
                best = better && isUsable(each, nowNanos, avoid) && suits.test(each) ? each : best;
            }
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private @Nullable Upstream pickFrom(Tier tier, long nowNanos, @Nullable Upstream avoid) {
        int first = tier.first(random);
        if (tier.size() == 1) {
            return isUsable(tier.upstream(first), nowNanos, avoid) ? tier.upstream(first) : null;
        }
        int second = tier.second(random, first);
        Upstream one = tier.upstream(first);
        Upstream other = tier.upstream(second);
        boolean oneUsable = isUsable(one, nowNanos, avoid);
        boolean otherUsable = isUsable(other, nowNanos, avoid);
        if (oneUsable && otherUsable) {
            return tier.isLessBusy(second, first)
                    ? startingSlowly(other, one, nowNanos)
                    : startingSlowly(one, other, nowNanos);
        }
        if (oneUsable || otherUsable) {
            return oneUsable ? one : other;
        }
        return firstUsableFrom(tier, first, nowNanos, avoid);
    }

    /** The less busy one, unless it has been there for a shorter while and chance, by its share, is against it. */
    private Upstream startingSlowly(Upstream lessBusy, Upstream other, long nowNanos) {
        double share = lessBusy.share(nowNanos);
        double others = other.share(nowNanos);
        return share < others && random.nextDouble() * others >= share ? other : lessBusy;
    }

    /**
     * An answer began.
     *
     * @param success whether its status is below 500
     * @return whether it ejected the replica, as one that fares far worse than its peers
     */
    public boolean answered(Upstream upstream, boolean success, long nowNanos) {
        upstream.answered(success, nowNanos);
        return !success && ejectsOutlier(upstream, nowNanos);
    }

    /**
     * A gateway error: no connection, a reset or a timeout.
     *
     * @return whether it ejected the replica; at most half of the replicas are out at a time, those that fail their checks included, so a single one never is
     */
    public boolean failed(Upstream upstream, long nowNanos) {
        return upstream.failed(nowNanos, mayEjectOneMore(nowNanos)) || ejectsOutlier(upstream, nowNanos);
    }

    private boolean ejectsOutlier(Upstream upstream, long nowNanos) {
        if (upstreams.size() < 2 || !upstream.isComparisonDue(nowNanos)) {
            return false;
        }
        double peersGood = 0;
        double peersTotal = 0;
        for (Upstream each : upstreams) {
            if (each != upstream && !each.isEjected(nowNanos)) {
                peersGood += each.rate().good(nowNanos);
                peersTotal += each.rate().total(nowNanos);
            }
        }
        SuccessRate own = upstream.rate();
        return SuccessRate.isFarBelow(own.good(nowNanos), own.total(nowNanos), peersGood, peersTotal)
                && upstream.outlier(nowNanos, mayEjectOneMore(nowNanos));
    }

    private boolean mayEjectOneMore(long nowNanos) {
        int out = 0;
        for (Upstream each : upstreams) {
            out += each.isEjected(nowNanos) || failing.contains(each) ? 1 : 0;
        }
        return (out + 1) * 2 <= upstreams.size();
    }

    private @Nullable Upstream firstUsableFrom(Tier tier, int start, long nowNanos, @Nullable Upstream avoid) {
        for (int i = 0; i < tier.size(); i++) {
            Upstream candidate = tier.upstream((start + i) % tier.size());
            if (isUsable(candidate, nowNanos, avoid)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean isUsable(Upstream upstream, long nowNanos, @Nullable Upstream avoid) {
        return upstream != avoid && !upstream.isEjected(nowNanos) && (failing.isEmpty() || !failing.contains(upstream));
    }
}
