/** Both ends of a wire for tests: bytes as they are, no library in between. */
@NullMarked
package io.inferencegateway.gateway.testsupport;

import org.jspecify.annotations.NullMarked;
