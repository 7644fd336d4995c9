package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.State;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.monitoring.alert.AlertMetric;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertRule.Comparison;
import io.inferencegateway.monitoring.alert.AlertState;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds every alert rule against its monitor's window, once for each {@link #tick}. Owned by the control context. Rules
 * of a monitor that is paused, archived or gone stand still. Definitions and states survive a restart, so an alert that
 * fires is told once and not again after it.
 */
public final class AlertEvaluator {
    /** More rules than this are refused: each is evaluated every second. */
    public static final int MOST = 1_000;

    private static final String KIND = "alert";
    private static final Logger LOG = LoggerFactory.getLogger(AlertEvaluator.class);

    private final StateStore store;
    private final Monitors monitors;
    private final VersionStatistics statistics;
    private final Notifier notifier;
    private final InstantSource clock;
    private final Map<String, Alert> byKey = new TreeMap<>();

    private AlertEvaluator(
            StateStore store, Monitors monitors, VersionStatistics statistics, Notifier notifier, InstantSource clock) {
        this.store = store;
        this.monitors = monitors;
        this.statistics = statistics;
        this.notifier = notifier;
        this.clock = clock;
    }

    /** With the rules that earlier runs stored; a document that cannot be read is logged and left. */
    public static Future<AlertEvaluator> load(
            StateStore store, Monitors monitors, VersionStatistics statistics, Notifier notifier, InstantSource clock) {
        AlertEvaluator evaluator = new AlertEvaluator(store, monitors, statistics, notifier, clock);
        return store.documents(KIND).map(stored -> {
            stored.forEach((name, document) -> {
                try {
                    Alert alert = decode(new JsonObject(document));
                    evaluator.byKey.put(key(alert.monitor(), alert.rule().name()), alert);
                } catch (RuntimeException e) {
                    LOG.error("stored alert rule cannot be read name={}", name, e);
                }
            });
            return evaluator;
        });
    }

    /** Evaluates every rule of an active monitor on the figures as last collected. To be called once a second. */
    public void tick() {
        long now = clock.millis();
        Map<Monitor, WindowStats> windows = new HashMap<>();
        for (Alert alert : List.copyOf(byKey.values())) {
            Optional<Monitor> monitor = monitors.find(alert.monitor()).filter(each -> each.state() == State.ACTIVE);
            if (monitor.isPresent()) {
                WindowStats stats = windows.computeIfAbsent(
                        monitor.get(), each -> statistics.window(each.version(), each.window()));
                evaluate(alert, monitor.get().version(), alert.rule().metric().of(stats), now);
            }
        }
    }

    private void evaluate(Alert alert, ModelVersion version, OptionalDouble value, long now) {
        AlertRule rule = alert.rule();
        AlertState next = alert.state().next(rule, value, now);
        Alert evaluated = new Alert(alert.monitor(), rule, next, value);
        byKey.put(key(alert.monitor(), rule.name()), evaluated);
        if (next.phase() == alert.state().phase()) {
            return;
        }
        LOG.info(
                "alert monitor={} rule={} state={} value={} threshold={}",
                alert.monitor(),
                rule.name(),
                next.phase().label(),
                value.isPresent() ? value.getAsDouble() : "none",
                rule.threshold());
        save(evaluated).onFailure(fault -> LOG.warn("alert state is not stored rule={}", rule.name(), fault));
        notifier.tell(notification(evaluated, version, now));
    }

    private Notification notification(Alert alert, ModelVersion version, long now) {
        AlertRule rule = alert.rule();
        OptionalDouble value = alert.value();
        return new Notification(
                notifier.nextId(),
                Instant.ofEpochMilli(now),
                version.model(),
                version.version(),
                alert.monitor(),
                rule.name(),
                rule.metric().label(),
                alert.state().phase().label(),
                value.isPresent() ? value.getAsDouble() : null,
                rule.threshold(),
                rule.severity());
    }

    /** Whoever was told that it fires must not wait for an end that nobody would tell. */
    private void withdraw(String monitor, String rule) {
        Optional<Alert> firing =
                find(monitor, rule).filter(alert -> alert.state().phase() == Phase.FIRING);
        Optional<Monitor> watched = monitors.find(monitor);
        if (firing.isPresent() && watched.isPresent()) {
            notifier.withdraw(notification(firing.get(), watched.get().version(), clock.millis()));
        }
    }

    /** Every rule whose monitor exists, by monitor and name. */
    public List<Alert> all() {
        return byKey.values().stream()
                .filter(alert -> monitors.find(alert.monitor()).isPresent())
                .toList();
    }

    public List<Alert> of(String monitor) {
        return byKey.values().stream()
                .filter(alert -> alert.monitor().equals(monitor))
                .toList();
    }

    public Optional<Alert> find(String monitor, String rule) {
        return Optional.ofNullable(byKey.get(key(monitor, rule)));
    }

    /** Adds a rule, or puts it in the place of the one with its name; it starts inactive. Completes when it is durable. */
    public Future<Alert> define(String monitor, AlertRule rule) {
        withdraw(monitor, rule.name());
        Alert alert = new Alert(monitor, rule, AlertState.inactive(clock.millis()), OptionalDouble.empty());
        byKey.put(key(monitor, rule.name()), alert);
        return save(alert).map(alert);
    }

    public Future<Void> remove(String monitor, String rule) {
        withdraw(monitor, rule);
        byKey.remove(key(monitor, rule));
        return store.deleteDocument(KIND, key(monitor, rule)).mapEmpty();
    }

    public Future<Void> removeAllOf(String monitor) {
        List<Future<Void>> removals = new ArrayList<>();
        of(monitor).forEach(alert -> removals.add(remove(monitor, alert.rule().name())));
        return Future.all(removals).mapEmpty();
    }

    private Future<Void> save(Alert alert) {
        return store.putDocument(
                KIND, key(alert.monitor(), alert.rule().name()), encode(alert).encode());
    }

    /** Neither name holds a slash. */
    private static String key(String monitor, String rule) {
        return monitor + "/" + rule;
    }

    private static JsonObject encode(Alert alert) {
        AlertRule rule = alert.rule();
        return new JsonObject()
                .put("monitor", alert.monitor())
                .put("name", rule.name())
                .put("metric", rule.metric().label())
                .put("comparison", rule.comparison().label())
                .put("threshold", rule.threshold())
                .put("sustained_ms", rule.sustained().toMillis())
                .put("severity", rule.severity())
                .put("phase", alert.state().phase().label())
                .put("since_ms", alert.state().sinceMillis());
    }

    private static Alert decode(JsonObject json) {
        return new Alert(
                json.getString("monitor"),
                new AlertRule(
                        json.getString("name"),
                        AlertMetric.of(json.getString("metric")),
                        Comparison.of(json.getString("comparison")),
                        json.getDouble("threshold"),
                        Duration.ofMillis(json.getLong("sustained_ms")),
                        json.getString("severity")),
                new AlertState(
                        Phase.valueOf(json.getString("phase").toUpperCase(Locale.ROOT)), json.getLong("since_ms")),
                OptionalDouble.empty());
    }
}
