/**
 * Carries out what {@code canary.rollout} decides: asks it, publishes, stores, tells, and takes up what was there before. The event
 * loops see {@code LiveRollout}; everything else is the control context's.
 */
@NullMarked
package io.inferencegateway.gateway.rollout;

import org.jspecify.annotations.NullMarked;
