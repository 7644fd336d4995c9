package io.inferencegateway.gateway.observe;

import java.util.Arrays;

/** The labels of a sample, in the order in which they are written. Immutable. */
final class Labels {
    static final Labels NONE = new Labels(new String[0], "");

    private final String[] namesAndValues;
    private final String text;

    private Labels(String[] namesAndValues, String text) {
        this.namesAndValues = namesAndValues;
        this.text = text;
    }

    /** {@code Labels.of("model", id, "version", "2")}. */
    static Labels of(String... namesAndValues) {
        StringBuilder text = new StringBuilder(128);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            append(text, namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Labels(namesAndValues.clone(), text.toString());
    }

    Labels and(String name, String value) {
        return and(Labels.of(name, value));
    }

    Labels and(Labels more) {
        if (text.isEmpty() || more.text.isEmpty()) {
            return text.isEmpty() ? more : this;
        }
        String[] both = Arrays.copyOf(namesAndValues, namesAndValues.length + more.namesAndValues.length);
        System.arraycopy(more.namesAndValues, 0, both, namesAndValues.length, more.namesAndValues.length);
        return new Labels(both, text + ',' + more.text);
    }

    int size() {
        return namesAndValues.length / 2;
    }

    String name(int index) {
        return namesAndValues[2 * index];
    }

    String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    /** What stands between the braces of a sample. */
    String text() {
        return text;
    }

    private static void append(StringBuilder out, String name, String value) {
        if (!out.isEmpty()) {
            out.append(',');
        }
        out.append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
