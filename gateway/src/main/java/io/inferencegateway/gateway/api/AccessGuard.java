package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.GatewayConfig.AdminToken;
import io.inferencegateway.gateway.config.GatewayConfig.Role;
import io.inferencegateway.gateway.config.TokenDigest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak to the admin listener. Immutable.
 *
 * <p>On loopback without tokens the danger is a web page in the operator's browser: a name that is rebound to 127.0.0.1,
 * or a form that posts across sites. So the Host must be a name of ours and a browser must say that the request comes
 * from our own page. With tokens, the token is the proof; a page of another origin cannot know it, so any Host will do.
 */
final class AccessGuard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");
    private static final String BEARER = "bearer ";
    private static final String CALLER = "caller";
    private static final String UNNAMED = "operator";

    private final String configuredHost;
    private final List<KnownToken> tokens;

    AccessGuard(String configuredHost, List<AdminToken> tokens) {
        this.configuredHost = configuredHost.toLowerCase(Locale.ROOT);
        this.tokens = tokens.stream()
                .map(token -> new KnownToken(
                        token.name(),
                        token.role(),
                        TokenDigest.of(token.secret().reveal())))
                .toList();
    }

    /** @return why the request is refused whatever it asks for, or empty */
    Optional<Problem> refusesOrigin(HttpServerRequest request) {
        String host = hostOf(request.getHeader(HttpHeaders.HOST));
        if (host == null) {
            return Optional.of(Problem.of(400, "the request has no valid Host"));
        }
        if (tokens.isEmpty() && !isOurName(host)) {
            return Optional.of(Problem.of(
                    403,
                    "'" + host
                            + "' is not a name of this listener; use its address, or configure admin tokens to reach it"
                            + " by other names"));
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none") && !isNavigation(request)) {
            return Optional.of(Problem.of(403, "a page of another site may not call the admin API"));
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null && !isOwnOrigin(origin, request.getHeader(HttpHeaders.HOST))) {
            return Optional.of(Problem.of(403, "the origin of this request is not the console's"));
        }
        return Optional.empty();
    }

    /** @return why the caller may not use an operation that needs {@code needed}, or empty; remembers who it is */
    Optional<Problem> refusesRole(RoutingContext ctx, @Nullable Role needed) {
        if (needed == null || tokens.isEmpty()) {
            return Optional.empty();
        }
        Optional<KnownToken> caller = identify(ctx.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (caller.isEmpty()) {
            return Optional.of(Problem.of(401, "send a token of the configuration as 'Authorization: Bearer …'"));
        }
        if (needed == Role.OPERATOR && caller.get().role() != Role.OPERATOR) {
            return Optional.of(
                    Problem.of(403, "'" + caller.get().name() + "' is a viewer; this needs an operator's token"));
        }
        ctx.put(CALLER, caller.get().name());
        return Optional.empty();
    }

    /** The name of the token that let this request in, for the record of who did what. */
    static Optional<String> callerName(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(CALLER));
    }

    /** The token's owner where there are tokens: a body may not sign with another's name. */
    static String actor(RoutingContext ctx, @Nullable String claimed) {
        return callerName(ctx).orElse(claimed == null || claimed.isBlank() ? UNNAMED : claimed);
    }

    private Optional<KnownToken> identify(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Optional.empty();
        }
        return TokenDigest.holderOf(authorization.substring(BEARER.length()).trim(), tokens, KnownToken::digest);
    }

    private boolean isOurName(String host) {
        return LOOPBACK.contains(host)
                || host.equals(configuredHost)
                || host.equals("[" + configuredHost + "]")
                || (WILDCARDS.contains(configuredHost) && isAddress(host));
    }

    /** An address cannot be rebound: only names can. */
    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    /** A link that somebody pasted elsewhere may open the console. */
    private static boolean isNavigation(HttpServerRequest request) {
        return request.method().name().equals("GET")
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    }

    private static boolean isOwnOrigin(String origin, @Nullable String authority) {
        return authority != null
                && (origin.equalsIgnoreCase("http://" + authority) || origin.equalsIgnoreCase("https://" + authority));
    }

    private static @Nullable String hostOf(@Nullable String authority) {
        if (authority == null || authority.isBlank()) {
            return null;
        }
        int portAt =
                authority.startsWith("[") ? authority.indexOf(':', authority.indexOf(']')) : authority.indexOf(':');
        return (portAt < 0 ? authority : authority.substring(0, portAt)).toLowerCase(Locale.ROOT);
    }

    /** The digest stands for the secret, so that no copy of it lives here. */
    private record KnownToken(String name, Role role, TokenDigest digest) {}
}
