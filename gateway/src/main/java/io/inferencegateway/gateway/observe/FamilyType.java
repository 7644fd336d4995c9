package io.inferencegateway.gateway.observe;

import java.util.stream.Stream;

/** What the values of a metric family mean. */
enum FamilyType {
    COUNTER("counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram"),
    SUMMARY("summary"),
    /** Only where {@link ExpositionWriter#takesExponentialHistograms}. */
    EXPONENTIAL_HISTOGRAM("histogram");

    private static final String TOTAL = "_total";

    private final String keyword;

    FamilyType(String keyword) {
        this.keyword = keyword;
    }

    /** The word in the {@code # TYPE} line. */
    String keyword() {
        return keyword;
    }

    /** The names under which somebody may ask for a family: its own, and those of its series. */
    Stream<String> seriesOf(String family) {
        return switch (this) {
            case COUNTER ->
                family.endsWith(TOTAL)
                        ? Stream.of(family, family.substring(0, family.length() - TOTAL.length()))
                        : Stream.of(family);
            case GAUGE -> Stream.of(family);
            case HISTOGRAM, EXPONENTIAL_HISTOGRAM ->
                Stream.of(family, family + "_bucket", family + "_sum", family + "_count");
            case SUMMARY -> Stream.of(family, family + "_sum", family + "_count");
        };
    }
}
