package io.inferencegateway.gateway.admission;

import io.inferencegateway.gateway.route.RateLimit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The budgets of one model under one limit, shared by all event loops. Thread-safe and lock-free.
 *
 * <p>Budgets of single callers stand in a table of {@value #SETS} sets of {@value #WAYS}: a caller's hash names the set,
 * and where that is full, the budget used least recently makes room. So memory is bounded whatever callers call
 * themselves, and looking one up costs at most {@value #WAYS} comparisons. What eviction costs is that a caller begins with
 * a full budget again. Two loops that meet a new caller at the same moment may each let it in once.
 */
public final class RateLimiter {
    private static final int SETS = 4096;
    private static final int WAYS = 8;

    private final RateLimit limit;
    private final long seed;
    private final RateBucket shared;
    private final @Nullable AtomicReferenceArray<@Nullable RateBucket> buckets;

    /** @param seed makes it hard to guess which callers share a set */
    RateLimiter(RateLimit limit, long seed, long nowNanos) {
        this.limit = limit;
        this.seed = seed;
        this.shared = new RateBucket(0, nowNanos);
        this.buckets = limit.isShared() ? null : new AtomicReferenceArray<>(SETS * WAYS);
    }

    RateLimit limit() {
        return limit;
    }

    /**
     * Takes one request off a budget. Answers 0, or after how many nanoseconds there would be one to take.
     *
     * @param caller who asks; not looked at where all share one budget
     */
    public long take(String caller, long nowNanos) {
        RateBucket bucket = buckets == null ? shared : bucketOf(buckets, hash(caller), nowNanos);
        return bucket.take(limit.intervalNanos(), limit.burst(), nowNanos);
    }

    private static RateBucket bucketOf(AtomicReferenceArray<@Nullable RateBucket> buckets, long key, long nowNanos) {
        int first = (int) (key & (SETS - 1)) * WAYS;
        while (true) {
            int oldestAt = first;
            RateBucket oldest = null;
            for (int i = first; i < first + WAYS; i++) {
                RateBucket bucket = buckets.get(i);
                if (bucket == null) {
                    oldestAt = i;
                    oldest = null;
                    break;
                }
                if (bucket.key == key) {
                    return bucket;
                }
                if (oldest == null || bucket.fullAtNanos() - oldest.fullAtNanos() < 0) {
                    oldestAt = i;
                    oldest = bucket;
                }
            }
            RateBucket added = new RateBucket(key, nowNanos);
            if (buckets.compareAndSet(oldestAt, oldest, added)) {
                return added;
            }
        }
    }

    /** 64 bits, so that no two of the callers in the table are taken for one (FNV-1a, mixed once more at the end). */
    private long hash(String caller) {
        long hash = seed;
        for (int i = 0; i < caller.length(); i++) {
            hash = (hash ^ caller.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
        return hash ^ hash >>> 32;
    }
}
