package io.inferencegateway.gateway.route;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a replica: of two distinct random ones the less busy (Mitzenmacher, The Power of Two Choices in Randomized
 * Load Balancing, 2001). Owner: one event loop; it counts that loop's requests only, which is right on average because
 * connections are dealt to the loops in turn. A replica that is new or back from an ejection gets its traffic slowly
 * ({@link SlowStart}); one that fails too often gets none for a while ({@link Ejection}).
 */
public final class UpstreamPicker {
    private final List<Upstream> upstreams;
    private final RandomGenerator random;

    public UpstreamPicker(List<Upstream> upstreams, RandomGenerator random) {
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException("nothing to pick from");
        }
        this.upstreams = List.copyOf(upstreams);
        this.random = random;
    }

    public List<Upstream> upstreams() {
        return upstreams;
    }

    /** @param avoid the replica that just failed, taken again only where there is no other */
    public Upstream pick(long nowNanos, @Nullable Upstream avoid) {
        int size = upstreams.size();
        if (size == 1) {
            return upstreams.get(0);
        }
        int first = random.nextInt(size);
        int second = random.nextInt(size - 1);
        second += second >= first ? 1 : 0;
        Upstream one = upstreams.get(first);
        Upstream other = upstreams.get(second);
        boolean oneUsable = isUsable(one, nowNanos, avoid);
        boolean otherUsable = isUsable(other, nowNanos, avoid);
        if (oneUsable && otherUsable) {
            return other.inFlight() < one.inFlight()
                    ? startingSlowly(other, one, nowNanos)
                    : startingSlowly(one, other, nowNanos);
        }
        if (oneUsable || otherUsable) {
            return oneUsable ? one : other;
        }
        return firstUsableFrom(first, nowNanos, avoid);
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
     * @return whether it ejected the replica; at most half of the replicas are out at a time, so a single one never is
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
            out += each.isEjected(nowNanos) ? 1 : 0;
        }
        return (out + 1) * 2 <= upstreams.size();
    }

    private Upstream firstUsableFrom(int start, long nowNanos, @Nullable Upstream avoid) {
        Upstream fallback = upstreams.get(start);
        for (int i = 0; i < upstreams.size(); i++) {
            Upstream candidate = upstreams.get((start + i) % upstreams.size());
            if (isUsable(candidate, nowNanos, avoid)) {
                return candidate;
            }
            if (candidate != avoid && fallback == avoid) {
                fallback = candidate;
            }
        }
        return fallback;
    }

    private static boolean isUsable(Upstream upstream, long nowNanos, @Nullable Upstream avoid) {
        return upstream != avoid && !upstream.isEjected(nowNanos);
    }
}
