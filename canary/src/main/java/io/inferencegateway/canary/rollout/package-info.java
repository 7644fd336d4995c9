/**
 * What a rollout does next. Pure: {@link io.inferencegateway.canary.rollout.Rollout} maps a state, a plan, an event and a
 * time to the next state and the effects to carry out; whoever calls it owns the clock, the store and the traffic.
 */
@NullMarked
package io.inferencegateway.canary.rollout;

import org.jspecify.annotations.NullMarked;
