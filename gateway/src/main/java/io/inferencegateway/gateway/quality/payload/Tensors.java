package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * KServe's second protocol, the Open Inference Protocol: a tensor holds one or more features of all rows, the first dimension
 * counts the rows. A feature is called by its tensor, or {@code tensor.0}, {@code tensor.1} and so on where a row has
 * several values of it. Tensors in binary are not read. Pure.
 *
 * @see <a href="https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol">the protocol</a>
 */
final class Tensors implements PayloadFormat {
    private static final int MOST_DIMENSIONS = 8;

    /**
     * @param rows that are looked at
     * @param width how many values a row has
     * @param values of all rows, one row after the other
     */
    private record Tensor(String name, int rows, int width, List<JsonNode> values) {
        List<JsonNode> row(int row) {
            return values.subList(row * width, (row + 1) * width);
        }

        /** Null where it is none, or one whose shape and values do not fit together. */
        static @Nullable Tensor of(JsonNode node) {
            JsonNode shape = node.path("shape");
            if (!shape.isArray() || shape.isEmpty() || shape.size() > MOST_DIMENSIONS) {
                return null;
            }
            List<JsonNode> values = new ArrayList<>();
            flatten(node.path("data"), values);
            long width = 1;
            for (int i = 1; i < shape.size() && width <= values.size(); i++) {
                width *= shape.get(i).asInt(0);
            }
            int rows = shape.get(0).asInt(0);
            boolean fits = rows > 0 && width > 0 && rows * width == values.size();
            return fits
                    ? new Tensor(node.path("name").asText(), Math.min(rows, Payloads.MOST_ROWS), (int) width, values)
                    : null;
        }

        private static void flatten(JsonNode data, List<JsonNode> values) {
            for (JsonNode each : data) {
                if (each.isArray()) {
                    flatten(each, values);
                } else {
                    values.add(each);
                }
            }
        }
    }

    @Override
    public boolean fits(JsonNode request) {
        JsonNode first = request.path("inputs").path(0);
        return first.path("name").isTextual() && first.path("shape").isArray();
    }

    @Override
    public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
        List<Tensor> tensors = tensors(request.path("inputs"));
        List<Map<String, Value>> rows = new ArrayList<>();
        for (int row = 0; !tensors.isEmpty() && row < tensors.get(0).rows; row++) {
            Map<String, Value> features = new LinkedHashMap<>();
            for (Tensor tensor : tensors) {
                // What counts something else than the first does is no feature of a row.
                if (tensor.rows == tensors.get(0).rows) {
                    put(tensor.name, tensor.row(row), features);
                }
            }
            rows.add(features);
        }
        return rows;
    }

    private static void put(String name, List<JsonNode> values, Map<String, Value> features) {
        for (int i = 0; i < values.size() && features.size() < Payloads.MOST_FEATURES; i++) {
            String feature = values.size() == 1 ? name : name + '.' + i;
            if (feature.length() <= Observation.LONGEST_NAME) {
                features.put(feature, JsonRow.value(values.get(i)));
            }
        }
    }

    @Override
    public List<Value> predictions(JsonNode answer, int rows) {
        for (Tensor tensor : tensors(answer.path("outputs"))) {
            if (rows == 0 || tensor.rows == rows) {
                List<Value> values = new ArrayList<>();
                for (int row = 0; row < tensor.rows; row++) {
                    values.add(Predicted.of(tensor.row(row)));
                }
                if (!values.stream().allMatch(Value.MISSING::equals)) {
                    return values;
                }
            }
        }
        return Predicted.none(rows);
    }

    private static List<Tensor> tensors(JsonNode list) {
        List<Tensor> tensors = new ArrayList<>();
        for (JsonNode each : list) {
            Tensor tensor = Tensor.of(each);
            if (tensor != null) {
                tensors.add(tensor);
            }
        }
        return tensors;
    }
}
