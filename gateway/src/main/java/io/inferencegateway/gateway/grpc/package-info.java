@NullMarked
package io.inferencegateway.gateway.grpc;

import org.jspecify.annotations.NullMarked;
