/** The commands of {@code igw}: arguments in, exit code out. */
@NullMarked
package io.inferencegateway.gateway.cli;

import org.jspecify.annotations.NullMarked;
