@NullMarked
package io.inferencegateway.gateway.route;

import org.jspecify.annotations.NullMarked;
