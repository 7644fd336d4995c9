package io.inferencegateway.gateway.discovery.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Under which full names a short one is looked for, as {@code resolv.conf(5)} says: its options search and ndots.
 * Immutable.
 *
 * @param domains tried in this order
 * @param dots a name with at least so many dots is tried as it is first, others last
 */
record SearchPath(List<String> domains, int dots) {
    static final SearchPath NONE = new SearchPath(List.of(), 1);

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int MOST_DOMAINS = 6;
    private static final int MOST_DOTS = 15;

    SearchPath {
        domains = List.copyOf(domains);
    }

    /** The host's. It reads a small local file, once, at the start. */
    static SearchPath ofHost() {
        try {
            return parse(Files.readAllLines(RESOLV_CONF));
        } catch (IOException absent) {
            return NONE;
        }
    }

    /** Pure. */
    static SearchPath parse(List<String> lines) {
        List<String> domains = List.of();
        int dots = 1;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("search") || words[0].equals("domain")) {
                domains = Arrays.stream(words).skip(1).limit(MOST_DOMAINS).toList();
            } else if (words[0].equals("options")) {
                dots = dots(words, dots);
            }
        }
        return new SearchPath(domains, dots);
    }

    private static int dots(String[] options, int otherwise) {
        int dots = otherwise;
        for (String option : options) {
            if (option.matches("ndots:[0-9]{1,4}")) {
                dots = Math.min(MOST_DOTS, Integer.parseInt(option.substring("ndots:".length())));
            }
        }
        return dots;
    }

    /** Full names, each with its last dot, in the order in which they are to be asked for. */
    List<String> candidates(String name) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> candidates = new ArrayList<>();
        boolean firstAsItIs = name.chars().filter(c -> c == '.').count() >= dots;
        if (firstAsItIs) {
            candidates.add(name + ".");
        }
        domains.forEach(domain ->
                candidates.add((name + "." + domain + (domain.endsWith(".") ? "" : ".")).toLowerCase(Locale.ROOT)));
        if (!firstAsItIs) {
            candidates.add(name + ".");
        }
        return candidates;
    }
}
