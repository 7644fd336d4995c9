@NullMarked
package io.inferencegateway.gateway.admission;

import org.jspecify.annotations.NullMarked;
