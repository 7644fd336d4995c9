package io.inferencegateway.monitoring.quality;

/** From what says least to what asks for a look. */
public enum QualityVerdict {
    /** Too few rows, or no reference. */
    UNKNOWN("unknown"),
    OK("ok"),
    WARNING("warning"),
    DRIFT("drift");

    private final String label;

    QualityVerdict(String label) {
        this.label = label;
    }

    /** As it stands in the API. */
    public String label() {
        return label;
    }

    QualityVerdict worse(QualityVerdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
