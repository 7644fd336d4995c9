/**
 * Rollouts in virtual time: scripted canaries behind a gateway without sockets, judged by our rule and by others. It
 * writes {@code docs/simulation.md}; a change of a rule is a difference in that file.
 */
@NullMarked
package io.inferencegateway.loadtest.simulation;

import org.jspecify.annotations.NullMarked;
