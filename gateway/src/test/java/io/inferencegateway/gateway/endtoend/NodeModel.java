package io.inferencegateway.gateway.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A model server as a process of its own, which a test can kill. {@code …/endless} is answered without end. */
final class NodeModel implements AutoCloseable {
    private static final String PROGRAM =
            """
            const server = require('http').createServer((request, response) => {
                if (request.url.endsWith('/endless')) {
                    const timer = setInterval(() => response.write('again'), 20);
                    response.on('close', () => clearInterval(timer));
                } else {
                    request.resume().on('end', () => response.end('fine'));
                }
            });
            server.listen(Number(process.argv[1]), '127.0.0.1', () => console.log(server.address().port));
            """;

    private final Process process;
    private final int port;

    private NodeModel(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param port 0 for any free one */
    static NodeModel start(Path directory, int port) throws IOException {
        Path output = Files.createTempFile(directory, "node", ".out");
        Process process = new ProcessBuilder("node", "-e", PROGRAM, Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        String printed = Awaitility.await("node's port")
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> Files.readString(output), text -> text.endsWith("\n"));
        return new NodeModel(process, Integer.parseInt(printed.strip()));
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    /** @param name such as STOP, after which its system goes on taking connections and nobody answers */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
