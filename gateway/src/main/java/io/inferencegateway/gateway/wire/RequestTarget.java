package io.inferencegateway.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a request target asks for, read from its raw characters. Nothing is decoded: the bytes that are routed are the
 * bytes that are judged and the bytes that are forwarded. Immutable.
 *
 * <p>The matched part, up to the tail, may hold no dot segment, escaped or raw slash, backslash, NUL, empty segment or
 * malformed escape. The tail goes on byte-exact, so it may hold all of these but one: a dot segment is refused anywhere
 * in the path, because an upstream that resolves it would leave the prefix under which the gateway put it. For that
 * purpose {@code %2e} is a dot, and whatever some server takes for the end of a segment ends it: a slash, a backslash,
 * either of them escaped, a semicolon. The query is not looked at.
 */
public final class RequestTarget {
    /** Which rule picks the version. */
    public enum Selector {
        /** {@code /models/{id}/v/{n}}: {@link #version()} holds n. */
        PINNED,
        /** {@code /models/{id}} or {@code /models/{id}/latest}: the model's traffic split. */
        SPLIT,
        /** {@code /models/{id}/labels/{label}}: {@link #label()} holds the label. */
        LABEL,
        /** {@code OPTIONS *}: a question to the gateway itself. */
        SERVER,
        /** Not to be served: {@link #refusal()} says why. */
        REFUSED
    }

    private static final String PREFIX = "/models/";
    private static final int MAX_NAME = 64;
    private static final int MAX_VERSION_DIGITS = 9;

    private static final Refusal BAD_TARGET =
            Refusal.badRequest("The request target is neither a path nor an absolute http or https URL.");
    private static final Refusal BAD_PATH =
            Refusal.badRequest("The path holds a dot segment, an escaped or doubled separator, or a malformed escape.");
    private static final Refusal FRAGMENT = Refusal.badRequest("A request target has no fragment.");
    private static final Refusal NO_TUNNEL = new Refusal(405, "Method Not Allowed", "This method is not served.");
    private static final Refusal UNKNOWN_METHOD = new Refusal(501, "Not Implemented", "This method is not known.");
    private static final Refusal UNKNOWN_PATH = Refusal.notFound("There is nothing at this path.");

    private final Selector selector;
    private final @Nullable Refusal refusal;
    private final @Nullable String authority;
    private final String origin;
    private final int queryStart;
    private final String model;
    private final int version;
    private final String label;
    private final int tailStart;

    private RequestTarget(
            Selector selector,
            @Nullable Refusal refusal,
            @Nullable String authority,
            String origin,
            int queryStart,
            String model,
            int version,
            String label,
            int tailStart) {
        this.selector = selector;
        this.refusal = refusal;
        this.authority = authority;
        this.origin = origin;
        this.queryStart = queryStart;
        this.model = model;
        this.version = version;
        this.label = label;
        this.tailStart = tailStart;
    }

    /**
     * Reads a target. Never throws: what can't be served has the selector {@link Selector#REFUSED}.
     *
     * @param method the method token as it came
     * @param raw the request target as it came: visible ASCII characters only
     */
    public static RequestTarget parse(String method, String raw) {
        Refusal methodRefusal = refusalOf(method);
        if (methodRefusal != null) {
            return refused(methodRefusal, raw, raw.length());
        }
        if (raw.startsWith("/")) {
            return parseOrigin(null, raw);
        }
        if (raw.equals("*")) {
            return method.equals("OPTIONS")
                    ? new RequestTarget(Selector.SERVER, null, null, raw, 1, "", 0, "", 1)
                    : refused(BAD_TARGET, raw, 1);
        }
        return parseAbsolute(raw);
    }

