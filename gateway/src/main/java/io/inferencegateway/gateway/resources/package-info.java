/** What do the upstreams use? Read from their own metrics, beside the traffic. */
@NullMarked
package io.inferencegateway.gateway.resources;

import org.jspecify.annotations.NullMarked;
