package io.inferencegateway.gateway.route;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The replicas of one priority and how they are drawn: in proportion to their weights. Immutable, but for what the replicas
 * themselves are; owner: one event loop.
 */
final class Tier {
    private final Upstream[] upstreams;
    private final int[] weights;
    private final long total;
    private final boolean even;

    Tier(List<Candidate> candidates) {
        upstreams = candidates.stream().map(Candidate::upstream).toArray(Upstream[]::new);
        weights = candidates.stream().mapToInt(Candidate::weight).toArray();
        total = candidates.stream().mapToLong(Candidate::weight).sum();
        even = candidates.stream().mapToInt(Candidate::weight).distinct().count() <= 1;
    }

    int size() {
        return upstreams.length;
    }

    Upstream upstream(int index) {
        return upstreams[index];
    }

    /** Any one. */
    int first(RandomGenerator random) {
        if (upstreams.length == 1) {
            return 0;
        }
        return even ? random.nextInt(upstreams.length) : drawn(random.nextLong(total), -1);
    }

    /** Any one but {@code first}, of at least two. */
    int second(RandomGenerator random, int first) {
        if (even) {
            int second = random.nextInt(upstreams.length - 1);
            return second + (second >= first ? 1 : 0);
        }
        return drawn(random.nextLong(total - weights[first]), first);
    }

    /** Whether one has fewer requests for its weight than another. */
    boolean isLessBusy(int one, int than) {
        return (long) upstreams[one].inFlight() * weights[than] < (long) upstreams[than].inFlight() * weights[one];
    }

    private int drawn(long point, int without) {
        long left = point;
        for (int i = 0; i < upstreams.length; i++) {
            if (i != without) {
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        throw new IllegalStateException("drew " + point + " of " + total);
    }
}
