package io.inferencegateway.loadtest.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes the temporary folder that ONNX Runtime unpacks its native libraries into: at exit it deletes the files after it
 * has tried the folder, and so leaves an empty folder behind on every run. The folder is told by what this process has
 * mapped, never by its name alone, as other processes have theirs beside it. Does nothing where there is no
 * {@code /proc}.
 */
public final class NativeLeftovers {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final String FOLDER = "onnxruntime-java";

    private NativeLeftovers() {}

    /** A mapped library works on after its file is gone. */
    public static void delete() throws IOException {
        if (!Files.isReadable(MAPPINGS)) {
            return;
        }
        for (Path folder : mappedFolders(Files.readAllLines(MAPPINGS))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }
    }

    static Set<Path> mappedFolders(List<String> mappings) {
        return mappings.stream()
                .filter(line -> line.indexOf('/') >= 0 && line.endsWith(".so"))
                .map(line -> Path.of(line.substring(line.indexOf('/'))).getParent())
                .filter(folder ->
                        folder != null && String.valueOf(folder.getFileName()).startsWith(FOLDER))
                .collect(Collectors.toSet());
    }
}
