package io.inferencegateway.gateway.wire;

/** What a field value may hold on the wire: printable characters, spaces and tabs; never a line end, NUL or DEL. */
public final class FieldValues {
    private FieldValues() {}

    /** Refuses a request field's value; its name has been checked by then. */
    static void validate(CharSequence name, CharSequence value) {
        if (!isClean(value)) {
            throw new RefusedRequest("A field value holds a control character.");
        }
    }

    public static boolean isClean(CharSequence value) {
        if (value instanceof String text) {
            for (int i = 0; i < text.length(); i++) {
                if (isControl(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0; i < value.length(); i++) {
            if (isControl(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }
}
