package io.inferencegateway.gateway.observe;

/** Exchanges of one version at one moment: all that have not ended, and those of them that wait for a free place. */
public record Load(int inFlight, int queued) {
    public static final Load NONE = new Load(0, 0);

    Load plus(Load other) {
        return new Load(inFlight + other.inFlight, queued + other.queued);
    }
}
