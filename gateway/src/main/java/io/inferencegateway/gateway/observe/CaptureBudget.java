package io.inferencegateway.gateway.observe;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests and answers the process may hold for its quality plane: those being copied, and those copied
 * and not looked at yet. To be used by any thread.
 */
public final class CaptureBudget {
    /** Of the whole process. */
    public static final long BYTES = 16 << 20;

    private final AtomicLong reserved = new AtomicLong();

    /** @return false where there is no room, and nothing has happened */
    public boolean reserve(int bytes) {
        if (reserved.addAndGet(bytes) <= BYTES) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    /** Nobody looks at it any more. */
    public void release(Captured captured) {
        release(captured.bytes());
    }

    public void release(int bytes) {
        reserved.addAndGet(-bytes);
    }

    /** How much is in use. */
    public long reservedBytes() {
        return reserved.get();
    }
}
