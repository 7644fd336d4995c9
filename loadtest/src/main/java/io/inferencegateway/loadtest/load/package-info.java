/** The open-loop load generator behind {@code igw load}. */
@NullMarked
package io.inferencegateway.loadtest.load;

import org.jspecify.annotations.NullMarked;
