package io.inferencegateway.loadtest.demo;

import io.inferencegateway.gateway.Gateway;
import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.loadtest.serve.ModelServer;
import io.inferencegateway.loadtest.serve.ServedModel;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The real gateway on a configuration file of its own, in a folder that goes away with it. */
final class DemoGateway {
    /** What the gateway tolerates at the 99th percentile unless told otherwise; version 3 takes longer. */
    static final Duration SLOW = Duration.ofSeconds(1);

    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final Gateway gateway;
    private final Path folder;

    private DemoGateway(Gateway gateway, Path folder) {
        this.gateway = gateway;
        this.folder = folder;
    }

    /**
     * Blocks until it serves.
     *
     * @param pages what the clients send
     */
    static DemoGateway start(List<ModelServer> servers, List<Clients.Page> pages, Duration hold) throws IOException {
        Path folder = Files.createTempDirectory("igw-demo-");
        try {
            Path file = folder.resolve("gateway.yaml");
            Files.writeString(
                    file,
                    configuration(servers.stream().map(ModelServer::upstreamUrl).toList(), pages, hold, folder));
            return new DemoGateway(
                    Gateway.start(file.toString(), load(file.toString())).await(), folder);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static ConfigResult.Loaded load(String file) {
        ConfigResult result = ConfigLoader.ofThisProcess().load(file);
        if (result instanceof ConfigResult.Loaded loaded) {
            return loaded;
        }
        throw new IllegalStateException("the demo's configuration is invalid: " + result);
    }

    /**
     * @param upstreams of version 1, 2 and so on
     * @param folder for what it names
     */
    static String configuration(List<String> upstreams, List<Clients.Page> pages, Duration hold, Path folder)
            throws IOException {
        Path reference = folder.resolve("reference.jsonl");
        Pages.writeReference(pages, reference);
        StringBuilder versions = new StringBuilder();
        for (int i = 0; i < upstreams.size(); i++) {
            versions.append(String.format(
                    Locale.ROOT, "      %d: { upstreams: [\"%s\"], framework: onnx }%n", i + 1, upstreams.get(i)));
        }
        StringBuilder steps = new StringBuilder();
        for (String weight : Plot.WEIGHTS) {
            steps.append(String.format(Locale.ROOT, "        - { weight: %s, hold: %dms }%n", weight, hold.toMillis()));
        }
        return """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0 }
                state: { url: "sqlite:%s" }
                drain: %dms
                models:
                  %s:
                    stable: 1
                    versions:
                %s    canary:
                      steps:
                %s      health: { p99: { warning: 500ms, critical: %dms } }
                    # Parameters say what a page looks like, and the second output how sure the model is of each digit.
                    quality:
                      sample: 50%%
                      format: kserve-v2
                      inputs: /parameters
                      prediction: /outputs/1/data
                      window: 5m
                      every: 1s
                      minimum-rows: 100
                      reference: { file: "%s" }
                      features: { ink: { limit: 0.1, critical: true } }
                monitors:
                  - { name: digits-v1, model: digits, version: 1, window: 5m }
                  - { name: digits-v2, model: digits, version: 2, window: 5m }
                  - { name: digits-v3, model: digits, version: 3, window: 5m }
                """
                .formatted(
                        folder.resolve("igw.db"),
                        DRAIN.toMillis(),
                        ServedModel.DIGITS,
                        versions,
                        steps,
                        SLOW.toMillis(),
                        reference);
    }

    int adminPort() {
        return gateway.adminPort();
    }

    /** Of the traffic that the split shares out. */
    String modelUrl() {
        return "http://127.0.0.1:" + gateway.trafficPort() + "/models/" + ServedModel.DIGITS;
    }

    String consoleUrl() {
        return "http://127.0.0.1:" + gateway.adminPort() + "/";
    }

    /** Completes when nothing is left of it, neither sockets nor files. */
    Future<Void> stop() {
        return gateway.stop(DRAIN).eventually(() -> {
            try {
                delete(folder);
                return Future.succeededFuture();
            } catch (IOException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
