package io.inferencegateway.gateway.notify;

import static io.inferencegateway.gateway.notify.AnnouncerBench.announcement;
import static io.inferencegateway.gateway.notify.AnnouncerBench.receiver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of receiver is sent. */
class ShapesTest {
    private static final URI URL = URI.create("http://h/x");
    private static final Announcement ROLLBACK =
            announcement("rollout.rolling_back", Severity.CRITICAL, new JsonObject(), List.of());

    @Test
    void slack_gets_a_coloured_attachment_of_blocks_and_can_not_be_made_to_call_everyone() {
        JsonObject message =
                new JsonObject(new SlackChannel(URL).shape(ROLLBACK).orElseThrow());
        JsonObject attachment = message.getJsonArray("attachments").getJsonObject(0);
        JsonArray blocks = attachment.getJsonArray("blocks");

        assertThat(message.getString("text")).isEqualTo("fraud: version 2 rolled back");
        assertThat(attachment.getString("color")).isEqualTo("#dc2626");
        assertThat(blocks.getJsonObject(0).getString("type")).isEqualTo("header");
        assertThat(blocks.getJsonObject(0).getJsonObject("text").getString("type"))
                .isEqualTo("plain_text");
        assertThat(blocks.getJsonObject(1).getJsonObject("text").getString("text"))
                .isEqualTo("error-rate: 12 of 13 bad, E = 4,180 ≥ 1,000; &lt;stable&gt; 0.3 % &amp; falling");
        assertThat(blocks.getJsonObject(2)
                        .getJsonArray("fields")
                        .getJsonObject(0)
                        .getString("text"))
                .isEqualTo("*by*\ngateway");
        assertThat(blocks.getJsonObject(3).encode())
                .contains("<https://runbooks.example/fraud#rolled_back|runbook>")
                .contains("<https://igw.example/|console>");
    }

    @Test
    void slack_is_spared_what_it_would_refuse_as_too_long() {
        Announcement endless = worded("t".repeat(5_000), "<".repeat(5_000));

        JsonArray blocks = new JsonObject(new SlackChannel(URL).shape(endless).orElseThrow())
                .getJsonArray("attachments")
                .getJsonObject(0)
                .getJsonArray("blocks");

        assertThat(blocks.getJsonObject(0).getJsonObject("text").getString("text"))
                .hasSize(150);
        assertThat(blocks.getJsonObject(1).getJsonObject("text").getString("text"))
                .hasSizeLessThanOrEqualTo(3_000);
    }

    @Test
    void teams_gets_an_adaptive_card_in_the_envelope_of_a_workflow() {
        JsonObject message =
                new JsonObject(new TeamsChannel(URL).shape(ROLLBACK).orElseThrow());
        JsonObject attachment = message.getJsonArray("attachments").getJsonObject(0);
        JsonObject card = attachment.getJsonObject("content");

        assertThat(message.getString("type")).isEqualTo("message");
        assertThat(attachment.getString("contentType")).isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(card.getString("type")).isEqualTo("AdaptiveCard");
        JsonObject title = card.getJsonArray("body")
                .getJsonObject(0)
                .getJsonArray("inlines")
                .getJsonObject(0);
        assertThat(title.getString("text")).isEqualTo("fraud: version 2 rolled back");
        assertThat(title.getString("color")).isEqualTo("attention");
        assertThat(card.getJsonArray("body")
                        .getJsonObject(2)
                        .getJsonArray("facts")
                        .encode())
                .contains("{\"title\":\"by\",\"value\":\"gateway\"}");
        assertThat(card.getJsonArray("actions").getJsonObject(0).getString("url"))
                .isEqualTo("https://runbooks.example/fraud#rolled_back");
    }

    @Test
    void people_are_spared_what_is_minor() {
        Announcement minor = new Announcement(
                Topic.ROLLOUTS,
                "rollout.restarted",
                Severity.INFO,
                true,
                Instant.EPOCH,
                null,
                "fraud",
                2,
                "title",
                "",
                Map.of(),
                null,
                null,
                "{}",
                List.of());

        assertThat(new SlackChannel(URL).shape(minor)).isEmpty();
        assertThat(new TeamsChannel(URL).shape(minor)).isEmpty();
        assertThat(new AlertmanagerChannel(URL).shape(minor)).isEmpty();
        assertThat(new WebhookChannel(receiver(Kind.WEBHOOK, "w", "http://h")).shape(minor))
                .contains("{}");
    }

    @Test
    void grafana_gets_a_mark_for_a_moment_and_a_region_for_a_whole_rollout(@TempDir Path folder) throws Exception {
        try (ScriptedReceiver grafana = new ScriptedReceiver();
                AnnouncerBench bench = new AnnouncerBench(
                        folder,
                        AnnouncerBench.HASTY,
                        receiver(Kind.GRAFANA, "boards", grafana.url("/sub/"), "t0ken"))) {
            bench.announce(ROLLBACK);
            bench.announce(ended(AnnouncerBench.NOON.minusSeconds(60)));
            await().atMost(Duration.ofSeconds(20)).until(() -> grafana.requests.size() == 2);

            ScriptedReceiver.Request mark = grafana.requests.get(0);
            assertThat(mark.path()).isEqualTo("/sub/api/annotations");
            assertThat(mark.fields()).containsEntry("authorization", "Bearer t0ken");
            assertThat(mark.json().getLong("time")).isEqualTo(AnnouncerBench.NOON.toEpochMilli());
            assertThat(mark.json().containsKey("timeEnd")).isFalse();
            assertThat(mark.json().getJsonArray("tags"))
                    .containsExactly("igw", "rollouts", "rolling_back", "model:fraud", "version:2");
            assertThat(mark.json().getString("text")).startsWith("fraud: version 2 rolled back\nerror-rate");
            JsonObject region = grafana.requests.get(1).json();
            assertThat(region.getLong("timeEnd") - region.getLong("time")).isEqualTo(60_000);
        }
    }

    private static Announcement worded(String title, String reason) {
        return new Announcement(
                Topic.ROLLOUTS,
                "rollout.paused",
                Severity.WARNING,
                false,
                Instant.EPOCH,
                null,
                "fraud",
                2,
                title,
                reason,
                Map.of(),
                null,
                null,
                "{}",
                List.of());
    }

    private static Announcement ended(@Nullable Instant since) {
        return new Announcement(
                Topic.ROLLOUTS,
                "rollout.promoted",
                Severity.GOOD,
                false,
                AnnouncerBench.NOON,
                since,
                "fraud",
                2,
                "fraud: version 2 promoted",
                "",
                Map.of(),
                null,
                null,
                "{}",
                List.of());
    }
}
