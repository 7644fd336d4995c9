package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a WebSocket (RFC 6455, sections 4.1 and 4.2): what is a real one, and whether an upstream took
 * it up. Immutable.
 */
public final class WebSocketUpgrade {
    private static final String WEBSOCKET = "websocket";
    private static final String VERSION = "13";
    /** The suffix that the RFC hashes with the key. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    /** 16 bytes in Base64. */
    private static final int KEY_LENGTH = 24;

    private final String accept;

    private WebSocketUpgrade(String key) {
        this.accept = acceptOf(key);
    }

    /** What the request asks for, or null: anything but a whole and well-formed handshake is an ordinary request. */
    public static @Nullable WebSocketUpgrade askedBy(HttpServerRequest request, RequestLength length) {
        MultiMap fields = request.headers();
        if (!fields.contains(HttpHeaderNames.UPGRADE)
                || request.version() != HttpVersion.HTTP_1_1
                || !request.method().equals(HttpMethod.GET)
                || length.hasBody()
                || !isSwitchTo(fields)
                || !VERSION.equals(only(fields, HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return null;
        }
        String key = only(fields, HttpHeaderNames.SEC_WEBSOCKET_KEY);
        return key != null && isKey(key) ? new WebSocketUpgrade(key) : null;
    }

    /** Asks for it on the next connection. */
    public void addTo(HttpHeaders fields) {
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        fields.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    }

    /**
     * Whether an answer with status 101 says yes to this handshake and to nothing else.
     *
     * @param fields the upstream's
     */
    public boolean isTakenUpBy(MultiMap fields) {
        return isSwitchTo(fields)
                && accept.equals(only(fields, HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
                && !fields.contains(HttpHeaderNames.CONTENT_LENGTH);
    }

    private static boolean isSwitchTo(MultiMap fields) {
        String protocol = only(fields, HttpHeaderNames.UPGRADE);
        return protocol != null && protocol.equalsIgnoreCase(WEBSOCKET) && nominatesUpgrade(fields);
    }

    private static boolean nominatesUpgrade(MultiMap fields) {
        for (String line : fields.getAll(HttpHeaderNames.CONNECTION)) {
            for (String option : line.split(",", -1)) {
                if (HttpHeaderValues.UPGRADE.contentEqualsIgnoreCase(option.trim())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable String only(MultiMap fields, CharSequence name) {
        List<String> lines = fields.getAll(name);
        return lines.size() == 1 ? lines.get(0).trim() : null;
    }

    private static boolean isKey(String text) {
        if (text.length() != KEY_LENGTH || !text.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < KEY_LENGTH - 2; i++) {
            char c = text.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && (c < '0' || c > '9') && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    private static String acceptOf(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
