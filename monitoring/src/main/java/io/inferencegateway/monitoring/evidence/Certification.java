package io.inferencegateway.monitoring.evidence;

/**
 * What speaks for a promotion.
 *
 * @param answered answers the certificates rest on, since the start of the rollout
 * @param answeredAtWeight answers since the weight was last changed
 * @param errorsCertified proved to be below the warning error rate
 * @param latencyCertified proved to have its 99th percentile below the warning latency
 * @param warning whether a test stands at warning or worse
 */
public record Certification(
        long answered, long answeredAtWeight, boolean errorsCertified, boolean latencyCertified, boolean warning) {
    public boolean passes() {
        return errorsCertified && latencyCertified && !warning;
    }
}
