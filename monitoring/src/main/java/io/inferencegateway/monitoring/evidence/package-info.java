/**
 * What the outcomes of a canary prove, and how sure that is: sequential tests that may be looked at after every request.
 *
 * <p>Everything here is an immutable value. A running rollout holds one {@link Evidence} in one atomic reference; the
 * order in which updates win that reference is the order of the tests.
 */
@NullMarked
package io.inferencegateway.monitoring.evidence;

import org.jspecify.annotations.NullMarked;
