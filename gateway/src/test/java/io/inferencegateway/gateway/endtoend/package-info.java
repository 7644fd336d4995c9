/** The program as a user runs it: a process, its sockets and its files. */
@NullMarked
package io.inferencegateway.gateway.endtoend;

import org.jspecify.annotations.NullMarked;
