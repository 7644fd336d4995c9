package io.inferencegateway.canary.split;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callers that take part in a trial, told by what they show in a header or a cookie; all others stay with stable.
 * Exactly one of {@code header} and {@code cookie} is set. Immutable.
 *
 * @param values any one of which will do, compared character by character; at least one
 */
public record Cohort(@Nullable String header, @Nullable String cookie, List<String> values) {
    public Cohort {
        values = List.copyOf(values);
        if ((header == null) == (cookie == null) || values.isEmpty()) {
            throw new IllegalArgumentException("a cohort is told by one header or one cookie and at least one value");
        }
    }

    /** @param shown what the caller has in that header or cookie, or null */
    public boolean takes(@Nullable String shown) {
        return shown != null && values.contains(shown);
    }

    /** For people, such as {@code header x-cohort is beta}. */
    public String words() {
        String where = header != null ? "header " + header : "cookie " + cookie;
        return where + (values.size() == 1 ? " is " + values.get(0) : " is one of " + String.join(", ", values));
    }
}
