package io.inferencegateway.canary.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What copies of requests have shown of a canary. Immutable.
 *
 * @param answered copies whose answers tell something
 * @param certified proved to be below the warning error rate
 * @param warning whether a test stands at warning or worse
 * @param critical why the canary is critical, in words, or null where it is not
 */
public record ShadowFindings(long answered, boolean certified, boolean warning, @Nullable String critical) {
    public static final ShadowFindings NONE = new ShadowFindings(0, false, false, null);
}
