package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.testsupport.NodeClients;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person goes through the console in a real browser, at a gateway under traffic whose canary was rolled back. The way is
 * in {@code clients/console/tour.mjs}; here stands what must have been seen on it. Pictures are left in
 * {@code target/screenshots}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleEndToEndTest {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String VIEWER = "token-of-a-viewer";
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\">";
    private static final int FIRST_VIEW_BYTES = 150_000;

    private final Callers callers = new Callers();
    private final ExecutorService beside = Executors.newSingleThreadExecutor();

    @SuppressWarnings("NullAway.Init")
    private JsonNode seen;

    @BeforeAll
    void go_through_the_console(@TempDir Path directory) throws Exception {
        Files.createDirectories(PICTURES);
        Path open = Files.createDirectory(directory.resolve("open"));
        Path guarded = Files.createDirectory(directory.resolve("guarded"));
        Path profile = Files.createDirectory(directory.resolve("profile"));
        try (StubModel good = StubModel.healthy().after(8);
                StubModel bad = StubModel.answering(number -> number % 3 == 0 ? 200 : 500)
                        .after(8);
                GatewayProcess gateway = GatewayProcess.start(open, file(open, good, bad, ""));
                GatewayProcess locked = GatewayProcess.start(
                        guarded,
                        file(
                                guarded,
                                good,
                                bad,
                                ", tokens: [ { name: eve, role: viewer, secret: { file: token } } ]"))) {
            letACanaryFail(gateway);
            Future<?> traffic = beside.submit(() -> callers.pace(split(gateway), 12_000, 60));
            seen = NodeClients.run(
                    "console/tour.mjs",
                    gateway.admin().toString(),
                    Long.toString(gateway.pid()),
                    locked.admin().toString(),
                    VIEWER,
                    PICTURES.toAbsolutePath().toString(),
                    profile.toString());
            traffic.cancel(true);
        }
        assertThat(seen.path("failed").asText()).isEmpty();
    }

    @AfterAll
    void stop() {
        beside.shutdownNow();
    }

    @Test
    void every_page_says_what_it_is_for() {
        assertThat(page("overview")).contains("Needs attention", "fraud 2", "rolled back", "error-rate", "stable");
        assertThat(page("monitors")).contains("fraud-v1", "fraud-v2", "active", "1 of 1 fire");
        assertThat(page("monitor"))
                .contains("Volume", "Latency", "Error rate", "Status codes", "Version against version");
        assertThat(page("version"))
                .contains("fraud 1", "onnx", "in flight", "fraud-v1", "Usual figures", "Not enough yet");
        assertThat(page("rollouts")).contains("fraud", "1 → 2", "rolled back");
        assertThat(page("rollout")).contains("Evidence against the canary", "E =", "Side by side", "gateway", "Retry");
        assertThat(page("alerts")).contains("firing", "errors", "fraud-v2", "error rate above 2 % for 0s");
        assertThat(page("samples")).contains("POST /models/fraud/latest/predict", "ok", "Slower than");
        assertThat(page("quality")).contains("Nothing is looked at yet", "quality: { sample: 10%, window: 15m }");
        assertThat(page("config")).contains("applied", "well", "models:", "fraud:");
    }

    @Test
    void nothing_goes_wrong_on_the_way() {
        assertThat(texts(seen.get("wrong"))).isEmpty();
    }

    @Test
    void nobody_is_kept_out_by_the_way_it_is_built() {
        List<String> violations = new ArrayList<>();
        seen.get("pages").properties().forEach(page -> {
            texts(page.getValue().get("axe")).forEach(each -> violations.add(page.getKey() + ": " + each));
            texts(page.getValue().get("axeDark")).forEach(each -> violations.add(page.getKey() + " (dark): " + each));
        });
        violations.addAll(texts(seen.get("axeSearch")));
        violations.addAll(texts(seen.get("axeForm")));
        violations.addAll(texts(seen.get("axeSilence")));
        violations.addAll(texts(seen.at("/bell/axe")));
        violations.addAll(texts(seen.at("/tokens/axe")));
        assertThat(violations).isEmpty();
    }

    @Test
    void no_page_is_wider_than_a_window_or_a_telephone() {
        seen.get("pages")
                .properties()
                .forEach(page -> page.getValue().get("overflow").properties().forEach(width -> assertThat(
                                width.getValue().asText())
                        .as(page.getKey() + " at " + width.getKey())
                        .isEmpty()));
    }

    @Test
    void the_first_view_is_small_and_comes_from_the_gateway_alone() {
        assertThat(seen.at("/firstView/bytes").asInt()).isBetween(10_000, FIRST_VIEW_BYTES);
        assertThat(texts(seen.at("/firstView/foreign"))).isEmpty();
    }

    @Test
    void the_rail_leads_to_every_page_and_shows_where_one_is() {
        assertThat(texts(seen.get("rail")))
                .containsExactly("Monitors", "Rollouts", "Alerts", "Samples", "Quality", "Config", "Overview");
    }

    @Test
    void keys_go_everywhere_and_back_leads_back() {
        JsonNode keys = seen.get("keys");
        assertThat(keys.get("focused").asText()).isEqualTo("fraud-v1");
        assertThat(keys.get("opened").asText()).startsWith("#/monitors/fraud-v1");
        assertThat(keys.get("back").asText()).matches("#/monitors(\\?.*)?");
        assertThat(keys.get("found").asText()).startsWith("#/rollouts/fraud");
        assertThat(keys.get("helped").asText()).contains("Go to", "search");
        assertThat(texts(keys.get("theme"))).containsExactly("dark", "dark");
        assertThat(keys.get("range").asText()).contains("range=6h");
    }

    @Test
    void charts_are_drawn_zoom_by_the_url_and_can_be_taken_away() {
        JsonNode charts = seen.get("charts");
        charts.get("drawn").forEach(chart -> assertThat(chart.get(1).asBoolean())
                .as(chart.get(0).asText())
                .isTrue());
        assertThat(texts(charts.get("labels"))).anyMatch(label -> label.matches("Latency: p50 \\d.* ms, p95 .*"));
        assertThat(charts.get("legend").asText()).contains("p50", "p99");
        assertThat(charts.get("zoomed").asText()).matches("#/monitors/fraud-v1\\?.*from=\\d+&to=\\d+");
        assertThat(texts(charts.get("saved"))).containsExactly("fraud-v1-latency.csv", "fraud-v1-latency.png");
    }

    @Test
    void a_monitor_and_its_alert_are_made_changed_and_put_away() {
        JsonNode monitor = seen.get("monitor");
        assertThat(monitor.get("refused").asText()).contains("there is a monitor 'fraud-v1' already");
        assertThat(monitor.get("asked").asText()).contains("Its figures stay as they are now");
        assertThat(monitor.get("archived").asText()).contains("made-here").doesNotContain("fraud-v1");
    }

    @Test
    void a_version_links_to_its_own_dashboard_and_runbook() {
        assertThat(texts(seen.at("/pages/version/outwards")))
                .hasSize(2)
                .contains("https://grafana.example/d/models?var-model=fraud&var-version=1")
                .anyMatch(link -> link.startsWith("https://runbooks.example/fraud#"));
    }

    @Test
    void a_command_says_what_will_happen_and_does_nothing_on_escape() {
        JsonNode rollout = seen.get("rollout");
        assertThat(rollout.get("asked").asText()).contains("Canary 2 gets traffic again");
        assertThat(rollout.get("kept").asText()).contains("rolled back");
        assertThat(rollout.get("history").asText()).contains(HOSTILE, "console");
    }

    @Test
    void what_a_caller_sends_is_text_and_never_markup() {
        assertThat(seen.at("/hacked/0").isNull()).isTrue();
        assertThat(seen.at("/hacked/1").asInt()).isZero();
        assertThat(seen.get("hostilePath").asText()).contains("/models/churn/latest/%3Cimg%20src=x");
    }

    @Test
    void samples_are_filtered_by_the_url_sorted_and_copied() {
        JsonNode samples = seen.get("samples");
        assertThat(texts(samples.get("statuses"))).isNotEmpty().containsOnly("500");
        assertThat(samples.get("filtered").asText()).contains("status=500", "outcome=ok");
        assertThat(samples.get("rows").asInt()).isGreaterThan(50);
        assertThat(samples.get("sorted").asBoolean()).isTrue();
        assertThat(samples.get("copied").asText())
                .startsWith("time\tversion\ttrack\tstatus")
                .contains("\tfraud 1\t");
    }

    @Test
    void the_bell_counts_what_fires_and_tells_of_it() {
        JsonNode bell = seen.get("bell");
        assertThat(bell.get("label").asText()).isEqualTo("Notifications, 1 firing");
        assertThat(bell.get("text").asText()).contains("fraud-v2", "errors", "firing");
        assertThat(bell.get("closed").asBoolean()).isTrue();
    }

    @Test
    void an_alert_is_acknowledged_and_silenced_from_the_page() {
        assertThat(seen.get("taken").asText()).contains("seen by console", "silenced", "a tour (console)");
    }

    @Test
    void the_file_is_reloaded_from_the_page() {
        assertThat(seen.get("reload").asText()).contains("applied", "api");
    }

    @Test
    void a_hidden_tab_asks_for_nothing() {
        assertThat(texts(seen.get("whileHidden"))).isEmpty();
    }

    @Test
    void a_token_is_asked_for_and_kept_in_memory_only() {
        JsonNode tokens = seen.get("tokens");
        assertThat(tokens.get("kept").asText()).doesNotContain(VIEWER);
        assertThat(tokens.get("refused").asText()).contains("viewer");
    }

    @Test
    void what_is_shown_is_called_stale_once_the_gateway_is_gone() {
        assertThat(seen.at("/stale/text").asText()).matches("stale since \\d\\d:\\d\\d:\\d\\d");
        assertThat(seen.at("/stale/page").asText()).contains("Models and versions", "fraud");
    }

    private void letACanaryFail(GatewayProcess gateway) throws Exception {
        callers.post(
                gateway.admin().resolve("/api/v1/monitors/fraud-v2/alerts"),
                "{\"name\":\"errors\",\"metric\":\"error_rate\",\"comparison\":\"above\",\"threshold\":0.02,\"for\":\"0s\",\"severity\":\"critical\"}");
        RolloutOperator operator = new RolloutOperator(gateway, callers, Duration.ofSeconds(15));
        operator.startAt("10%");
        callers.post(gateway.traffic().resolve("/models/churn/latest/%3Cimg%20src=x%20onerror=alert(1)%3E"), "{}");
        callers.pace(split(gateway), 600, 300);
        operator.awaitPhase("rolled_back");
    }

    private static URI split(GatewayProcess gateway) {
        return gateway.traffic().resolve("/models/fraud/latest/predict");
    }

    private String page(String name) {
        return seen.at("/pages/" + name + "/text").asText();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Path file(Path directory, StubModel good, StubModel bad, String tokens) throws Exception {
        Files.writeString(directory.resolve("token"), VIEWER);
        return Files.writeString(
                directory.resolve("gateway.yaml"),
                """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0%s }
                state: { url: "sqlite:igw.db" }
                defaults:
                  dashboard: "https://grafana.example/d/models?var-model={model}&var-version={version}"
                  runbook: "https://runbooks.example/{model}#{event}"
                models:
                  fraud:
                    stable: 1
                    versions:
                      1: { upstreams: ["%s"], framework: onnx }
                      2: { upstreams: ["%s"], framework: onnx }
                  churn:
                    stable: 7
                    versions:
                      7: { upstreams: ["%s"] }
                monitors:
                  - { name: fraud-v1, model: fraud, version: 1, window: 15m }
                  - { name: fraud-v2, model: fraud, version: 2, window: 5m }
                """
                        .formatted(tokens, good.url(), bad.url(), good.url()));
    }
}
