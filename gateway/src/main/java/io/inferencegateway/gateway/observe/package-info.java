@NullMarked
package io.inferencegateway.gateway.observe;

import org.jspecify.annotations.NullMarked;
