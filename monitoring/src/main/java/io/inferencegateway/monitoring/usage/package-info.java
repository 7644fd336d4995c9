/** Who sends how much: the callers with the most requests, in bounded memory however many callers there are. */
@NullMarked
package io.inferencegateway.monitoring.usage;

import org.jspecify.annotations.NullMarked;
