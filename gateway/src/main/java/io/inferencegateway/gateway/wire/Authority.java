package io.inferencegateway.gateway.wire;

/** The syntax of {@code host[:port]} as Host and absolute-form targets carry it (RFC 9112, section 3.2). */
final class Authority {
    private static final int MAX_PORT = 65_535;

    private Authority() {}

    /**
     * Whether this names one host: a registered name or IPv4 address of letters, digits and {@code . - _ ~}, or a
     * bracketed IPv6 address, with an optional port. Narrower than the grammar on purpose: user names, lists, escapes
     * and empty hosts are what two parsers read differently.
     */
    static boolean isWellFormed(String authority) {
        int length = authority.length();
        int hostEnd = 0;
        if (length > 0 && authority.charAt(0) == '[') {
            hostEnd = authority.indexOf(']') + 1;
            if (hostEnd < 4 || !isAddressBody(authority, 1, hostEnd - 1)) {
                return false;
            }
        } else {
            while (hostEnd < length && isNameCharacter(authority.charAt(hostEnd))) {
                hostEnd++;
            }
            if (hostEnd == 0) {
                return false;
            }
        }
        return hostEnd == length || (authority.charAt(hostEnd) == ':' && isPort(authority, hostEnd + 1, length));
    }

    private static boolean isPort(String s, int from, int to) {
        if (from == to || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            char c = s.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= MAX_PORT;
    }

    private static boolean isAddressBody(String s, int from, int to) {
        boolean colon = false;
        for (int i = from; i < to; i++) {
            char c = s.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex && c != ':' && c != '.') {
                return false;
            }
            colon |= c == ':';
        }
        return colon;
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_'
                || c == '~';
    }
}
