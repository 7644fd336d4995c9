/** What a trace of a request shows: W3C trace context and OpenTelemetry spans, recorded only where somebody asked for it. */
@NullMarked
package io.inferencegateway.gateway.trace;

import org.jspecify.annotations.NullMarked;
