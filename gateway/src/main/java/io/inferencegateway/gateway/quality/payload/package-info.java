/** What do a request and its answer say of a model's features and predictions? Bytes in, rows out; pure. */
@NullMarked
package io.inferencegateway.gateway.quality.payload;

import org.jspecify.annotations.NullMarked;
