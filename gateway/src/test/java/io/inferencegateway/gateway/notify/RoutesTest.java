package io.inferencegateway.gateway.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.NotificationSettings;
import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Route;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.notify.Announcement.Condition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who hears of what, and what PagerDuty is sent. */
class RoutesTest {
    private static final List<String> RECEIVERS = List.of("pager", "ml", "log", "all");

    private final NotificationSettings settings = new NotificationSettings(
            List.of(),
            List.of(
                    new Route(Map.of(), List.of("log"), true),
                    new Route(
                            Map.of("severity", List.of("critical", "page"), "owner", List.of("platform")),
                            List.of("pager"),
                            false),
                    new Route(Map.of("owner", List.of("applied-ml")), List.of("ml"), false),
                    new Route(Map.of("severity", List.of("critical")), List.of("pager", "ml"), false)),
            null);

    @Test
    void the_first_route_that_matches_decides_and_one_that_goes_on_does_not_end_the_search() {
        assertThat(reached("severity", "page", "owner", "platform")).containsExactly("pager", "log", "all");
        assertThat(reached("severity", "ticket", "owner", "applied-ml")).containsExactly("ml", "log", "all");
        assertThat(reached("severity", "critical", "owner", "applied-ml")).containsExactly("ml", "log", "all");
        assertThat(reached("severity", "critical")).containsExactly("pager", "ml", "log", "all");
    }

    @Test
    void what_no_route_matches_goes_to_those_that_no_route_names() {
        assertThat(new NotificationSettings(List.of(), settings.routes().subList(1, 4), null)
                        .reaches("all", Map.of("severity", "info")))
                .isTrue();
        assertThat(reached("severity", "info")).containsExactly("log", "all");
        assertThat(new NotificationSettings(List.of(), null).reaches("pager", Map.of()))
                .isTrue();
    }

    @Test
    void pagerduty_triggers_acknowledges_and_resolves_one_incident() {
        PagerDutyChannel pager = new PagerDutyChannel(
                AnnouncerBench.receiver(Kind.PAGERDUTY, "pager", "https://events.pagerduty.com", "r0uting"));
        JsonObject trigger = only(pager, alert("alert.firing", Severity.CRITICAL, true));
        JsonObject acknowledge = only(pager, alert("alert.acknowledged", Severity.INFO, null));
        JsonObject resolve = only(pager, alert("alert.resolved", Severity.GOOD, false));

        assertThat(Stream.of(trigger, acknowledge, resolve).map(each -> each.getString("event_action")))
                .containsExactly("trigger", "acknowledge", "resolve");
        assertThat(Stream.of(trigger, acknowledge, resolve).map(each -> each.getString("dedup_key")))
                .containsOnly("igw/fraud-v2/errors");
        JsonObject payload = trigger.getJsonObject("payload");
        assertThat(payload.getString("summary")).isEqualTo("fraud version 2: errors firing");
        assertThat(payload.getString("severity")).isEqualTo("critical");
        assertThat(payload.getString("source")).isEqualTo("inference-gateway");
        assertThat(payload.getString("component")).isEqualTo("fraud");
        assertThat(payload.getString("group")).isEqualTo("platform");
        assertThat(trigger.getJsonArray("links"))
                .isEqualTo(new JsonArray("[{\"href\":\"https://runbooks.example/fraud\",\"text\":\"Runbook\"}]"));
        assertThat(pager.url()).hasToString("https://events.pagerduty.com/v2/enqueue");
    }

    @Test
    void the_routing_key_joins_an_event_when_it_is_sent_and_is_stored_nowhere() {
        PagerDutyChannel pager = new PagerDutyChannel(
                AnnouncerBench.receiver(Kind.PAGERDUTY, "pager", "https://events.pagerduty.com", "r0uting"));
        String stored =
                pager.letters(alert("alert.firing", Severity.CRITICAL, true)).get(0);

        assertThat(stored).doesNotContain("r0uting");
        assertThat(new JsonObject(pager.body(new Letter(1, "d", "t", 0, stored))).getString("routing_key"))
                .isEqualTo("r0uting");
    }

    @Test
    void a_reminder_is_no_new_incident() {
        PagerDutyChannel pager = new PagerDutyChannel(
                AnnouncerBench.receiver(Kind.PAGERDUTY, "pager", "https://events.pagerduty.com", "r0uting"));
        assertThat(pager.letters(alert("alert.reminder", Severity.CRITICAL, null)))
                .isEmpty();
    }

    private static JsonObject only(Channel channel, Announcement announcement) {
        List<String> letters = channel.letters(announcement);
        assertThat(letters).hasSize(1);
        return new JsonObject(letters.get(0));
    }

    private static Announcement alert(String type, Severity severity, Boolean holds) {
        Map<String, String> labels =
                Map.of("monitor", "fraud-v2", "rule", "errors", "topic", "alerts", "owner", "platform");
        return new Announcement(
                Topic.ALERTS,
                type,
                severity,
                false,
                AnnouncerBench.NOON,
                null,
                "fraud",
                2,
                "fraud version 2: errors firing",
                "error_rate is 0.5, the threshold 0.05",
                Map.of("monitor", "fraud-v2"),
                "https://runbooks.example/fraud",
                "https://igw.example/",
                "{}",
                holds == null ? List.of() : List.of(new Condition("errors", Map.of("monitor", "fraud-v2"), holds, 0)),
                labels);
    }

    private List<String> reached(String... labels) {
        Map<String, String> known =
                labels.length == 2 ? Map.of(labels[0], labels[1]) : Map.of(labels[0], labels[1], labels[2], labels[3]);
        return RECEIVERS.stream()
                .filter(receiver -> settings.reaches(receiver, known))
                .toList();
    }
}
