package io.inferencegateway.gateway.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.inferencegateway.gateway.endtoend.GatewayProcess;
import io.inferencegateway.gateway.pack.ScriptedModels.Temper;
import io.inferencegateway.gateway.testsupport.PrometheusServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * The pack at work: a gateway with three models under traffic, their servers, and a Prometheus with the pack's own rules that
 * scrapes it every second. A story runs in it: {@code fraud} has a canary under way (version 2, rescued and shadowed) and gets
 * a version 3 by a reload, its version 1 restarts, and the canary of {@code claims} is rolled back; {@code assistant} generates. Callers of {@code fraud} earn more than those of its reference. Each part of the story
 * takes its share of the length.
 */
final class LivePack implements AutoCloseable {
    /** Where the pack is, from the folder of the module. */
    static final Path PACK = Path.of("..", "dashboards").toAbsolutePath().normalize();

    private static final String PREDICT = "/models/%s/latest/predict";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** In a longer story the canary that fails gets less, so that its end can be watched. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final ScriptedModels models = new ScriptedModels();
    private final Kubelet kubelet = new Kubelet();
    private final Path folder;
    private final Path config;
    private final GatewayProcess gateway;
    private final PrometheusServer prometheus;
    private final Traffic traffic;
    private final double from;
    private Map<String, Integer> answers = Map.of();
    private double to;

    private LivePack(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        models.put("fraud-1", new Temper(28, 0.012, 160, 500));
        models.put("fraud-2", new Temper(24, 0.006, 150, 500));
        models.put("fraud-3", new Temper(60, 0.03, 50, 503));
        models.put("claims-1", new Temper(45, 0.01, 100, 400));
        models.put("assistant-1", new Temper(40, 0, 300, 500));
        models.put("assistant-2", new Temper(70, 0, 300, 500));
        models.put("claims-2", new Temper(90, 0.15, 3, 503));
        History.write(folder, folder.resolve("data"));
        config = folder.resolve("gateway.yaml");
        Applicants.writeReference(folder.resolve("fraud-reference.jsonl"));
        writeConfig(false);
        gateway = GatewayProcess.start(folder, config);
        copyRules();
        prometheus = PrometheusServer.start(folder, scrapes(), "--storage.tsdb.retention.time=30d");
        prometheus.awaitValue("min(up)", 1);
        from = System.currentTimeMillis() / 1e3;
        traffic = new Traffic(gateway.traffic());
    }

    /** Tells the whole story; when this returns, no more traffic comes and Prometheus has seen all of it. */
    static LivePack run(Path folder, Duration length) throws Exception {
        Files.createDirectories(folder);
        LivePack pack = new LivePack(folder);
        try {
            pack.tell(length);
        } catch (Exception | AssertionError e) {
            pack.close();
            throw e;
        }
        return pack;
    }

    private void tell(Duration length) throws Exception {
        String fraud = PREDICT.formatted("fraud");
        String claims = PREDICT.formatted("claims");
        traffic.send(fraud, 60);
        traffic.send(claims, 30);
        traffic.send(PREDICT.formatted("assistant"), 6);
        traffic.send("/models/assistant/v/2/predict", 3);
        traffic.send("/models/nobody/v/1/predict", 0.5);
        part(length, 0.1);
        startRollout(
                "fraud",
                "{\"version\":2,\"steps\":[{\"weight\":\"10%%\",\"hold\":\"%1$ds\"},{\"weight\":\"25%%\",\"hold\":\"%1$ds\"},{\"weight\":\"50%%\",\"hold\":\"1h\"}]}"
                        .formatted(Math.max(5, length.toSeconds() / 5)));
        part(length, 0.15);
        writeConfig(true);
        Awaitility.await("version 3")
                .atMost(PATIENCE)
                .until(() -> get("/api/v1/models/fraud").toString().contains(models.url("fraud-3")));
        traffic.send("/models/fraud/v/3/predict", 12);
        part(length, 0.1);
        models.restart("fraud-1");
        part(length, 0.15);
        String weight = length.compareTo(SHORT) < 0 ? "20%" : "5%";
        startRollout("claims", "{\"version\":2,\"steps\":[{\"weight\":\"" + weight + "\",\"hold\":\"1h\"}]}");
        Awaitility.await("a rollback").atMost(PATIENCE).until(() -> get("/api/v1/models/claims/rollout")
                .path("phase")
                .asText()
                .equals("rolled_back"));
        part(length, 0.5);
        answers = traffic.stop();
        int all = answers.values().stream().mapToInt(Integer::intValue).sum();
        prometheus.awaitValue("sum(inference_gateway_requests_total)", all);
        to = System.currentTimeMillis() / 1e3;
    }

