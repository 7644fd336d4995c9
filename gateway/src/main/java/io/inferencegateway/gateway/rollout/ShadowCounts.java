package io.inferencegateway.gateway.rollout;

import io.inferencegateway.gateway.route.ShadowWatch.Drop;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** How often copies were made, or not, and how they compared. Any thread. */
final class ShadowCounts {
    private final LongAdder sent = new LongAdder();
    private final LongAdder sameStatus = new LongAdder();
    private final LongAdder otherStatus = new LongAdder();
    private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);

    ShadowCounts() {
        for (Drop why : Drop.values()) {
            dropped.put(why, new LongAdder());
        }
    }

    void sent() {
        sent.increment();
    }

    void compared(boolean same) {
        (same ? sameStatus : otherStatus).increment();
    }

    void dropped(Drop why) {
        LongAdder count = dropped.get(why);
        if (count != null) {
            count.increment();
        }
    }

    long sentCount() {
        return sent.sum();
    }

    long sameStatusCount() {
        return sameStatus.sum();
    }

    long otherStatusCount() {
        return otherStatus.sum();
    }

    long droppedCount() {
        return dropped.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** By the drop's label; every label is there. */
    Map<String, Long> drops() {
        Map<String, Long> counts = new TreeMap<>();
        dropped.forEach((why, count) -> counts.put(why.label(), count.sum()));
        return counts;
    }
}