    private static @Nullable Refusal refusalOf(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> null;
            case "CONNECT", "TRACE" -> NO_TUNNEL;
            default -> UNKNOWN_METHOD;
        };
    }

    private static RequestTarget parseAbsolute(String raw) {
        int start;
        if (raw.regionMatches(true, 0, "http://", 0, 7)) {
            start = 7;
        } else if (raw.regionMatches(true, 0, "https://", 0, 8)) {
            start = 8;
        } else {
            return refused(BAD_TARGET, raw, 0);
        }
        int end = start;
        while (end < raw.length() && !endsAuthority(raw.charAt(end))) {
            end++;
        }
        String authority = raw.substring(start, end);
        if (!Authority.isWellFormed(authority)) {
            return refused(BAD_TARGET, raw, 0);
        }
        String rest = raw.substring(end);
        return parseOrigin(authority, rest.startsWith("/") ? rest : "/" + rest);
    }

    private static boolean endsAuthority(char c) {
        return c == '/' || c == '?' || c == '#';
    }

    private static RequestTarget parseOrigin(@Nullable String authority, String origin) {
        int pathEnd = origin.indexOf('?');
        if (pathEnd < 0) {
            pathEnd = origin.length();
        }
        if (origin.indexOf('#') >= 0) {
            return refused(FRAGMENT, origin, pathEnd);
        }
        if (PathRules.hasDotSegment(origin, pathEnd)) {
            return refused(BAD_PATH, origin, pathEnd);
        }
        int idEnd = origin.startsWith(PREFIX) ? segmentEnd(origin, PREFIX.length(), pathEnd) : -1;
        if (idEnd < 0 || !PathRules.isName(origin, PREFIX.length(), idEnd, MAX_NAME)) {
            return unmatched(origin, pathEnd, pathEnd);
        }
        String model = origin.substring(PREFIX.length(), idEnd);
        return select(authority, origin, pathEnd, model, idEnd);
    }

    /** {@code idEnd} is where the tail of the shortest form begins. */
    private static RequestTarget select(
            @Nullable String authority, String origin, int pathEnd, String model, int idEnd) {
        int from = idEnd + 1;
        int to = idEnd < pathEnd ? segmentEnd(origin, from, pathEnd) : idEnd;
        if (isSegment(origin, from, to, "v")) {
            int numberEnd = to < pathEnd ? segmentEnd(origin, to + 1, pathEnd) : to;
            int version = PathRules.number(origin, to + 1, numberEnd, MAX_VERSION_DIGITS);
            return version < 0
                    ? unmatched(origin, pathEnd, numberEnd)
                    : new RequestTarget(
                            Selector.PINNED, null, authority, origin, pathEnd, model, version, "", numberEnd);
        }
        if (isSegment(origin, from, to, "labels")) {
            int labelEnd = to < pathEnd ? segmentEnd(origin, to + 1, pathEnd) : to;
            if (!PathRules.isName(origin, to + 1, labelEnd, MAX_NAME)) {
                return unmatched(origin, pathEnd, labelEnd);
            }
            String label = origin.substring(to + 1, labelEnd);
            return new RequestTarget(Selector.LABEL, null, authority, origin, pathEnd, model, 0, label, labelEnd);
        }
        if (isSegment(origin, from, to, "latest")) {
            return new RequestTarget(Selector.SPLIT, null, authority, origin, pathEnd, model, 0, "", to);
        }
        if ((from == to && to < pathEnd) || isDisguised(origin, from, to)) {
            return refused(
                    BAD_PATH, origin, pathEnd); // nothing, or a selector in escapes, where the selector would stand
        }
        return new RequestTarget(Selector.SPLIT, null, authority, origin, pathEnd, model, 0, "", idEnd);
    }

    private static boolean isDisguised(String path, int from, int to) {
        return PathRules.readsAs(path, from, to, "v")
                || PathRules.readsAs(path, from, to, "labels")
                || PathRules.readsAs(path, from, to, "latest");
    }

    private static boolean isSegment(String path, int from, int to, String segment) {
        return to - from == segment.length() && path.startsWith(segment, from);
    }

    private static int segmentEnd(String path, int from, int pathEnd) {
        int slash = path.indexOf('/', from);
        return slash < 0 || slash > pathEnd ? pathEnd : slash;
    }

    /** Nothing answers here; whether that is a bad path or an unknown one depends on what was looked at. */
    private static RequestTarget unmatched(String origin, int pathEnd, int lookedAtEnd) {
        boolean clean = PathRules.isClean(origin, Math.min(lookedAtEnd + 1, pathEnd));
        return refused(clean ? UNKNOWN_PATH : BAD_PATH, origin, pathEnd);
    }

    private static RequestTarget refused(Refusal refusal, String origin, int queryStart) {
        return new RequestTarget(Selector.REFUSED, refusal, null, origin, queryStart, "", 0, "", queryStart);
    }

    public Selector selector() {
        return selector;
    }

    /** Why it is not to be served; null unless the selector is {@link Selector#REFUSED}. */
    @Nullable
    public Refusal refusal() {
        return refusal;
    }

    /** The authority of an absolute-form target, which takes the place of Host; null for the usual form. */
    @Nullable
    public String authority() {
        return authority;
    }

    public String model() {
        return model;
    }

    public int version() {
        return version;
    }

    public String label() {
        return label;
    }

    /** The path as it came, without the query. */
    public String path() {
        return origin.substring(0, queryStart);
    }

    /**
     * What the upstream is asked for, in origin form: its own path, then either the tail or the whole path, then the query.
     *
     * @param basePath the upstream URL's own path, without a slash at its end; may be empty
     * @param keepPath whether the whole path goes behind {@code basePath} instead of the tail
     */
    public String upstreamTarget(String basePath, boolean keepPath) {
        int from = keepPath ? 0 : tailStart;
        boolean needsSlash = from == queryStart && basePath.isEmpty();
        if (needsSlash) {
            return queryStart == origin.length() ? "/" : "/".concat(origin.substring(queryStart));
        }
        String kept = from == 0 ? origin : origin.substring(from);
        return basePath.isEmpty() ? kept : basePath.concat(kept);
    }
}
