package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows as they are written one by one: an object of features, or a list of values called {@code f0}, {@code f1} and so on. Pure. */
final class RowList {
    private RowList() {}

    /** An object is one row, a list of values as well; any other list holds rows. */
    static List<Map<String, Value>> of(JsonNode node) {
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
