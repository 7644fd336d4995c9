@NullMarked
package io.inferencegateway.gateway.tokens;

import org.jspecify.annotations.NullMarked;
