package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.MonitorSnapshot;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes an event when a version's health over the last five minutes changes. Owned by the control context. */
public final class HealthWatch {
    private static final Window WINDOW = Window.FIVE_MINUTES;
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final Routes routes;
    private final Monitors monitors;
    private final EventLog events;
    private final Map<ModelVersion, Health> known = new HashMap<>();

    public HealthWatch(Routes routes, Monitors monitors, EventLog events) {
        this.routes = routes;
        this.monitors = monitors;
        this.events = events;
    }

    /** Judges every version on the figures as last collected. To be called once a second. */
    public void tick() {
        Map<ModelVersion, Health> before = new HashMap<>(known);
        known.clear();
        for (ModelRoute model : routes.current().models()) {
            for (VersionRoute route : model.versions().values()) {
                MonitorSnapshot snapshot = monitors.measure(route.version(), WINDOW);
                Health was = before.getOrDefault(route.version(), Health.UNKNOWN);
                known.put(route.version(), snapshot.health());
                if (was != snapshot.health()) {
                    tell(snapshot, was);
                }
            }
        }
    }

    private void tell(MonitorSnapshot snapshot, Health was) {
        JsonObject figures = snapshot.toJson();
        LOG.info(
                "health version={} from={} to={} error_rate={} p99_ms={}",
                snapshot.version(),
                was.label(),
                snapshot.health().label(),
                figures.getDouble("error_rate"),
                figures.getValue("p99_latency_ms"));
        events.publish("health", snapshot.version().model(), figures.put("was", was.label()));
    }
}
