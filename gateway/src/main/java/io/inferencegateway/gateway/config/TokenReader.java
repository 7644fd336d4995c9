package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.AdminToken;
import io.inferencegateway.gateway.config.GatewayConfig.CallerToken;
import io.inferencegateway.gateway.config.GatewayConfig.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tokens of a configuration: the admin listener's and the callers'. Owner: the reading thread. */
final class TokenReader {
    private static final ScalarType<Role> ROLE = ScalarType.oneOf(Role.class);
    private static final ScalarType<TokenDigest> DIGEST = new ScalarType<>(
            "the SHA-256 of a token in 64 hexadecimal digits", ScalarType.Form.TEXT, false, text -> Optional.of(text)
                    .filter(hex -> hex.matches("[0-9A-Fa-f]{64}"))
                    .map(TokenDigest::ofHex));

    private final SecretReader secrets;
    private final Problems problems;

    TokenReader(SecretReader secrets, Problems problems) {
        this.secrets = secrets;
        this.problems = problems;
    }

    List<AdminToken> adminTokens(Section admin) {
        List<AdminToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section.Entry element : admin.list("tokens")) {
            Section token = Section.of(element.value(), element.path(), problems);
            Optional<String> name = name(token, names, element);
            Role role = token.value("role", ROLE, Role.VIEWER);
            Section.Entry at = token.requiredEntry("secret", "the token as { file: PATH } or { env: NAME }");
            token.refuseTheRest();
            Optional<Secret> secret = at == null ? Optional.empty() : secrets.read(at.value(), at.path(), problems);
            if (name.isPresent() && secret.isPresent()) {
                tokens.add(new AdminToken(name.get(), role, secret.get()));
            }
        }
        return tokens;
    }

    /** @param auth the section of a model; where it is absent, everyone may call */
    List<CallerToken> callerTokens(Section auth) {
        List<CallerToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<TokenDigest> digests = new HashSet<>();
        List<Section.Entry> elements = auth.list("tokens");
        auth.refuseTheRest();
        if (auth.isPresent() && elements.isEmpty()) {
            problems.add(auth.start(), auth.path(), "must have at least one token under 'tokens'");
        }
        for (Section.Entry element : elements) {
            Section token = Section.of(element.value(), element.path(), problems);
            Optional<String> name = name(token, names, element);
            Optional<CallerToken> read = name.flatMap(it -> callerToken(it, token, element));
            token.refuseTheRest();
            read.ifPresent(it -> {
                if (!digests.add(it.digest())) {
                    problems.add(element.value(), element.path(), "is the same token as one before it");
                }
                tokens.add(it);
            });
        }
        return tokens;
    }

    private Optional<CallerToken> callerToken(String name, Section token, Section.Entry element) {
        Section.Entry secret = token.entry("secret");
        Optional<TokenDigest> digest = token.optional("sha256", DIGEST);
        if ((secret == null) == (token.entry("sha256") == null)) {
            problems.add(element.value(), element.path(), "must have exactly one of the keys secret and sha256");
            return Optional.empty();
        }
        return secret == null
                ? digest.map(it -> new CallerToken(name, it, null))
                : secrets.read(secret.value(), secret.path(), problems)
                        .map(it -> new CallerToken(name, TokenDigest.of(it.reveal()), it.origin()));
    }

    private Optional<String> name(Section token, Set<String> taken, Section.Entry element) {
        Optional<String> name = token.required("name", ScalarType.NAME, "who holds the token");
        if (name.isPresent() && !taken.add(name.get())) {
            problems.add(element.value(), element.path() + ".name", "is the name of another token too");
        }
        return name;
    }
}