    /** What callers counted, by {@code model/version/status}; the version is empty where none was chosen. */
    Map<String, Integer> answers() {
        return answers;
    }

    /** Seconds since the epoch when the traffic began. */
    double from() {
        return from;
    }

    /** Seconds since the epoch when the last answer had been scraped. */
    double to() {
        return to;
    }

    PrometheusServer prometheus() {
        return prometheus;
    }

    private static void part(Duration length, double share) {
        LockSupport.parkNanos(Math.round(length.toNanos() * share));
    }

    private void startRollout(String model, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.admin().resolve("/api/v1/models/" + model + "/rollouts"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> started = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (started.statusCode() != 201) {
            throw new IllegalStateException(started.body());
        }
    }

    private JsonNode get(String path) throws Exception {
        URI uri = gateway.admin().resolve(path);
        return JSON.readTree(client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private void writeConfig(boolean withThird) throws IOException {
        String third = withThird ? "      3: " + version("fraud-3") : "";
        Files.writeString(
                config,
                """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0 }
                state: { url: "sqlite:state/igw.db" }
                models:
                  fraud:
                    stable: 1
                    idempotent: true
                    limits: { adaptive: { minimum: 20 } }
                    versions:
                      1: %s      2: %s%s    canary:
                      rescue: true
                      shadow: 20%%
                    quality:
                      sample: 100%%
                      every: 1s
                      minimum-rows: 100
                      reference: { file: fraud-reference.jsonl }
                  claims:
                    stable: 1
                    quality: { sample: 100%%, every: 1s, minimum-rows: 100 }
                    versions:
                      1: %s      2: %s  assistant:
                    stable: 1
                    route: chat
                    generative: true
                    versions:
                      1: %s      2: %s"""
                        .formatted(
                                version("fraud-1"),
                                version("fraud-2"),
                                third,
                                version("claims-1"),
                                version("claims-2"),
                                version("assistant-1"),
                                version("assistant-2")));
    }

    private String version(String name) {
        return "{ upstreams: [\"%s\"], metrics: /metrics, framework: onnx }\n".formatted(models.url(name));
    }

    /** As they are shipped, but evaluated every second. */
    private void copyRules() throws IOException {
        try (DirectoryStream<Path> shipped = Files.newDirectoryStream(PACK.resolve("prometheus"), "*-rules.yml")) {
            for (Path file : shipped) {
                String rules = Files.readString(file).replaceAll("(?m)^(\\s*)interval: .*$", "$1interval: 1s");
                Files.writeString(folder.resolve(file.getFileName()), rules);
            }
        }
    }

    private String scrapes() {
        return """
                global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
                rule_files: [ "*-rules.yml" ]
                scrape_configs:
                  - job_name: inference-gateway
                    static_configs: [ { targets: ["%1$s"], labels: { instance: gateway-1 } } ]
                  - job_name: inference-gateway-quality
                    metrics_path: /metrics/quality
                    static_configs: [ { targets: ["%1$s"], labels: { instance: gateway-1 } } ]
                  - job_name: kubelet
                    static_configs: [ { targets: ["%2$s"] } ]
                """
                .formatted(gateway.admin().getAuthority(), kubelet.authority());
    }

    @Override
    public void close() throws InterruptedException {
        traffic.close();
        prometheus.close();
        gateway.close();
        kubelet.close();
        models.close();
    }
}
