package io.inferencegateway.gateway.cli;

/** A command did not do what it was asked to. The message is for the person who typed it; there is no stack trace. */
final class ClientFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientFailure(String message) {
        super(message, null, false, false);
    }
}
