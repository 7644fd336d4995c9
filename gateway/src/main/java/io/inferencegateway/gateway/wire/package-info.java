@NullMarked
package io.inferencegateway.gateway.wire;

import org.jspecify.annotations.NullMarked;
