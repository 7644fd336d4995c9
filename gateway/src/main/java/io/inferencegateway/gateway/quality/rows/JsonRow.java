package io.inferencegateway.gateway.quality.rows;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is a feature in an object of JSON, the same in a request and in a file of reference. Pure. */
public final class JsonRow {
    /** An object deeper than this is left out. */
    private static final int DEEPEST = 4;

    private JsonRow() {}

    /**
     * The object's numbers, words and booleans by name; those of an object in it as {@code outer.inner}. An array is none,
     * and a name longer than {@value Observation#LONGEST_NAME} characters neither.
     */
    public static Map<String, Value> features(JsonNode object) {
        Map<String, Value> features = new LinkedHashMap<>();
        collect("", object, 1, features);
        return features;
    }

    private static void collect(String prefix, JsonNode object, int depth, Map<String, Value> features) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = prefix + field.getKey();
            JsonNode node = field.getValue();
            if (name.length() > Observation.LONGEST_NAME || node.isArray()) {
                continue;
            }
            if (!node.isObject()) {
                features.put(name, value(node));
            } else if (depth < DEEPEST) {
                collect(name + ".", node, depth + 1, features);
            }
        }
    }

    /** Of a number, a word or a boolean; {@link Value#MISSING} for everything else. */
    public static Value value(JsonNode node) {
        if (node.isNumber()) {
            return Value.of(node.doubleValue());
        }
        return node.isTextual() || node.isBoolean() ? new Value.Category(node.asText()) : Value.MISSING;
    }
}
