package io.inferencegateway.gateway.config;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys {@code runbook} and {@code dashboard}: URLs with holes to be filled. Pure but for the problems. */
final class RunbookReader {
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]*)}");
    private static final Set<String> HOLES = Set.of("model", "version", "event");
    private static final Set<String> HOLES_OF_DASHBOARD = Set.of("model", "version");
    static final ScalarType<String> RUNBOOK = ScalarType.text(
            "a URL such as https://runbooks.example/{model}#{event}, in which {model}, {version} and {event} may stand",
            text -> checked(text, HOLES));
    private static final ScalarType<String> DASHBOARD = ScalarType.text(
            "a URL such as https://grafana.example/d/models?var-model={model}, in which {model} and {version} may stand",
            text -> checked(text, HOLES_OF_DASHBOARD));

    private RunbookReader() {}

    static @Nullable String read(Section section, @Nullable String fallback) {
        return section.optional("runbook", RUNBOOK).orElse(fallback);
    }

    static @Nullable String readDashboard(Section section, @Nullable String fallback) {
        return section.optional("dashboard", DASHBOARD).orElse(fallback);
    }

    private static Optional<String> checked(String text, Set<String> known) {
        Matcher holes = HOLE.matcher(text);
        while (holes.find()) {
            if (!known.contains(holes.group(1))) {
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
