package io.inferencegateway.gateway.wire;

/** How the decoder leaves Netty's parser with a {@link Refusal}. Has no stack trace: callers can provoke it at will. */
final class RefusedRequest extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedRequest(Refusal refusal) {
        super(refusal.detail());
        this.refusal = refusal;
    }

    RefusedRequest(String detail) {
        this(Refusal.badRequest(detail));
    }

    Refusal refusal() {
        return refusal;
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
