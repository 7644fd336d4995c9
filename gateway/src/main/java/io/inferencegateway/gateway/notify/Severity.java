package io.inferencegateway.gateway.notify;

import java.util.Locale;

/** How much an announcement matters, and whether it is good news. */
public enum Severity {
    INFO("good to know", "#6b7280", "default"),
    GOOD("well again", "#16a34a", "good"),
    WARNING("someone should look", "#d97706", "warning"),
    CRITICAL("someone must look now", "#dc2626", "attention");

    private final String meaning;
    private final String colour;
    private final String cardColour;

    Severity(String meaning, String colour, String cardColour) {
        this.meaning = meaning;
        this.colour = colour;
        this.cardColour = cardColour;
    }

    /** The name in payloads. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }

    /** As {@code #rrggbb}. */
    String colour() {
        return colour;
    }

    /** As adaptive cards name it. */
    String cardColour() {
        return cardColour;
    }
}
