package io.inferencegateway.gateway.route;

import io.inferencegateway.gateway.config.UsageKey;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** What a model's callers are called where its usage is counted. Immutable; any thread. */
public record CallerNames(UsageKey by) {
    /** Names that are longer are cut: they are a caller's to choose. */
    private static final int LONGEST = 64;

    /**
     * Empty for a caller that does not say, null for one that is not counted.
     *
     * @param tokenHolder the name of the token that let it in, or null where none did
     */
    public @Nullable String of(@Nullable String tokenHolder, MultiMap fields) {
        String header = by.header();
        if (header == null) {
            return by.token() ? tokenHolder : null;
        }
        String value = fields.get(header);
        return value == null ? "" : value.length() <= LONGEST ? value : value.substring(0, LONGEST);
    }
}
