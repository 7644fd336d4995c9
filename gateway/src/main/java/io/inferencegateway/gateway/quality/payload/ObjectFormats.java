package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.monitoring.quality.Value;
import java.util.List;
import java.util.Map;

/** Formats that write one row after the other. Pure. */
enum ObjectFormats implements PayloadFormat {
    /** {@code {"instances": [...]}}, answered by {@code {"predictions": [...]}}: KServe's first protocol, and TensorFlow Serving's. */
    KSERVE_V1 {
        @Override
        public boolean fits(JsonNode request) {
            return request.path("instances").isArray();
        }

        @Override
        public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
            return RowList.ofElements(request.path("instances"));
        }

        @Override
        public List<Value> predictions(JsonNode answer, int rows) {
            return Predicted.each(answer.path("predictions"), rows);
        }
    },

    /** {@code {"data": ...}}, answered by {@code {"result": ...}} among what the platform says of the call. */
    DOMINO {
        @Override
        public boolean fits(JsonNode request) {
            return request.path("data").isContainerNode();
        }

        @Override
        public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
            return RowList.of(request.path("data"));
        }

        @Override
        public List<Value> predictions(JsonNode answer, int rows) {
            JsonNode result = answer.path("result");
            return Predicted.each(result.isMissingNode() ? Predicted.placeIn(answer) : result, rows);
        }
    },

    /**
     * {@code {"features": ...}}, as MLflow's servers call them, or the features themselves; the prediction has a usual
     * name, or is all of the answer.
     */
    FEATURES {
        @Override
        public boolean fits(JsonNode request) {
            return request.isContainerNode();
        }

        @Override
        public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
            for (String place : PLACES) {
                if (request.path(place).isContainerNode()) {
                    return RowList.of(request.path(place));
                }
            }
            return RowList.of(request);
        }

        @Override
        public List<Value> predictions(JsonNode answer, int rows) {
            return Predicted.each(Predicted.placeIn(answer), rows);
        }
    };

    private static final List<String> PLACES = List.of("features", "dataframe_records", "dataframe_split", "inputs");
}
