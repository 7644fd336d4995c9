package io.inferencegateway.gateway.config;

import java.util.Comparator;

/**
 * One thing that is wrong with a configuration file, where it is and how to mend it. It never holds a secret's value.
 *
 * @param file the file as the operator typed it
 * @param line from 1
 * @param column from 1
 * @param path the key, as in {@code models.fraud.versions.1.upstreams[0]}; {@code (document)} where there is no key to
 *     blame, {@code (file)} where there is no text to read; never empty, never with a colon
 * @param message one line
 */
public record ConfigProblem(String file, int line, int column, String path, String message) {
    /** The order of the file. */
    static final Comparator<ConfigProblem> BY_POSITION =
            Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column);

    static final String DOCUMENT = "(document)";
    static final String FILE = "(file)";

    private static final int LONGEST_MESSAGE = 400;

    public ConfigProblem {
        if (path.isEmpty() || path.indexOf(':') >= 0 || line < 1 || column < 1) {
            throw new IllegalArgumentException("'" + path + "' at " + line + ":" + column + " is no place in a file");
        }
        message = oneLine(message);
    }

    /** The form in which compilers report, which editors can jump to. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + path + ": " + message;
    }

    /** What a file holds must not be able to write to a terminal or to start a line of its own. */
    private static String oneLine(String text) {
        String printable = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return printable.length() <= LONGEST_MESSAGE ? printable : printable.substring(0, LONGEST_MESSAGE) + "…";
    }
}
