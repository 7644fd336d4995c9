/** What holds of all that the gateway sends of itself: where it may go, and why there was no answer. */
@NullMarked
package io.inferencegateway.gateway.outbound;

import org.jspecify.annotations.NullMarked;
