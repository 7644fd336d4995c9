/** Runs rollouts, collects what the event loops recorded and applies new configurations; off the data path. */
@NullMarked
package io.inferencegateway.gateway.control;

import org.jspecify.annotations.NullMarked;
