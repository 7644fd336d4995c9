package io.inferencegateway.gateway.wire;

import io.netty.buffer.ByteBuf;

/**
 * The frames of one direction of a WebSocket (RFC 6455, section 5.2), followed along without being read: it only says
 * whether a Close frame has begun. Extensions change what a payload means, never how long it is. Owner: whoever feeds it.
 */
public final class WebSocketFrames {
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int MASK_BYTES = 4;

    /** Where in a frame the next byte stands. */
    private enum Part {
        FIRST,
        SECOND,
        LENGTH,
        PAYLOAD,
        /** A length that there can't be: where frames begin from here on is anybody's guess. */
        LOST
    }

    private Part next = Part.FIRST;
    private int lengthBytes;
    private boolean masked;
    private long left;
    private boolean closing;

    /** Whether a Close frame has begun. */
    public boolean isClosing() {
        return closing;
    }

    /** Follows what comes next; the bytes stay as they are. */
    public void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end && !closing && next != Part.LOST) {
            if (next == Part.PAYLOAD) {
                int step = (int) Math.min(left, end - at);
                at += step;
                left -= step;
                next = left == 0 ? Part.FIRST : Part.PAYLOAD;
            } else {
                step(bytes.getByte(at++) & 0xFF);
            }
        }
    }

    private void step(int octet) {
        switch (next) {
            case FIRST -> {
                closing = (octet & OPCODE) == CLOSE;
                next = Part.SECOND;
            }
            case SECOND -> {
                masked = (octet & MASKED) != 0;
                int length = octet & LENGTH;
                lengthBytes = length < 126 ? 0 : length == 126 ? 2 : 8;
                left = lengthBytes == 0 ? length : 0;
                beginPayload();
            }
            case LENGTH -> {
                left = left << 8 | octet;
                lengthBytes--;
                beginPayload();
            }
            case PAYLOAD, LOST -> throw new IllegalStateException("nothing to be read here");
        }
    }

    private void beginPayload() {
        if (lengthBytes > 0) {
            next = Part.LENGTH;
        } else if (left < 0 || left > Long.MAX_VALUE - MASK_BYTES) {
            next = Part.LOST;
        } else {
            left += masked ? MASK_BYTES : 0;
            next = left == 0 ? Part.FIRST : Part.PAYLOAD;
        }
    }
}
