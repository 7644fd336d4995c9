@NullMarked
package io.inferencegateway.monitoring.alert;

import org.jspecify.annotations.NullMarked;
