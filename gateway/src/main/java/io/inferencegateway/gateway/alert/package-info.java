/** Alert rules of monitors: which there are, where each stands, and who is not to be told of it just now. */
@NullMarked
package io.inferencegateway.gateway.alert;

import org.jspecify.annotations.NullMarked;
