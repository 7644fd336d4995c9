/** Trains the demo's models from the committed data and writes them as ONNX; runs by hand, never at start-up. */
@NullMarked
package io.inferencegateway.loadtest.train;

import org.jspecify.annotations.NullMarked;
