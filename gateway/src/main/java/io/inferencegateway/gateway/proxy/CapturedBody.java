package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.CaptureBudget;
import io.inferencegateway.gateway.observe.CaptureSkip;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A body as it passes, copied within a limit and a budget that all loops share. Owner: the exchange's event loop. */
final class CapturedBody {
    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 512;

    private final CaptureBudget budget;
    private final int limit;

    /** All of it is reserved. */
    private byte[] bytes = NOTHING;

    private int length;

    CapturedBody(CaptureBudget budget, int limit) {
        this.budget = budget;
        this.limit = limit;
    }

    /** Copies a chunk, which stays as it is. Returns why that can't be, or null. */
    @Nullable
    CaptureSkip add(ByteBuf chunk) {
        int count = chunk.readableBytes();
        if (count > limit - length) {
            return CaptureSkip.BODY_LIMIT;
        }
        int needed = length + count;
        if (needed > bytes.length && !growTo(needed)) {
            return CaptureSkip.BUDGET;
        }
        chunk.getBytes(chunk.readerIndex(), bytes, length, count);
        length = needed;
        return null;
    }

    /** At most to the double of what has come: who announces much and sends little holds little of the budget. */
    private boolean growTo(int needed) {
        int capacity = Math.min(limit, Math.max(FIRST_BYTES, bytes.length == 0 ? needed : 2 * needed));
        if (!budget.reserve(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** All that came, as long as it is. Its length stays reserved, and whoever takes it releases that. */
    byte[] take() {
        budget.release(bytes.length - length);
        byte[] taken = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        length = 0;
        return taken;
    }

    void drop() {
        budget.release(bytes.length);
        bytes = NOTHING;
        length = 0;
    }
}
