package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows as they are written one by one: an object of features, or a list of values called {@code f0}, {@code f1} and so on,
 * or by the {@code columns} that stand beside the {@code data}. Pure.
 */
final class RowList {
    private RowList() {}

    /** An object is one row, unless it is a table; a list of values is one as well; any other list holds rows. */
    static List<Map<String, Value>> of(JsonNode node) {
        if (node.path("columns").isArray() && node.path("data").path(0).isArray()) {
            return ofTable(node.path("columns"), node.path("data"));
        }
        if (node.isObject() || isVector(node)) {
            return List.of(row(node));
        }
        return ofElements(node);
    }

    /** Each element of a list is a row, a bare value too. */
    static List<Map<String, Value>> ofElements(JsonNode list) {
        List<Map<String, Value>> rows = new ArrayList<>();
        if (list.isArray()) {
            for (JsonNode element : list) {
                if (rows.size() == Payloads.MOST_ROWS) {
                    break;
                }
                rows.add(row(element));
            }
        }
        return rows;
    }

    /** As pandas splits a frame. */
    private static List<Map<String, Value>> ofTable(JsonNode columns, JsonNode data) {
        List<Map<String, Value>> rows = new ArrayList<>();
        for (JsonNode values : data) {
            if (rows.size() == Payloads.MOST_ROWS) {
                break;
            }
            Map<String, Value> features = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(columns.size(), Payloads.MOST_FEATURES); i++) {
                String name = columns.get(i).asText();
                if (values.path(i).isValueNode() && name.length() <= Observation.LONGEST_NAME) {
                    features.put(name, JsonRow.value(values.path(i)));
                }
            }
            rows.add(features);
        }
        return rows;
    }

    private static boolean isVector(JsonNode node) {
        return node.isArray() && !node.isEmpty() && node.get(0).isValueNode();
    }

    private static Map<String, Value> row(JsonNode node) {
        Map<String, Value> features = new LinkedHashMap<>();
        if (node.isObject()) {
            JsonRow.features(node).entrySet().stream()
                    .limit(Payloads.MOST_FEATURES)
                    .forEach(feature -> features.put(feature.getKey(), feature.getValue()));
            return features;
        }
        if (node.isValueNode()) {
            features.put("f0", JsonRow.value(node));
        }
        for (int i = 0; i < Math.min(node.size(), Payloads.MOST_FEATURES); i++) {
            JsonNode element = node.get(i);
            if (element.isValueNode()) {
                features.put("f" + i, JsonRow.value(element));
            }
        }
        return features;
    }
}
