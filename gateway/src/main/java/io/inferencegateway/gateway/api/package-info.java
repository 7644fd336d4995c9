/** The admin listener: resources, events and the console. Everything here runs on the control context. */
@NullMarked
package io.inferencegateway.gateway.api;

import org.jspecify.annotations.NullMarked;
