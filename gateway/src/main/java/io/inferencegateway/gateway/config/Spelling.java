package io.inferencegateway.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. Pure. */
final class Spelling {
    private static final int LONGEST = 64;

    private Spelling() {}

    /** The nearest of {@code names} if it is near enough to be a slip: at most a third of its letters differ. */
    static Optional<String> nearest(String word, Collection<String> names) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = folded(word);
        return names.stream()
                .filter(name -> distance(wanted, folded(name)) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(wanted, folded(name))));
    }

    /** {@code firstByte}, {@code first_byte} and {@code First-Byte} are the same slip. */
    private static String folded(String name) {
        return name.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance, by rows. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
