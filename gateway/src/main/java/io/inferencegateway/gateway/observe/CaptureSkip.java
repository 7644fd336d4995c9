package io.inferencegateway.gateway.observe;

/** Why an exchange that was drawn for the quality plane is not looked at. */
public enum CaptureSkip {
    /** The request or the answer is larger than the model's limit. */
    BODY_LIMIT("body_limit", false),
    /** It has a content coding, such as gzip. */
    ENCODED("encoded", false),
    /** It is a stream that is larger than the limit. */
    STREAM("stream", false),
    /** It is a gRPC call, whose messages can't be read without their schema. */
    GRPC("grpc", false),
    /** The upstream answered before it had all of the request. */
    UNFINISHED("unfinished", false),
    /** The process holds as much as it may. */
    BUDGET("budget", true),
    /** The event loop holds as many as it may until the next collection. */
    FULL("full", true);

    private final String label;
    private final boolean isLoss;

    CaptureSkip(String label, boolean isLoss) {
        this.label = label;
        this.isLoss = isLoss;
    }

    /** As it stands in reports. */
    public String label() {
        return label;
    }

    /** Whether it would have been looked at if there had been room. */
    boolean isLoss() {
        return isLoss;
    }
}
