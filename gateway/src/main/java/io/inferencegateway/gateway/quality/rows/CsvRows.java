package io.inferencegateway.gateway.quality.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Comma-separated values with a header. What looks like a number is one; an empty field is missing. */
final class CsvRows {
    private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none");

    private static final ObjectReader CSV = new CsvMapper()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader());

    private CsvRows() {}

    static void read(Path file, BufferedReader reader, String prediction, Consumer<Observation> rows)
            throws IOException, UnreadableRows {
        try (MappingIterator<Map<String, String>> lines = CSV.readValues(reader)) {
            while (lines.hasNext()) {
                rows.accept(row(lines.next(), prediction));
            }
        } catch (JsonProcessingException malformed) {
            throw unreadable(file, malformed);
        } catch (RuntimeJsonMappingException malformed) {
            if (malformed.getCause() instanceof JsonProcessingException cause) {
                throw unreadable(file, cause);
            }
            throw malformed;
        }
    }

    private static UnreadableRows unreadable(Path file, JsonProcessingException malformed) {
        String what = "is no row of the columns that the header names: " + malformed.getOriginalMessage();
        return malformed.getLocation() == null
                ? new UnreadableRows(file, what)
                : new UnreadableRows(file, malformed.getLocation().getLineNr(), what);
    }

    private static Observation row(Map<String, String> line, String prediction) {
        Map<String, Value> features = new LinkedHashMap<>();
        line.forEach((name, text) -> {
            if (name.length() <= Observation.LONGEST_NAME) {
                features.put(name, value(text));
            }
        });
        Value said = features.remove(prediction);
        return new Observation(features, said);
    }

    private static Value value(String text) {
        if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
            return Value.MISSING;
        }
        char first = text.charAt(0);
        if (Character.isDigit(first) || first == '-' || first == '+' || first == '.') {
            try {
                return Value.of(Double.parseDouble(text));
            } catch (NumberFormatException word) {
                return new Value.Category(text);
            }
        }
        return new Value.Category(text);
    }
}
