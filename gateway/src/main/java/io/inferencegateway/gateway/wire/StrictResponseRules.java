package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What an upstream's answer must look like to be handed on; otherwise the caller gets 502 and the connection closes. Pure. */
public final class StrictResponseRules {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final AsciiString CONTENT_LENGTH = HttpHeaderNames.CONTENT_LENGTH;
    private static final AsciiString TRANSFER_ENCODING = HttpHeaderNames.TRANSFER_ENCODING;
    private static final AsciiString CHUNKED = HttpHeaderValues.CHUNKED;

    private StrictResponseRules() {}

    /**
     * What is wrong with the head of a final answer, or null.
     *
     * @param upgradeTaken whether it takes up what the request asked for
     */
    public static @Nullable String faultOf(int status, MultiMap fields, boolean upgradeTaken) {
        if (status < 100 || status > 599) {
            return "the status is not within 100..599";
        }
        if (status == SWITCHING_PROTOCOLS && !upgradeTaken) {
            return "nobody asked to switch protocols";
        }
        return faultOfFraming(fields);
    }

    private static @Nullable String faultOfFraming(MultiMap fields) {
        Framing framing = new Framing();
        Fields.forEach(fields, framing);
        if (framing.codings > 0) {
            if (framing.lengths > 0) {
                return "Content-Length and Transfer-Encoding exclude each other";
            }
            boolean single = framing.codings == 1 && CHUNKED.contentEqualsIgnoreCase(framing.coding);
            return single ? null : "the transfer coding is not a single chunked";
        }
        boolean plain = framing.lengths == 0 || (framing.lengths == 1 && isNumber(framing.length));
        return plain ? null : "Content-Length is not one number";
    }

    /** The lines that say how long an answer is; one pass and no list of values, because every answer comes by here. */
    private static final class Framing implements BiConsumer<CharSequence, CharSequence> {
        private int lengths;
        private int codings;
        private CharSequence length = "";
        private CharSequence coding = "";

        @Override
        public void accept(CharSequence name, CharSequence value) {
            if (name.length() == CONTENT_LENGTH.length() && CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
                lengths++;
                length = value;
            } else if (name.length() == TRANSFER_ENCODING.length() && TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
                codings++;
                coding = value;
            }
        }
    }

    private static boolean isNumber(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return text.length() > 0;
    }
}
