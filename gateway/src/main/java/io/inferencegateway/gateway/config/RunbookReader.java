package io.inferencegateway.gateway.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The key {@code runbook}: a URL with holes to be filled. Pure but for the problems. */
final class RunbookReader {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)}");
    private static final Set<String> KNOWN = Set.of("model", "version", "event");
    static final ScalarType<String> RUNBOOK = ScalarType.text(
            "a URL such as https://runbooks.example/{model}#{event}, in which {model}, {version} and {event} may stand",
            RunbookReader::checked);

    private RunbookReader() {}

    static @Nullable String read(Section section, @Nullable String fallback) {
        return section.optional("runbook", RUNBOOK).orElse(fallback);
    }

    private static Optional<String> checked(String text) {
        Matcher holes = HOLE.matcher(text);
        while (holes.find()) {
            if (!KNOWN.contains(holes.group(1))) {
                return Optional.empty();
            }
        }
        String filled = HOLE.matcher(text).replaceAll("x");
        int fragment = filled.indexOf('#');
        String url = fragment < 0 ? filled : filled.substring(0, fragment);
        boolean plain = text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>');
        return plain && ScalarType.WEBHOOK_URL.parse().apply(url).isPresent() ? Optional.of(text) : Optional.empty();
    }
}
