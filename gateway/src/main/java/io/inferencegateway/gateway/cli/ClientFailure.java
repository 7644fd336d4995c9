package io.inferencegateway.gateway.cli;

/** A command did not do what it was asked to. The message is for the person who typed it; there is no stack trace. */
class ClientFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientFailure(String message) {
        super(message, null, false, false);
    }

    /** The gateway can't be reached, or not now: another try may do. */
    static final class Away extends ClientFailure {
        private static final long serialVersionUID = 1L;

        Away(String message) {
            super(message);
        }
    }
}
