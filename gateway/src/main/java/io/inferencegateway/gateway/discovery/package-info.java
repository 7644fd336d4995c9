/** Where upstreams are: names, and what they lead to. Decisions only; {@code discovery.dns} asks the name servers. */
@NullMarked
package io.inferencegateway.gateway.discovery;

import org.jspecify.annotations.NullMarked;
