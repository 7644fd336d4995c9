package io.inferencegateway.gateway.wire;

import java.nio.charset.StandardCharsets;

/** The {@code token} rule of RFC 9110, section 5.6.2: what methods and field names are made of. */
final class Tokens {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        byte[] allowed = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                .getBytes(StandardCharsets.US_ASCII);
        for (byte b : allowed) {
            TOKEN[b] = true;
        }
    }

    private Tokens() {}

    /** Whether these bytes are a token of at least one character. */
    static boolean isToken(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (!TOKEN[bytes[i] & 0xff]) {
                return false;
            }
        }
        return length > 0;
    }

    static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || !TOKEN[c]) {
                return false;
            }
        }
        return text.length() > 0;
    }
}
