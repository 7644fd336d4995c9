package io.inferencegateway.gateway.wire;

/** The tests that {@link RequestTarget} puts to a raw path. Pure; ends are exclusive. */
final class PathRules {
    private PathRules() {}

    /** Whether any segment up to {@code end} is {@code .} or {@code ..} to some server. */
    static boolean hasDotSegment(String path, int end) {
        int dots = 0;
        boolean onlyDots = true;
        int i = 0;
        while (i < end) {
            char c = path.charAt(i);
            int width = 1;
            if (c == '%' && i + 2 < end) {
                char decoded = decode(path.charAt(i + 1), path.charAt(i + 2));
                if (decoded == '.' || decoded == '/' || decoded == '\\' || decoded == ';') {
                    c = decoded;
                    width = 3;
                }
            }
            if (c == '/' || c == '\\' || c == ';') {
                if (onlyDots && (dots == 1 || dots == 2)) {
                    return true;
                }
                dots = 0;
                onlyDots = c != ';'; // what follows a semicolon is a parameter, not a segment
            } else if (c == '.') {
                dots++;
            } else {
                onlyDots = false;
            }
            i += width;
        }
        return onlyDots && (dots == 1 || dots == 2);
    }

    /** Whether the matched part of a path holds no empty segment, backslash, malformed escape, or escaped %2f %5c %00. */
    static boolean isClean(String path, int end) {
        for (int i = 0; i < end; i++) {
            char c = path.charAt(i);
            if (c == '\\' || (c == '/' && i > 0 && path.charAt(i - 1) == '/')) {
                return false;
            }
            if (c == '%') {
                if (i + 2 >= end || !isHex(path.charAt(i + 1)) || !isHex(path.charAt(i + 2))) {
                    return false;
                }
                char decoded = decode(path.charAt(i + 1), path.charAt(i + 2));
                if (decoded == '/' || decoded == '\\' || decoded == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Whether a parser that decodes first would find {@code word} where this segment begins, up to the segment's end or to
     * an escaped separator: {@code v%2f1} is {@code v/1} to it.
     */
    static boolean readsAs(String path, int from, int to, String word) {
        int at = from;
        for (int i = 0; i < word.length(); i++) {
            if (at >= to || decodedAt(path, at, to) != word.charAt(i)) {
                return false;
            }
            at += widthAt(path, at, to);
        }
        char next = at < to ? decodedAt(path, at, to) : '/';
        return next == '/' || next == '\\' || next == 0;
    }

    private static char decodedAt(String path, int at, int end) {
        return widthAt(path, at, end) == 3 ? decode(path.charAt(at + 1), path.charAt(at + 2)) : path.charAt(at);
    }

    private static int widthAt(String path, int at, int end) {
        return path.charAt(at) == '%' && at + 2 < end ? 3 : 1;
    }

    /** Whether this is a name of letters, digits and {@code . _ -}. */
    static boolean isName(String path, int from, int to, int maxLength) {
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return to > from && to - from <= maxLength;
    }

    /** The decimal number in this range, or -1 if it is anything else. */
    static int number(String path, int from, int to, int maxDigits) {
        if (from >= to || to - from > maxDigits) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private static char decode(char high, char low) {
        return isHex(high) && isHex(low)
                ? (char) (Character.digit(high, 16) << 4 | Character.digit(low, 16))
                : Character.MAX_VALUE;
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
