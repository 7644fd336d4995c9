/** Model servers: a real one for the demo and a scripted one for tests and measurements. */
@NullMarked
package io.inferencegateway.loadtest.serve;

import org.jspecify.annotations.NullMarked;
