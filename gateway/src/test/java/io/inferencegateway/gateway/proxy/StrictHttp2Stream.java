package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.testsupport.RawHttp2;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One stream of a {@link StrictHttp2Reading}, and the request it carries. */
final class StrictHttp2Stream {
    private static final int MOST_EMPTY_DATA = 2;

    /** What is to become of it. */
    enum Fate {
        /** It has not come to its end. */
        UNFINISHED,
        SERVED,
        REFUSED,
        MALFORMED,
        RESET
    }

    private final @Nullable StrictHttp2Request request;
    private Fate fate;
    private boolean ended;
    private boolean optional;
    private long window;
    private int emptyData;

    /** @param request null for one whose head is malformed */
    StrictHttp2Stream(@Nullable StrictHttp2Request request, long window) {
        this.request = request;
        this.window = window;
        if (request == null) {
            fate = Fate.MALFORMED;
        } else {
            fate = request.isServed() ? Fate.UNFINISHED : Fate.REFUSED;
            optional = request.isOptional();
        }
    }

    Fate fate() {
        return fate;
    }

    @Nullable
    StrictHttp2Request request() {
        return request;
    }

    /** Whether its caller may say no more on it. */
    boolean isClosed() {
        return ended || fate == Fate.RESET;
    }

    /** Whether the upstream may have it: it is whole, or as long as it said it would be and not known to be wrong by then. */
    boolean mayArrive() {
        return request != null && request.isServed() && (fate == Fate.SERVED || request.isAsLongAsSaid());
    }

    /** Whether it must hear of its fate, where its connection serves on. */
    boolean mustEnd() {
        return !optional && fate != Fate.UNFINISHED && fate != Fate.RESET;
    }

    /** Something is wrong with it. */
    void spoil() {
        if (fate == Fate.UNFINISHED) {
            fate = Fate.MALFORMED;
        }
        optional = true;
    }

    /** @return whether there is room for it */
    boolean widen(long bytes) {
        window += bytes;
        return window <= Integer.MAX_VALUE;
    }

    /** @return whether it may be one of a flood of empty ones */
    boolean data(byte[] content, int frameBytes, boolean last) {
        emptyData = frameBytes == 0 && !last ? emptyData + 1 : 0;
        if (request != null) {
            request.append(content);
            if (fate == Fate.UNFINISHED && request.isTooLong()) {
                fate = Fate.MALFORMED;
            }
        }
        if (last) {
            end();
        }
        return emptyData > MOST_EMPTY_DATA;
    }

    void trailers(List<StrictHpack.Field> fields, boolean last) {
        boolean valid = last && (request == null || request.trailers(fields));
        if (fate == Fate.UNFINISHED && !valid) {
            fate = Fate.MALFORMED;
        }
        if (last) {
            end();
        }
    }

    void end() {
        ended = true;
        if (fate == Fate.UNFINISHED && request != null) {
            fate = request.isWhole() ? Fate.SERVED : Fate.MALFORMED;
        }
    }

    /** By {@link RawHttp2#RST_STREAM}. */
    void reset() {
        optional = true;
        ended = true;
        if (fate == Fate.UNFINISHED) {
            fate = Fate.RESET;
        }
    }
}
