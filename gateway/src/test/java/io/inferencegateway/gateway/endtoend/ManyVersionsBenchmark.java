package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a scrape of ten thousand configured versions takes, a hundred of which have served. No test of the suite, as it
 * measures: {@code mvn -pl gateway -am test -Dtest=ManyVersionsBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ManyVersionsBenchmark {
    private static final int MODELS = 1_000;
    private static final int VERSIONS_EACH = 10;
    private static final int SERVED = 100;
    private static final int WARM_UP = 20;
    private static final int SCRAPES = 31;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void a_scrape_of_ten_thousand_versions() throws Exception {
        try (StubModel model = StubModel.healthy();
                GatewayProcess gateway = GatewayProcess.start(directory, file(model.url()), "-Xmx1g")) {
            Callers callers = new Callers();
            for (int i = 0; i < SERVED; i++) {
                callers.post(gateway.traffic().resolve("/models/model-" + i + "/predict"), "{}");
            }
            for (Map.Entry<String, Map<String, String>> kind : kinds().entrySet()) {
                measure(gateway.admin().resolve("/metrics"), kind.getKey(), kind.getValue());
            }
        }
    }

    private static Map<String, Map<String, String>> kinds() {
        Map<String, Map<String, String>> kinds = new LinkedHashMap<>();
        kinds.put("text", Map.of());
        kinds.put("text, gzip", Map.of("Accept-Encoding", "gzip"));
        kinds.put("OpenMetrics, gzip", Map.of("Accept-Encoding", "gzip", "Accept", "application/openmetrics-text"));
        kinds.put(
                "protobuf, gzip",
                Map.of(
                        "Accept-Encoding",
                        "gzip",
                        "Accept",
                        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"));
        return kinds;
    }

    private static void measure(URI metrics, String kind, Map<String, String> headers) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest.Builder request = HttpRequest.newBuilder(metrics);
        headers.forEach(request::header);
        long[] micros = new long[SCRAPES];
        int bytes = 0;
        for (int i = -WARM_UP; i < SCRAPES; i++) {
            long begun = System.nanoTime();
            HttpResponse<byte[]> page = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            long took = (System.nanoTime() - begun) / 1_000;
            assertThat(page.statusCode()).isEqualTo(200);
            bytes = page.body().length;
            if (i >= 0) {
                micros[i] = took;
            }
        }
        Arrays.sort(micros);
        System.out.printf(
                "scrape of %d versions, %s: median %d ms, slowest %d ms, %d KiB%n",
                MODELS * VERSIONS_EACH, kind, micros[SCRAPES / 2] / 1_000, micros[SCRAPES - 1] / 1_000, bytes / 1_024);
    }

    private Path file(String upstream) throws Exception {
        StringBuilder yaml = new StringBuilder(
                """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0 }
                state: { url: "sqlite:state/igw.db" }
                models:
                """);
        for (int i = 0; i < MODELS; i++) {
            yaml.append("  model-%d:\n    stable: 1\n    versions:\n".formatted(i));
            for (int version = 1; version <= VERSIONS_EACH; version++) {
                yaml.append("      %d: { upstreams: [\"%s\"] }\n".formatted(version, upstream));
            }
        }
        return Files.writeString(directory.resolve("gateway.yaml"), yaml);
    }
}
