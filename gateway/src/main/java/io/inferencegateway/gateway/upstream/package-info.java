@NullMarked
package io.inferencegateway.gateway.upstream;

import org.jspecify.annotations.NullMarked;
