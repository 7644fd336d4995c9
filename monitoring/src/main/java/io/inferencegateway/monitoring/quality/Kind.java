package io.inferencegateway.monitoring.quality;

/** What a feature or a prediction consists of. */
public enum Kind {
    NUMERIC("numeric"),
    CATEGORICAL("categorical");

    private final String label;

    Kind(String label) {
        this.label = label;
    }

    /** As it stands in configuration, the API and files. */
    public String label() {
        return label;
    }
}
