@NullMarked
package io.inferencegateway.gateway;

import org.jspecify.annotations.NullMarked;
