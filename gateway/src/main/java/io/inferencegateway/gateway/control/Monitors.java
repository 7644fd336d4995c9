package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.About;
import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.gateway.observe.Monitor.State;
import io.inferencegateway.gateway.observe.MonitorSnapshot;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.monitoring.health.HealthClassifier;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every monitor by name. Owned by the control context. A change is in force at once; its future completes when it is
 * also durable.
 *
 * <p>A configured monitor's definition comes from the file at each start and reload; only its state is stored. A name
 * that stands in the file and was made over the API as well means the file's.
 */
public final class Monitors {
    private static final Logger LOG = LoggerFactory.getLogger(Monitors.class);
    /** More monitors than this are refused. */
    public static final int MOST = 1_000;

    private static final String KIND = "monitor";

    private final StateStore store;
    private final VersionStatistics statistics;
    private final Map<String, Monitor> byName = new TreeMap<>();

    private Monitors(StateStore store, VersionStatistics statistics) {
        this.store = store;
        this.statistics = statistics;
    }

    /** Those of the configuration and those that earlier runs stored. A document that cannot be read is logged and left. */
    public static Future<Monitors> load(
            StateStore store, VersionStatistics statistics, List<GatewayConfig.Monitor> configured) {
        Monitors monitors = new Monitors(store, statistics);
        return store.documents(KIND).map(stored -> {
            stored.forEach((name, document) -> {
                try {
                    monitors.byName.put(name, decode(name, new JsonObject(document)));
                } catch (RuntimeException e) {
                    LOG.error("stored monitor cannot be read name={}", name, e);
                }
            });
            monitors.configure(configured);
            return monitors;
        });
    }

    /** Takes over the monitors of a new configuration; configured ones that it no longer has are gone. */
    public void configure(List<GatewayConfig.Monitor> configured) {
        Map<String, GatewayConfig.Monitor> wanted =
                configured.stream().collect(Collectors.toMap(GatewayConfig.Monitor::name, monitor -> monitor));
        byName.values().removeIf(monitor -> monitor.origin() == Origin.CONFIG && !wanted.containsKey(monitor.name()));
        wanted.values().forEach(definition -> {
            ModelVersion version = new ModelVersion(definition.model(), definition.version());
            Window window = Window.of(definition.window());
            Monitor before = byName.get(definition.name());
            Monitor kept =
                    before != null && before.version().equals(version) && before.window() == window ? before : null;
            if (before != null && before.origin() == Origin.API) {
                LOG.warn("the configured monitor replaces the one made over the API name={}", before.name());
            }
            byName.put(
                    definition.name(),
                    new Monitor(
                            definition.name(),
                            version,
                            window,
                            kept == null ? State.ACTIVE : kept.state(),
                            Origin.CONFIG,
                            new About(definition.owner(), definition.description(), definition.runbook()),
                            kept == null ? null : kept.frozen()));
        });
    }

    public Optional<Monitor> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every monitor, archived ones too, in the order of their names. */
    public Collection<Monitor> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /**
     * Adds a monitor made over the API, or gives an existing one a new definition; it is active then, unless it goes on
     * watching the same version through the same window.
     */
    public Future<Monitor> define(String name, ModelVersion version, Window window, About about) {
        Monitor before = byName.get(name);
        if (before != null && before.origin() == Origin.CONFIG) {
            throw new IllegalArgumentException("monitor " + name + " stands in the configuration");
        }
        Monitor same = before != null && before.version().equals(version) && before.window() == window ? before : null;
        return store(new Monitor(
                name,
                version,
                window,
                same == null ? State.ACTIVE : same.state(),
                Origin.API,
                about,
                same == null ? null : same.frozen()));
    }

    public Future<Void> remove(String name) {
        byName.remove(name);
        return store.deleteDocument(KIND, name).mapEmpty();
    }

    /** Stops the snapshot where it is; a monitor that stands still already keeps the snapshot it has. */
    public Future<Monitor> freeze(String name, State state) {
        if (state == State.ACTIVE) {
            throw new IllegalArgumentException("an active monitor is not frozen");
        }
        return statistics.collectNow().compose(collected -> {
            Monitor monitor = existing(name);
            MonitorSnapshot frozen = monitor.frozen();
            return store(monitor.frozen(state, frozen == null ? measure(monitor.version(), monitor.window()) : frozen));
        });
    }

    public Future<Monitor> resume(String name) {
        return store(existing(name).active());
    }

    /** The figures of the monitor now, or those at which it was stopped. Counts what the last collection brought in. */
    public MonitorSnapshot snapshot(Monitor monitor) {
        MonitorSnapshot frozen = monitor.frozen();
        return frozen == null ? measure(monitor.version(), monitor.window()) : frozen;
    }

    /** The figures of any version over any window that ends now. */
    public MonitorSnapshot measure(ModelVersion version, Window window) {
        WindowStats stats = statistics.window(version, window);
        return MonitorSnapshot.of(version, window, stats, HealthClassifier.classify(stats, statistics.policy(version)));
    }

    private Monitor existing(String name) {
        Monitor monitor = byName.get(name);
        if (monitor == null) {
            throw new IllegalArgumentException("there is no monitor " + name);
        }
        return monitor;
    }

    private Future<Monitor> store(Monitor monitor) {
        byName.put(monitor.name(), monitor);
        return store.putDocument(KIND, monitor.name(), encode(monitor).encode()).map(monitor);
    }

    private static JsonObject encode(Monitor monitor) {
        MonitorSnapshot frozen = monitor.frozen();
        return new JsonObject()
                .put("model", monitor.version().model())
                .put("version", monitor.version().version())
                .put("window", monitor.window().label())
                .put("state", monitor.state().label())
                .put("origin", monitor.origin().label())
                .put("owner", monitor.about().owner())
                .put("description", monitor.about().description())
                .put("runbook", monitor.about().runbook())
                .put("frozen", frozen == null ? null : frozen.toJson());
    }

    private static Monitor decode(String name, JsonObject document) {
        JsonObject frozen = document.getJsonObject("frozen");
        return new Monitor(
                name,
                new ModelVersion(document.getString("model"), document.getInteger("version")),
                Window.of(document.getString("window")),
                State.valueOf(document.getString("state").toUpperCase(Locale.ROOT)),
                Origin.valueOf(document.getString("origin").toUpperCase(Locale.ROOT)),
                // Absent in what earlier releases stored.
                new About(
                        document.getString("owner"), document.getString("description"), document.getString("runbook")),
                frozen == null ? null : MonitorSnapshot.fromJson(frozen));
    }
}
