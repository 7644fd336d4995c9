package io.inferencegateway.gateway.resources;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads an exposition (Prometheus text or OpenMetrics) as it comes, and keeps of it the {@link Family} figures alone. A line
 * that can't be read, is too long or tells what can't be (negative, NaN, infinite) is passed over. Owner: whoever feeds it.
 */
final class ExpositionReader {
    private static final int LONGEST_LINE = 4 * 1024;

    private final byte[] line = new byte[LONGEST_LINE];
    private final Map<Family, Double> found = new EnumMap<>(Family.class);
    private int length;
    private boolean tooLong;

    void feed(byte[] chunk) {
        for (byte each : chunk) {
            if (each == '\n') {
                endOfLine();
            } else if (length < LONGEST_LINE) {
                line[length++] = each;
            } else {
                tooLong = true;
            }
        }
    }

    /** What was found up to here; a last line without an end counts. */
    Map<Family, Double> end() {
        endOfLine();
        return found;
    }

    private void endOfLine() {
        if (!tooLong && length > 0 && line[0] != '#') {
            sample(new String(line, 0, length, StandardCharsets.UTF_8).strip());
        }
        length = 0;
        tooLong = false;
    }

    /** {@code name[{labels}] value [timestamp]}; braces within quoted label values are no ends of labels. */
    private void sample(String text) {
        int nameEnd = 0;
        while (nameEnd < text.length()
                && text.charAt(nameEnd) != '{'
                && !Character.isWhitespace(text.charAt(nameEnd))) {
            nameEnd++;
        }
        int valueAt = nameEnd < text.length() && text.charAt(nameEnd) == '{' ? afterLabels(text, nameEnd + 1) : nameEnd;
        if (valueAt < 0 || valueAt >= text.length()) {
            return;
        }
        String value = text.substring(valueAt).strip().split("\\s", 2)[0];
        Family.add(found, text.substring(0, nameEnd), number(value));
    }

    /** NaN for what is no figure to go by, such as +Inf as Go writes it, and garbage. */
    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static int afterLabels(String text, int from) {
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char each = text.charAt(i);
            if (quoted && each == '\\') {
                i++;
            } else if (each == '"') {
                quoted = !quoted;
            } else if (each == '}' && !quoted) {
                return i + 1;
            }
        }
        return -1;
    }
}
