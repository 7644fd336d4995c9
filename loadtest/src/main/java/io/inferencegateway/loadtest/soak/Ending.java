package io.inferencegateway.loadtest.soak;

import io.inferencegateway.monitoring.stats.Outcome;

/**
 * How one request ended, as it stands in a book: the callers' or the gateway's.
 *
 * @param model empty where the gateway knows none
 * @param version as text, empty where none was chosen
 */
record Ending(String model, String version, int status, String outcome) implements Comparable<Ending> {
    static Ending of(String model, String version, int status, Outcome outcome) {
        return new Ending(model, version, status, outcome.label());
    }

    /** Where the gateway found no version to blame. */
    static Ending unroutable(int status) {
        return of("", "", status, Outcome.CLIENT_ERROR);
    }

    static Ending left(String model) {
        return of(model, "1", 499, Outcome.CLIENT_ABORT);
    }

    @Override
    public int compareTo(Ending other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        String where = model.isEmpty() ? "no model" : model + "/v/" + version;
        return where + ' ' + status + ' ' + outcome;
    }
}
