/** Do inputs and answers of the models still look as they did? Off the request path, sampled and bounded. */
@NullMarked
package io.inferencegateway.gateway.quality;

import org.jspecify.annotations.NullMarked;
