package io.inferencegateway.gateway.proxy;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The value of {@code x-request-id}. A caller's own is kept when it is well-formed: 1 to 128 characters of letters,
 * digits and {@code . _ : / + = -}, so that it can stand unescaped in a log line, a header and a JSON string.
 */
final class RequestIds {
    private static final int MAX_LENGTH = 128;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private RequestIds() {}

    /** The caller's id if it is well-formed, else a new one. */
    static String keepOrCreate(@Nullable String offered) {
        return offered != null && isWellFormed(offered) ? offered : create();
    }

    static boolean isWellFormed(String id) {
        int length = id.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (!isAllowed(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** 128 random bits as 32 lower-case hexadecimal digits: unique, not secret. */
    @SuppressWarnings("deprecation") // the one constructor that makes a Latin-1 string without a decoder
    static String create() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] digits = new byte[32];
        writeHex(random.nextLong(), digits, 0);
        writeHex(random.nextLong(), digits, 16);
        return new String(digits, 0);
    }

    private static void writeHex(long bits, byte[] target, int offset) {
        for (int i = 15; i >= 0; i--) {
            target[offset + i] = HEX[(int) (bits & 0xf)];
            bits >>>= 4;
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '-' && c <= ':') // - . / and the digits and :
                || c == '_'
                || c == '+'
                || c == '=';
    }
}
