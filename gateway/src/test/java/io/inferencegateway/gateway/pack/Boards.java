package io.inferencegateway.gateway.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shipped boards, as Grafana reads them. */
final class Boards {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Boards() {}

    /**
     * One query of a panel.
     *
     * @param unit Grafana's name of it; empty for a table, whose columns have their own
     * @param least what the panel says its values are at least; NaN where it says nothing
     * @param most the same for the greatest
     */
    record Query(
            String board, String panel, String unit, double least, double most, String expression, boolean overTime) {
        @Override
        public String toString() {
            return board + " › " + panel + ": " + expression;
        }
    }

    /** The four, by the name of the file without its ending. */
    static Map<String, JsonNode> all() throws IOException {
        Map<String, JsonNode> boards = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(LivePack.PACK.resolve("grafana"), "*.json")) {
            for (Path file : files) {
                boards.put(file.getFileName().toString().replace(".json", ""), JSON.readTree(file.toFile()));
            }
        }
        return boards;
    }

    static List<Query> queries(String board) throws IOException {
        List<Query> queries = new ArrayList<>();
        collect(board, all().get(board).path("panels"), queries);
        return queries;
    }

    private static void collect(String board, JsonNode panels, List<Query> into) {
        for (JsonNode panel : panels) {
            collect(board, panel.path("panels"), into);
            JsonNode defaults = panel.path("fieldConfig").path("defaults");
            boolean table = panel.path("type").asText().equals("table");
            int column = 0;
            for (JsonNode target : panel.path("targets")) {
                JsonNode shown = table ? columnOf(panel, column++) : defaults;
                into.add(new Query(
                        board,
                        panel.path("title").asText(),
                        shown.path("unit").asText(),
                        shown.path("min").asDouble(Double.NaN),
                        shown.path("max").asDouble(Double.NaN),
                        target.path("expr").asText(),
                        target.path("range").asBoolean()));
            }
        }
    }

    /** What a table says of a column, in the shape of a panel's defaults. */
    private static JsonNode columnOf(JsonNode panel, int column) {
        var properties = JSON.createObjectNode();
        for (JsonNode property :
                panel.path("fieldConfig").path("overrides").path(column).path("properties")) {
            properties.set(property.path("id").asText(), property.path("value"));
        }
        return properties;
    }
}
