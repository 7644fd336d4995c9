package io.inferencegateway.gateway.api;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * The body of any number of answers, outside the heap, where a socket takes it from without a copy. It is freed when the last
 * of those who hold it lets go: left to the garbage collector, large pages would pile up until the memory of the process
 * ends. Made on any thread; then owned by the control context.
 */
final class SharedBody {
    private final ByteBuf memory;
    private int holders = 1;

    /** Held by whoever makes it. */
    SharedBody(byte[] body) {
        memory = Unpooled.directBuffer(body.length, body.length).writeBytes(body);
    }

    /** To be sent once, by someone who holds this until that is done. */
    Buffer buffer() {
        return BufferInternal.buffer(Unpooled.unreleasableBuffer(memory.duplicate()));
    }

    int length() {
        return memory.readableBytes();
    }

    void hold() {
        if (holders == 0) {
            throw new IllegalStateException("freed already");
        }
        holders++;
    }

    void letGo() {
        if (--holders == 0) {
            memory.release();
        }
    }

    boolean isFreed() {
        return memory.refCnt() == 0;
    }
}
