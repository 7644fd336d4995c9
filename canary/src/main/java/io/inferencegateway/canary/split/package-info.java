@NullMarked
package io.inferencegateway.canary.split;

import org.jspecify.annotations.NullMarked;
