/** Who is let in at all: connections are counted, and refused, before a byte of them is read. */
@NullMarked
package io.inferencegateway.gateway.accept;

import org.jspecify.annotations.NullMarked;
