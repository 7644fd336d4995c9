/** Rows and profiles in files: references, and what the batch job compares. */
@NullMarked
package io.inferencegateway.gateway.quality.file;

import org.jspecify.annotations.NullMarked;
