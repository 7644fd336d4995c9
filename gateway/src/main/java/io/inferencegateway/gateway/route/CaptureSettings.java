package io.inferencegateway.gateway.route;

/**
 * Which of a model's exchanges are copied for the quality plane. Immutable.
 *
 * @param sampleBasisPoints the share of them, 1 to 10,000
 * @param bodyLimitBytes an exchange with a larger request or answer is not copied
 */
public record CaptureSettings(int sampleBasisPoints, int bodyLimitBytes) {
    /** @param drawn uniformly from 0 to 9,999 */
    public boolean draws(int drawn) {
        return drawn < sampleBasisPoints;
    }
}
