package io.inferencegateway.gateway.rollout;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the bodies of all copies may take of the heap together. Any thread; never blocks.
 *
 * <p>Each rollout's own bounds are about its canary. This one is about the callers of every model, who share the heap
 * with the copies: ten thousand places for 16 MiB each are no more than anybody may configure, and more than anybody has.
 */
final class ShadowMemory {
    private static final long MOST_BYTES = 256L << 20;
    private static final int SHARE_OF_HEAP = 8;

    private final long mostBytes;
    private final AtomicLong reservedBytes = new AtomicLong();

    ShadowMemory(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    static ShadowMemory ofThisProcess() {
        return new ShadowMemory(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    boolean reserve(int bytes) {
        if (reservedBytes.addAndGet(bytes) <= mostBytes) {
            return true;
        }
        release(bytes);
        return false;
    }

    void release(int bytes) {
        reservedBytes.addAndGet(-bytes);
    }
}
