package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.ExpositionFormat;
import java.util.Set;

/** Renders metrics as one page. Called on a worker thread, never on an event loop. */
@FunctionalInterface
public interface MetricsPage {
    Rendered render(Wanted wanted);

    /** @param families their names, or those of their series; empty for all */
    record Wanted(ExpositionFormat format, Set<String> families) {
        public Wanted {
            families = Set.copyOf(families);
        }
    }

    /** @param body written once */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the socket, never compared
    record Rendered(String contentType, byte[] body) {}
}
