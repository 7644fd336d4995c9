package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.monitoring.quality.Value;
import java.util.List;
import java.util.Map;

/** Where a protocol has features and predictions. Pure; a document that is none of it has neither, and never throws. */
interface PayloadFormat {
    /** Whether a request is written in it. */
    boolean fits(JsonNode request);

    /** The features of each row that was asked for. */
    List<Map<String, Value>> inputs(JsonNode request, JsonNode answer);

    /**
     * What was predicted for each row, in their order.
     *
     * @param rows how many were asked for, or 0 where that is not known
     * @return {@link Value#MISSING} where there is no prediction that can be read
     */
    List<Value> predictions(JsonNode answer, int rows);
}
