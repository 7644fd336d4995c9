@NullMarked
package io.inferencegateway.monitoring.health;

import org.jspecify.annotations.NullMarked;
