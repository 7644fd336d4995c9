package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.TokenDigest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may call a model. Immutable; any thread. */
public record CallerTokens(List<CallerToken> tokens) {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    public CallerTokens {
        tokens = List.copyOf(tokens);
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("nobody could call it");
        }
    }

    /** Null for no tokens: everyone may call. */
    static @Nullable CallerTokens of(List<CallerToken> tokens) {
        return tokens.isEmpty() ? null : new CallerTokens(tokens);
    }

    /**
     * The name of the token that a caller shows, or null where it shows none of these.
     *
     * @param lines every {@code Authorization} field of the request: two of them are no proof, whatever they say
     */
    public @Nullable String callerOf(List<String> lines) {
        String offered = lines.size() == 1 ? offered(lines.get(0)) : null;
        return offered == null
                ? null
                : TokenDigest.holderOf(offered, tokens, CallerToken::digest)
                        .map(CallerToken::name)
                        .orElse(null);
    }

    /** The names, for people. */
    public String names() {
        return tokens.stream().map(CallerToken::name).collect(Collectors.joining(", "));
    }

    /** The token of {@code Bearer} (RFC 6750) or the password of {@code Basic} (RFC 7617), whoever the user is. */
    private static @Nullable String offered(String line) {
        if (startsWith(line, BEARER)) {
            return line.substring(BEARER.length()).strip();
        }
        if (!startsWith(line, BASIC)) {
            return null;
        }
        try {
            byte[] pair =
                    Base64.getDecoder().decode(line.substring(BASIC.length()).strip());
            String text = new String(pair, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? null : text.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static boolean startsWith(String line, String scheme) {
        return line.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
