/** Asks upstreams whether they are well, beside the traffic. */
@NullMarked
package io.inferencegateway.gateway.check;

import org.jspecify.annotations.NullMarked;
