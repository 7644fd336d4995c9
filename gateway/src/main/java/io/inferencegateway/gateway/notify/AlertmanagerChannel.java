package io.inferencegateway.gateway.notify;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Collection;
import java.util.Optional;

/**
 * Alertmanager's API v2: conditions that begin and end. It takes a condition that is not repeated for over, so the
 * {@link StandingConditions} are sent again and again.
 */
final class AlertmanagerChannel implements Channel {
    private final URI url;

    AlertmanagerChannel(URI url) {
        this.url = Channel.below(url, "/api/v2/alerts");
    }

    @Override
    public Optional<String> shape(Announcement announcement) {
        JsonArray alerts = new JsonArray();
        for (Announcement.Condition condition : announcement.conditions()) {
            alerts.add(StandingConditions.alert(announcement, condition));
        }
        return alerts.isEmpty() ? Optional.empty() : Optional.of(alerts.encode());
    }

    /** All that stands, once more. */
    static Optional<String> repetition(Collection<JsonObject> standing) {
        JsonArray alerts = new JsonArray();
        standing.forEach(alerts::add);
        return alerts.isEmpty() ? Optional.empty() : Optional.of(alerts.encode());
    }

    @Override
    public URI url() {
        return url;
    }
}
