package io.inferencegateway.gateway.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is called where a model's usage is counted. Immutable.
 *
 * @param token whether it is the name of the token that let it in
 * @param header the field whose value it is, or null where there is none
 */
public record UsageKey(boolean token, @Nullable String header) {
    /** Usage is not counted. */
    public static final UsageKey NONE = new UsageKey(false, null);

    public static final UsageKey TOKEN = new UsageKey(true, null);

    private static final String HEADER = "header:";

    /** Their values let people in: they are nobody's name, and would be shown. */
    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token");

    private static final ScalarType<UsageKey> TYPE = ScalarType.text(
            "one of token, none, header:NAME, with a header that carries no credential", UsageKey::parse);

    /** @param tokens whether the model's callers show tokens */
    static UsageKey read(Section usage, boolean tokens, Problems problems) {
        UsageKey key = usage.value("by", TYPE, tokens ? TOKEN : NONE);
        Section.Entry at = usage.entry("by");
        if (key.token && !tokens && at != null) {
            problems.add(at.value(), at.path(), "counts by token, but the model has no 'auth.tokens'");
        }
        usage.refuseTheRest();
        return key;
    }

    private static Optional<UsageKey> parse(String text) {
        return switch (text) {
            case "token" -> Optional.of(TOKEN);
            case "none" -> Optional.of(NONE);
            default ->
                text.startsWith(HEADER)
                        ? ScalarType.HEADER_NAME
                                .parse()
                                .apply(text.substring(HEADER.length()))
                                .filter(name -> !CREDENTIALS.contains(name.toLowerCase(Locale.ROOT)))
                                .map(name -> new UsageKey(false, name))
                        : Optional.empty();
        };
    }

    /** As it is written in the file. */
    public String written() {
        return header != null ? HEADER + header : token ? "token" : "none";
    }
}
