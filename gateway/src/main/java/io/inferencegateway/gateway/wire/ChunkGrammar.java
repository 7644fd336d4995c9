package io.inferencegateway.gateway.wire;

import io.netty.buffer.ByteBuf;

/**
 * What the chunks of one request's body are held against, beyond what Netty's parser looks at: what their framing may
 * cost, and that no line of the trailers is folded. Owner: its decoder, which begins it anew for each chunked request.
 */
final class ChunkGrammar {
    /** What chunk framing may cost beyond its content before it is an attack. */
    private static final int MAX_EXCESS = 16 * 1024;
    /** A fair chunk's framing: size, two line ends and a short extension. */
    private static final int FAIR_OVERHEAD = 16;

    private long excess;
    private boolean inTrailers;

    void begin() {
        excess = 0;
        inTrailers = false;
    }

    /** The name of a trailer was read; all that follows up to the end of the request is trailers too. */
    void trailer() {
        inTrailers = true;
    }

    /**
     * Looks at what one step of the parser took: either whole lines, or a part of one chunk with or without its lines.
     *
     * @param from where it began in the buffer
     * @param to where it ended
     * @param content how many of these bytes are content
     * @param last whether the request ended here
     */
    void check(ByteBuf in, int from, int to, long content, boolean last) {
        if (inTrailers && hasFoldedLine(in, from, to)) {
            throw new RefusedRequest("A trailer is folded over several lines.");
        }
        if (last) {
            return;
        }
        long overhead = to - from - content;
        long fair = content == 0 ? 0 : FAIR_OVERHEAD + 2 * content;
        excess = Math.max(0, excess + overhead - fair);
        if (excess > MAX_EXCESS) {
            throw new RefusedRequest("The chunks are mostly framing.");
        }
    }

    /** Netty joins a folded line to the one before it without a trace. */
    private static boolean hasFoldedLine(ByteBuf in, int from, int to) {
        boolean atLineStart = true;
        for (int i = from; i < to; i++) {
            byte b = in.getByte(i);
            if (atLineStart && (b == ' ' || b == '\t')) {
                return true;
            }
            atLineStart = b == '\n';
        }
        return false;
    }
}
