package io.inferencegateway.gateway.wire;

import io.netty.util.AsciiString;
import java.util.Arrays;

/** What a proxy has to do with a field, by its name. */
enum FieldRole {
    /** For the other end: handed on as it is. */
    END_TO_END,
    /** For the other end, and too important for a Connection field to take away. */
    PROTECTED(
            "age",
            "authorization",
            "cache-control",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "etag",
            "location",
            "set-cookie",
            "vary"),
    /** For this connection only (RFC 9110, section 7.6.1): never handed on. */
    HOP_BY_HOP(
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade"),
    /** The field that nominates further ones of this connection. */
    CONNECTION("connection"),
    HOST("host"),
    VIA("via"),
    FORWARDED("forwarded"),
    X_FORWARDED_FOR("x-forwarded-for"),
    X_FORWARDED_PROTO("x-forwarded-proto"),
    X_FORWARDED_HOST("x-forwarded-host"),
    X_FORWARDED_PORT("x-forwarded-port"),
    /** Other claims about where a request comes from, and every further {@code x-forwarded-*}. */
    ORIGIN_CLAIM("x-real-ip"),
    /** The gateway's own: it alone says what stands in them. */
    OWN("x-request-id", "x-model-version");

    private static final AsciiString X_FORWARDED = AsciiString.cached("x-forwarded-");
    private static final Named[][] BY_LENGTH = byLength();

    @SuppressWarnings("ImmutableEnumChecker") // read once, to make the table
    private final String[] names;

    FieldRole(String... names) {
        this.names = names;
    }

    private record Named(AsciiString name, FieldRole role) {}

    /** The role of a name in any case. Allocates nothing. */
    static FieldRole of(CharSequence name) {
        int length = name.length();
        if (length < BY_LENGTH.length) {
            for (Named candidate : BY_LENGTH[length]) {
                if (candidate.name.contentEqualsIgnoreCase(name)) {
                    return candidate.role;
                }
            }
        }
        boolean claim = length > X_FORWARDED.length()
                && (name.charAt(0) | 0x20) == 'x'
                && AsciiString.regionMatches(name, true, 0, X_FORWARDED, 0, X_FORWARDED.length());
        return claim ? ORIGIN_CLAIM : END_TO_END;
    }

    private static Named[][] byLength() {
        int longest = Arrays.stream(values())
                .flatMap(role -> Arrays.stream(role.names))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        Named[][] table = new Named[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            table[length] = Arrays.stream(values())
                    .flatMap(role -> Arrays.stream(role.names)
                            .filter(name -> name.length() == wanted)
                            .map(name -> new Named(AsciiString.cached(name), role)))
                    .toArray(Named[]::new);
        }
        return table;
    }
}
