package io.inferencegateway.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What an upstream's answer must look like to be handed on; otherwise the caller gets 502 and the connection closes. Pure. */
final class StrictResponseRules {
    private static final int SWITCHING_PROTOCOLS = 101;

    private StrictResponseRules() {}

    /**
     * What is wrong with the head of a final answer, or null.
     *
     * @param upgradeAsked whether the request asked to switch protocols
     */
    static @Nullable String faultOf(int status, MultiMap fields, boolean upgradeAsked) {
        if (status < 100 || status > 599) {
            return "the status is not within 100..599";
        }
        if (status == SWITCHING_PROTOCOLS && !upgradeAsked) {
            return "nobody asked to switch protocols";
        }
        return faultOfFraming(fields);
    }

    private static @Nullable String faultOfFraming(MultiMap fields) {
        String coding = fields.get(HttpHeaders.TRANSFER_ENCODING);
        String length = fields.get(HttpHeaders.CONTENT_LENGTH);
        if (coding != null) {
            if (length != null) {
                return "Content-Length and Transfer-Encoding exclude each other";
            }
            boolean single = fields.getAll(HttpHeaders.TRANSFER_ENCODING).size() == 1;
            return single && coding.equalsIgnoreCase("chunked") ? null : "the transfer coding is not a single chunked";
        }
        if (length != null) {
            boolean single = fields.getAll(HttpHeaders.CONTENT_LENGTH).size() == 1;
            return single && isNumber(length) ? null : "Content-Length is not one number";
        }
        return null;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
