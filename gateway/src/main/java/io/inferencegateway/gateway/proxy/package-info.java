@NullMarked
package io.inferencegateway.gateway.proxy;

import org.jspecify.annotations.NullMarked;
