/** Who else hears of alerts and rollouts: shapes for each kind of receiver, and one way of delivering them. */
@NullMarked
package io.inferencegateway.gateway.notify;

import org.jspecify.annotations.NullMarked;
