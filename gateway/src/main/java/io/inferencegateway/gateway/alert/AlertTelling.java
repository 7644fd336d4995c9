package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.control.Notification;
import io.inferencegateway.gateway.control.Notification.Event;
import io.inferencegateway.gateway.control.Notifier;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.stats.ModelVersion;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what became of an alert into a notification. Owned by the control context. */
public final class AlertTelling {
    private static final Logger LOG = LoggerFactory.getLogger(AlertTelling.class);

    private final Notifier notifier;
    private final Monitors monitors;
    private final Links links;
    private final InstantSource clock;

    public AlertTelling(Notifier notifier, Monitors monitors, Links links, InstantSource clock) {
        this.notifier = notifier;
        this.monitors = monitors;
        this.links = links;
        this.clock = clock;
    }

    /**
     * @param silence it is under, or null
     * @param deliver whether receivers are to be told, and not only those who look at the panel
     */
    void tell(Alert alert, Event event, @Nullable String silence, boolean deliver, Instant now) {
        if (event == Event.CHANGE) {
            LOG.info(
                    "alert monitor={} rule={} state={} value={} threshold={}{}",
                    alert.monitor(),
                    alert.rule().name(),
                    alert.state().phase().label(),
                    alert.value().isPresent() ? alert.value().getAsDouble() : "none",
                    alert.rule().condition().threshold(),
                    silence == null ? "" : " silenced");
        }
        notifier.tell(notification(alert, event, silence, now), deliver);
    }

    /** Whoever was told that it fires must not wait for an end that nobody would tell. */
    void withdraw(Alert alert) {
        if (alert.toldMillis() != null && alert.subject() != null) {
            notifier.withdraw(notification(alert, Event.CHANGE, null, clock.instant()));
        }
    }

    private Notification notification(Alert alert, Event event, @Nullable String silence, Instant now) {
        ModelVersion version = alert.subject();
        Acknowledgement acknowledged = alert.acknowledged();
        AlertNotice notice = alert.rule().notice();
        String state = alert.state().phase().label();
        String runbook = links.runbook(notice, monitors.find(alert.monitor()).orElse(null), state);
        return new Notification(
                notifier.nextId(),
                now,
                version == null ? null : version.model(),
                version == null ? 0 : version.version(),
                alert.monitor(),
                alert.rule().name(),
                alert.rule().condition().metric().label(),
                state,
                alert.value().isPresent() ? alert.value().getAsDouble() : null,
                alert.rule().condition().threshold(),
                notice.readOnAt(runbook),
                event,
                silence,
                acknowledged == null ? null : acknowledged.by());
    }
}
