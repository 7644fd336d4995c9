package io.inferencegateway.gateway.upstream;

/** As many connections to the upstream are open as may be, and none of them rests. */
public final class ConnectionLimitReached extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConnectionLimitReached() {
        super("as many connections as may be are open", null, false, false);
    }
}
