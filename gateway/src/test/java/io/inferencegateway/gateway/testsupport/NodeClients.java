package io.inferencegateway.gateway.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Clients of npm packages: scripts of {@code gateway/src/test/clients}, whose packages bin/test installs. */
public final class NodeClients {
    /** Where the scripts are, from the folder of the module. */
    public static final Path FOLDER = Path.of("src", "test", "clients");

    /** For scripts that drive a browser: much longer than any of them takes. */
    private static final int PATIENCE_SECONDS = 180;

    private static final ObjectMapper JSON = new ObjectMapper();

    private NodeClients() {}

    /** What a script has seen: the one line of JSON that it prints. */
    public static JsonNode run(String script, String... arguments) throws IOException, InterruptedException {
        if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
            throw new AssertionError("the clients are not installed: run `npm ci` in gateway/" + FOLDER);
        }
        String[] command = new String[arguments.length + 2];
        command[0] = "node";
        command[1] = FOLDER.resolve(script).toString();
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return JSON.readTree(Programs.run(StandardCharsets.UTF_8, PATIENCE_SECONDS, command));
    }
}
