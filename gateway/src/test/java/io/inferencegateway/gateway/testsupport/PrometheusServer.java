package io.inferencegateway.gateway.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real Prometheus that scrapes one target on loopback, for tests. It listens on a free port of 127.0.0.1, keeps its
 * data in the given folder and ends with {@link #close}.
 */
public final class PrometheusServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("\"Listening on\" address=(127\\.0\\.0\\.1:[0-9]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path log;
    private final URI api;
    private final HttpClient client = HttpClient.newHttpClient();

    private PrometheusServer(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.api = URI.create("http://" + awaitAddress() + "/api/v1/");
    }

    /**
     * Starts Prometheus ({@code prometheus} on the PATH) and waits until it listens.
     *
     * @param folder for its configuration, log and data
     * @param target what to scrape, as {@code host:port}; the path is {@code /metrics}
     * @param interval between two scrapes
     * @param options further ones of the command line, such as {@code --enable-feature=exemplar-storage}
     */
    public static PrometheusServer scraping(Path folder, String target, Duration interval, String... options)
            throws IOException {
        return scraping(folder, target, interval, Map.of(), options);
    }

    /** @param labels of the target, as a discovery would give it */
    public static PrometheusServer scraping(
            Path folder, String target, Duration interval, Map<String, String> labels, String... options)
            throws IOException {
        StringBuilder ofTarget = new StringBuilder();
        labels.forEach((name, value) -> ofTarget.append(ofTarget.isEmpty() ? "" : ", ")
                .append(name)
                .append(": \"")
                .append(value)
                .append('"'));
        return start(
                folder,
                """
                global:
                  scrape_interval: %dms
                  scrape_timeout: %1$dms
                scrape_configs:
                  - job_name: gateway
                    static_configs:
                      - targets: ["%s"]
                        labels: { %s }
                """
                        .formatted(interval.toMillis(), target, ofTarget),
                options);
    }

    /**
     * The same with a whole configuration. Rule files are relative to the folder, and its data are in {@code data}.
     *
     * @param yaml as Prometheus reads it
     * @param options further ones of the command line
     */
    public static PrometheusServer start(Path folder, String yaml, String... options) throws IOException {
        Path config = Files.writeString(folder.resolve("prometheus.yml"), yaml);
        Path log = folder.resolve("prometheus.log");
        List<String> command = new ArrayList<>(List.of(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PrometheusServer(process, log);
    }

    private String awaitAddress() {
        return Awaitility.await("Prometheus listens")
                .atMost(PATIENCE)
                .until(this::address, address -> !address.isEmpty());
    }

    private String address() throws IOException {
        Matcher listening = LISTENING.matcher(Files.readString(log));
        if (listening.find()) {
            return listening.group(1);
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus ended: " + Files.readString(log));
        }
        return "";
    }

    /** Waits until a scrape has seen {@code value} for the single series that the query yields. */
    public void awaitValue(String query, double value) {
        Awaitility.await(query + " = " + value)
                .atMost(PATIENCE)
                .until(() -> query(query), found -> found.size() == 1 && found.containsValue(value));
    }

    /** Waits until the single series that the query yields has come to {@code value}. */
    public void awaitAtLeast(String query, double value) {
        Awaitility.await(query + " >= " + value)
                .atMost(PATIENCE)
                .until(
                        () -> query(query),
                        found -> found.size() == 1 && found.values().iterator().next() >= value);
    }

    /**
     * The answer of a call of the HTTP API.
     *
     * @param resource such as {@code query_exemplars}
     * @param parameters names and values, in turn
     */
    public JsonNode call(String resource, String... parameters) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=').append(encoded(parameters[i + 1]));
        }
        return get(resource + query);
    }

    /** The values of an instant query now, by their labels as {@code name=value,…} in alphabetical order. */
    public Map<String, Double> query(String query) {
        return values("query?query=" + encoded(query));
    }

    /** The same at a moment given in seconds since the epoch. */
    public Map<String, Double> queryAt(double seconds, String query) {
        return values("query?time=" + seconds + "&query=" + encoded(query));
    }

    /** The one value of a query that yields one series. */
    public double scalarAt(double seconds, String query) {
        Map<String, Double> values = queryAt(seconds, query);
        if (values.size() != 1) {
            throw new IllegalStateException(query + " yields " + values);
        }
        return values.values().iterator().next();
    }

    /** Every value of a query over a time, by labels; {@code from} and {@code to} in seconds since the epoch. */
    public Map<String, List<Double>> queryRange(String query, double from, double to, double stepSeconds) {
        JsonNode answer =
                call("query_range", "start", "" + from, "end", "" + to, "step", "" + stepSeconds, "query", query);
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (JsonNode series : data(answer).path("result")) {
            List<Double> ofSeries = new ArrayList<>();
            series.path("values")
                    .forEach(value -> ofSeries.add(number(value.path(1).asText())));
            values.put(labels(series), ofSeries);
        }
        return values;
    }

    /** What a label of the series that match a selector is, in the order of Prometheus. */
    public Set<String> labelValues(String label, String selector) {
        Set<String> values = new LinkedHashSet<>();
        data(call("label/" + label + "/values", "match[]", selector)).forEach(value -> values.add(value.asText()));
        return values;
    }

    /** Where it answers people and programs. */
    public URI url() {
        return api.resolve("/");
    }

    private Map<String, Double> values(String call) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (JsonNode series : data(get(call)).path("result")) {
            values.put(labels(series), number(series.path("value").path(1).asText()));
        }
        return values;
    }

    private static JsonNode data(JsonNode answer) {
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(answer.toString());
        }
        return answer.path("data");
    }

    private static String labels(JsonNode series) {
        StringBuilder labels = new StringBuilder();
        series.path("metric").properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> labels.append(labels.isEmpty() ? "" : ",")
                        .append(label.getKey())
                        .append('=')
                        .append(label.getValue().asText()));
        return labels.toString();
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private JsonNode get(String call) {
        try {
            HttpRequest request = HttpRequest.newBuilder(api.resolve(call)).build();
            return JSON.readTree(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    /** Ends Prometheus, by force after ten seconds. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
