package io.inferencegateway.gateway.notify;

import static io.inferencegateway.gateway.notify.AnnouncerBench.announcement;
import static io.inferencegateway.gateway.notify.AnnouncerBench.receiver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.notify.Announcement.Condition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager, read with its own amtool. It forgets in three seconds what nobody repeats. */
class AlertmanagerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> LABELS = Map.of("model", "fraud", "version", "2", "severity", "warning");

    @TempDir
    Path folder;

    private Process alertmanager;
    private String url;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
        Path config = Files.writeString(
                folder.resolve("alertmanager.yml"),
                "global: { resolve_timeout: 3s }\nroute: { receiver: none }\nreceivers: [ { name: none } ]\n");
        alertmanager = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + config,
                        "--storage.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> amtool("config", "show").exit() == 0);
    }

    @AfterEach
    void stop() throws Exception {
        alertmanager.destroyForcibly().waitFor();
    }

    @Test
    void what_stands_is_repeated_over_a_restart_and_resolved_when_it_is_over() throws Exception {
        Instant began;
        try (AnnouncerBench bench = bench()) {
            bench.announce(at(Instant.now().minusSeconds(60), paused(true)));
            await().atMost(PATIENCE).until(() -> firing().size() == 1);

            JsonObject alert = firing().get(0);
            assertThat(alert.getJsonObject("labels").getMap())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "alertname", "RolloutPaused", "model", "fraud", "version", "2", "severity", "warning"));
            assertThat(alert.getJsonObject("annotations").getMap())
                    .containsOnlyKeys("summary", "description", "runbook_url")
                    .containsEntry("runbook_url", "https://runbooks.example/fraud#rolled_back");
            assertThat(alert.getString("generatorURL")).isEqualTo("https://igw.example/");
            began = Instant.parse(alert.getString("startsAt"));
            // Were it not repeated, it would be over three seconds after it was told.
            Instant told = Instant.parse(alert.getString("updatedAt"));
            await().atMost(PATIENCE).until(() -> firing().stream()
                    .anyMatch(each -> Instant.parse(each.getString("updatedAt")).isAfter(told.plusSeconds(4))));
        }
        await().atMost(PATIENCE).until(() -> firing().isEmpty());
        try (AnnouncerBench bench = bench()) {
            await().atMost(PATIENCE).until(() -> firing().size() == 1);
            assertThat(Instant.parse(firing().get(0).getString("startsAt"))).isEqualTo(began);

            bench.announce(at(Instant.now(), paused(false)));
            await().atMost(PATIENCE).until(() -> bench.count("am", Deliveries.Result.DELIVERED) == 1);
            assertThat(firing()).isEmpty();
        }
    }

    @Test
    void a_rollback_ends_by_itself() throws Exception {
        Condition brief = new Condition("RolloutRolledBack", LABELS, true, 8_000);
        try (AnnouncerBench bench = bench()) {
            bench.announce(at(Instant.now(), List.of(brief)));
            await().atMost(PATIENCE).until(() -> firing().size() == 1);
            await().atMost(PATIENCE).until(() -> firing().isEmpty());
        }
    }

    @Test
    void an_alert_bears_its_owner_and_severity_can_be_silenced_by_them_and_resolves() throws Exception {
        Map<String, String> labels = Map.of(
                "monitor", "fraud-v2", "owner", "platform", "severity", "page", "model", "fraud", "version", "2");
        try (AnnouncerBench bench = bench()) {
            bench.announce(at(Instant.now(), List.of(new Condition("slow", labels, true, 0))));
            await().atMost(PATIENCE).until(() -> firing().size() == 1);
            assertThat(firing().get(0).getJsonObject("labels").getMap())
                    .containsEntry("owner", "platform")
                    .containsEntry("severity", "page");

            Output silence = amtool(
                    "silence",
                    "add",
                    "--author=ada",
                    "--comment=test",
                    "--duration=1h",
                    "owner=platform",
                    "severity=page");
            assertThat(silence.exit()).as(silence.text()).isZero();
            await().atMost(PATIENCE).until(() -> firing().isEmpty());
            assertThat(alerts("--silenced")).hasSize(1);

            bench.announce(at(Instant.now(), List.of(new Condition("slow", labels, false, 0))));
            await().atMost(PATIENCE).until(() -> alerts("--silenced").isEmpty());
        }
    }

    private AnnouncerBench bench() throws Exception {
        return new AnnouncerBench(folder, AnnouncerBench.HASTY, receiver(Kind.ALERTMANAGER, "am", url));
    }

    private static List<Condition> paused(boolean holds) {
        return List.of(new Condition("RolloutPaused", LABELS, holds, 0));
    }

    private static Announcement at(Instant time, List<Condition> conditions) {
        Announcement usual = announcement("rollout.rolling_back", Severity.CRITICAL, new JsonObject(), conditions);
        return new Announcement(
                usual.topic(),
                usual.type(),
                usual.severity(),
                usual.minor(),
                time,
                null,
                usual.model(),
                usual.version(),
                usual.title(),
                usual.reason(),
                usual.facts(),
                usual.runbook(),
                usual.link(),
                usual.body(),
                conditions);
    }

    private record Output(int exit, String text) {}

    private List<JsonObject> firing() throws Exception {
        return alerts("--active");
    }

    private List<JsonObject> alerts(String which) throws Exception {
        Output output = amtool("--output=json", "alert", "query", which);
        assertThat(output.exit()).as(output.text()).isZero();
        List<JsonObject> alerts = new ArrayList<>();
        new JsonArray(output.text()).forEach(alert -> alerts.add((JsonObject) alert));
        return alerts;
    }

    private Output amtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("amtool", "--alertmanager.url=" + url));
        command.addAll(List.of(arguments));
        Process amtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(amtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(amtool.waitFor(), text);
    }
}
