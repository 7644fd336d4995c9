/** What outlives the process: rollouts, window counts and the documents that users made. */
@NullMarked
package io.inferencegateway.gateway.state;

import org.jspecify.annotations.NullMarked;
