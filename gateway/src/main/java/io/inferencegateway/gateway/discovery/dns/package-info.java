/** Asks name servers. */
@NullMarked
package io.inferencegateway.gateway.discovery.dns;

import org.jspecify.annotations.NullMarked;
