/** The demo's data: hand-written digits, and how they are prepared for a model. */
@NullMarked
package io.inferencegateway.loadtest.digits;

import org.jspecify.annotations.NullMarked;
