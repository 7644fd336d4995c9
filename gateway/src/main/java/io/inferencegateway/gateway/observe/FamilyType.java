package io.inferencegateway.gateway.observe;

/** What the values of a metric family mean. */
enum FamilyType {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram");

    private final String keyword;

    FamilyType(String keyword) {
        this.keyword = keyword;
    }

    /** The word in the {@code # TYPE} line. */
    String keyword() {
        return keyword;
    }
}
