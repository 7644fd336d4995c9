package io.inferencegateway.gateway.rollout;

/** Why a command was not carried out, in the terms the admin API answers in (RFC 9457). Nothing was changed. */
public final class RolloutProblem extends RuntimeException {
    private final int status;
    private final String title;

    /** @param detail what stands against it and what to do, one line */
    public RolloutProblem(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    static RolloutProblem badRequest(String detail) {
        return new RolloutProblem(400, "The request can't be carried out", detail);
    }

    static RolloutProblem notFound(String detail) {
        return new RolloutProblem(404, "Not found", detail);
    }

    /** The state forbids it. */
    static RolloutProblem conflict(String detail) {
        return new RolloutProblem(409, "The rollout's state forbids it", detail);
    }

    /** What the operator has seen is not what is there any more. */
    static RolloutProblem stale(String detail) {
        return new RolloutProblem(412, "The rollout has moved on", detail);
    }

    /** It could not be made durable, so it was not done. */
    static RolloutProblem notStored(String detail) {
        return new RolloutProblem(503, "The state store does not take it", detail);
    }

    /** An HTTP status: 400, 404, 409, 412 or 503. */
    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
