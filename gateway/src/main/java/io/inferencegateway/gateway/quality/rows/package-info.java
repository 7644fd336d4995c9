/** Rows and profiles as documents: what is a feature, and files of references and of the batch job. Knows nothing of a gateway. */
@NullMarked
package io.inferencegateway.gateway.quality.rows;

import org.jspecify.annotations.NullMarked;
