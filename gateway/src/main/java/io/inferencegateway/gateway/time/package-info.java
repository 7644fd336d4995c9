@NullMarked
package io.inferencegateway.gateway.time;

import org.jspecify.annotations.NullMarked;
