/** The story that {@code igw demo} plays. */
@NullMarked
package io.inferencegateway.loadtest.demo;

import org.jspecify.annotations.NullMarked;
