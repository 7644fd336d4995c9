package io.inferencegateway.gateway.quality.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One row a line: {@code {"features": {…}, "prediction": …}}, or the features and the prediction side by side. */
final class JsonLines {
    private static final int LONGEST_LINE = 1 << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            // As Python writes what is missing.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonLines() {}

    static void read(Path file, BufferedReader reader, String prediction, Consumer<Observation> rows)
            throws IOException, UnreadableRows {
        StringBuilder line = new StringBuilder();
        for (long number = 1; next(reader, line); number++) {
            if (line.length() > LONGEST_LINE) {
                throw new UnreadableRows(
                        file,
                        number,
                        "the line is longer than " + LONGEST_LINE
                                + " characters; write one object a line, not an array of all");
            }
            if (!line.toString().isBlank()) {
                rows.accept(row(file, number, line.toString(), prediction));
            }
        }
    }

    /** Never holds more of a line than one character too many. */
    private static boolean next(BufferedReader reader, StringBuilder line) throws IOException {
        line.setLength(0);
        int read = reader.read();
        if (read < 0) {
            return false;
        }
        for (; read >= 0 && read != '\n' && line.length() <= LONGEST_LINE; read = reader.read()) {
            line.append((char) read);
        }
        return true;
    }

    private static Observation row(Path file, long number, String line, String prediction) throws UnreadableRows {
        JsonNode row;
        try {
            row = JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            throw new UnreadableRows(file, number, "is no JSON: " + notJson.getOriginalMessage());
        }
        if (!row.isObject()) {
            throw new UnreadableRows(file, number, "is no object; write {\"features\": {...}, \"prediction\": ...}");
        }
        JsonNode features = row.get("features");
        if (features != null && !features.isObject()) {
            throw new UnreadableRows(file, number, "\"features\" is no object of names and values");
        }
        if (features != null) {
            return new Observation(JsonRow.features(features), said(row.get(prediction)));
        }
        Map<String, Value> flat = JsonRow.features(row);
        return new Observation(without(flat, prediction), flat.get(prediction));
    }

    private static @Nullable Value said(@Nullable JsonNode prediction) {
        return prediction == null ? null : JsonRow.value(prediction);
    }

    private static Map<String, Value> without(Map<String, Value> features, String prediction) {
        Map<String, Value> others = new LinkedHashMap<>(features);
        others.remove(prediction);
        return others;
    }
}
