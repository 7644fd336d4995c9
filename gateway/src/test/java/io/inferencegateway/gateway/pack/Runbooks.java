package io.inferencegateway.gateway.pack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The queries in the runbooks: blocks fenced as {@code promql}, or as {@code promql-empty} where nothing may be found. */
final class Runbooks {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(promql(?:-empty)?)\\n(.*?)^```");

    private Runbooks() {}

    record Query(String runbook, String expression, boolean mayBeEmpty) {
        @Override
        public String toString() {
            return runbook + ": " + expression;
        }
    }

    static List<Query> queries() throws IOException {
        Path folder = LivePack.PACK.resolve("runbooks");
        List<Query> queries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.md")) {
            for (Path file : files) {
                Matcher blocks = BLOCK.matcher(Files.readString(file));
                while (blocks.find()) {
                    queries.add(new Query(
                            file.getFileName().toString(),
                            blocks.group(2).trim(),
                            blocks.group(1).endsWith("-empty")));
                }
            }
        }
        return queries;
    }
}
