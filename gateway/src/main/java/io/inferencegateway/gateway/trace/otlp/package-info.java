/** Spans on their way to a collector: written as OTLP and sent over HTTP, beside the traffic. */
@NullMarked
package io.inferencegateway.gateway.trace.otlp;

import org.jspecify.annotations.NullMarked;
