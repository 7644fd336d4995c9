@NullMarked
package io.inferencegateway.loadtest;

import org.jspecify.annotations.NullMarked;
