package io.inferencegateway.gateway.wire;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which trailers may be relayed, in both directions (RFC 9110, section 6.5.1): nothing that frames, routes, authenticates,
 * changes what is asked for, or says what the content is. Such a field has its effect at the beginning of a message, and
 * only a recipient that merges trailers into the header would see it at the end. Pure.
 */
public final class Trailers {
    /** Beyond those that have a role of their own. */
    private static final Set<String> FORBIDDEN = Set.of(
            "accept",
            "content-disposition",
            "content-language",
            "content-location",
            "expect",
            "expires",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "max-forwards",
            "pragma",
            "range",
            "retry-after",
            "warning",
            "www-authenticate",
            "x-igw-track");

    private Trailers() {}

    /** Those of {@code from} that may go on; the shared empty fields if there are none. */
    public static HttpHeaders endToEnd(HttpHeaders from) {
        if (from.isEmpty()) {
            return EmptyHttpHeaders.INSTANCE;
        }
        HttpHeaders kept = DefaultHttpHeadersFactory.trailersFactory()
                .withValidation(false)
                .newHeaders();
        for (Map.Entry<String, String> trailer : from) {
            if (mayPass(trailer.getKey(), trailer.getValue())) {
                kept.add(trailer.getKey(), trailer.getValue());
            }
        }
        return kept.isEmpty() ? EmptyHttpHeaders.INSTANCE : kept;
    }

    private static boolean mayPass(String name, String value) {
        return FieldRole.of(name) == FieldRole.END_TO_END
                && !FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))
                && Tokens.isToken(name)
                && FieldValues.isClean(value);
    }
}
