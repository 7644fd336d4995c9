/** Collects what the event loops recorded, watches it for alerts and applies new configurations; off the data path. */
@NullMarked
package io.inferencegateway.gateway.control;

import org.jspecify.annotations.NullMarked;
