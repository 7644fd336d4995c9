package io.inferencegateway.gateway.quality.payload;

import io.inferencegateway.monitoring.quality.Observation;
import java.util.List;

/** What was found in a request and its answer. */
public sealed interface Reading {
    /** @param rows at least one; of a batch one for each of its rows */
    record Rows(List<Observation> rows) implements Reading {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    record Skipped(Reason reason) implements Reading {}

    /** Why there is no row. */
    enum Reason {
        /** Neither is JSON within its bounds: of depth, of the length of numbers and of names. */
        NOT_JSON("not_json"),
        /** There are neither features nor a prediction where the format has them. */
        NO_ROWS("no_rows"),
        /** The answer is a stream, and not one of completions. */
        STREAM("stream");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** As it stands in reports. */
        public String label() {
            return label;
        }
    }
}
