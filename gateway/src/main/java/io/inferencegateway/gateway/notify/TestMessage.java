package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.notify.Announcement.Condition;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is sent to find out whether a receiver can be reached. Pure. */
final class TestMessage {
    private static final String NAME = "InferenceGatewayTest";
    private static final Map<String, String> LABELS = Map.of("severity", "info");
    private static final long STANDS_MILLIS = 60_000;

    private TestMessage() {}

    /** Who remembers conditions gets one that is soon over. */
    static Announcement of(Instant now, Receiver receiver) {
        Condition begins = new Condition(NAME, LABELS, true, STANDS_MILLIS);
        Condition ends = new Condition(NAME, LABELS, false, 0);
        return new Announcement(
                Topic.ALERTS,
                "test",
                Severity.INFO,
                false,
                now,
                null,
                null,
                null,
                "Test message of the inference gateway",
                "Somebody asked whether this receiver can be reached. Nothing is wrong.",
                Map.of("receiver", receiver.name()),
                null,
                null,
                new JsonObject()
                        .put("type", "test")
                        .put("receiver", receiver.name())
                        .put("time", now.toString())
                        .encode(),
                receiver.kind() == Kind.PAGERDUTY ? List.of(begins, ends) : List.of(begins));
    }
}
