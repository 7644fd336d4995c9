package io.inferencegateway.gateway.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Spans between the event loops, which put them in, and the exporter, which takes them out. Thread-safe, without a lock.
 * What does not fit is lost and counted: nobody waits.
 */
public final class SpanQueue {
    private final Queue<FinishedSpan> spans = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private volatile int capacity;

    /** @param capacity in spans */
    public SpanQueue(int capacity) {
        this.capacity = capacity;
    }

    /** What is in it stays. */
    public void resize(int wanted) {
        capacity = wanted;
    }

    /** All of an exchange or nothing of it: half a trace misleads. */
    public void offer(List<FinishedSpan> ofOneExchange) {
        int count = ofOneExchange.size();
        if (size.addAndGet(count) > capacity) {
            size.addAndGet(-count);
            lost.addAndGet(count);
        } else {
            spans.addAll(ofOneExchange);
        }
    }

    /** The oldest, at most so many. */
    public List<FinishedSpan> take(int most) {
        List<FinishedSpan> taken = new ArrayList<>(Math.min(most, size()));
        while (taken.size() < most) {
            FinishedSpan next = spans.poll();
            if (next == null) {
                break;
            }
            taken.add(next);
        }
        size.addAndGet(-taken.size());
        return taken;
    }

    public int size() {
        return size.get();
    }

    /** So many were taken out and reached nobody. */
    public void lose(long count) {
        lost.addAndGet(count);
    }

    /** Since the process started. */
    public long lost() {
        return lost.get();
    }
}
