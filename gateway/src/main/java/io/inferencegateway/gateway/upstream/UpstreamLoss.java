package io.inferencegateway.gateway.upstream;

/** How an upstream connection was lost before the answer was whole. */
public enum UpstreamLoss {
    /** A reused connection closed before the first byte of an answer: most likely it had been dead for a while. */
    STALE,
    /** Closed or reset before the first byte of an answer, on a fresh connection. */
    CLOSED_BEFORE_ANSWER,
    /** Closed or reset in the middle of the answer. */
    CLOSED_MID_ANSWER,
    /** The upstream said that it has not looked at the request: nothing was done, whatever the method. */
    REFUSED,
    /** What arrived is not HTTP, contradicts itself, or is a 101 that nobody asked for. */
    GARBLED
}
