@NullMarked
package io.inferencegateway.gateway.config;

import org.jspecify.annotations.NullMarked;
