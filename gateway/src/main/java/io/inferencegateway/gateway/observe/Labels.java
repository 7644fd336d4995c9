package io.inferencegateway.gateway.observe;

/** Builds the text between the braces of a sample. Owner: whoever renders. */
final class Labels {
    private final StringBuilder out = new StringBuilder(128);

    /** {@code Labels.of("model", id, "version", "2")}. */
    static String of(String... namesAndValues) {
        Labels labels = new Labels();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            labels.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return labels.toString();
    }

    private void with(String name, String value) {
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
    public String toString() {
        return out.toString();
    }
}
