@NullMarked
package io.inferencegateway.monitoring.stats;

import org.jspecify.annotations.NullMarked;
