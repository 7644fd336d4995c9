package io.inferencegateway.gateway.api;

/** Renders all metrics as one page. Called on a worker thread, never on an event loop. */
@FunctionalInterface
public interface MetricsPage {
    /**
     * @param accept the request's Accept header, empty where it has none
     */
    Rendered render(String accept);

    /** @param body UTF-8, written once */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the socket, never compared
    record Rendered(String contentType, byte[] body) {}
}
