/** {@code igw soak}: a real gateway for minutes under load and faults, and whether everybody's books agree at the end. */
@NullMarked
package io.inferencegateway.loadtest.soak;

import org.jspecify.annotations.NullMarked;
