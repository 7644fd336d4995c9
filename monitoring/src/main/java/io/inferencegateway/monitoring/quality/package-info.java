/** Do inputs and answers still look as they did? Compares rows with a reference, by the size of the difference. Pure. */
@NullMarked
package io.inferencegateway.monitoring.quality;

import org.jspecify.annotations.NullMarked;
