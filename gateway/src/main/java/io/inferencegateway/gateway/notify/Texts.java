package io.inferencegateway.gateway.notify;

/** Texts within the limits of those who take them. Pure. */
final class Texts {
    private Texts() {}

    /** At most {@code most} characters, never half of one. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
