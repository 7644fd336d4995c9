package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.alert.FigureSource.Moment;
import io.inferencegateway.gateway.config.ConfiguredAlert;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.control.Notification.Event;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.observe.Monitor.Origin;
import io.inferencegateway.gateway.observe.Monitor.State;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.alert.AlertCondition;
import io.inferencegateway.monitoring.alert.AlertRule;
import io.inferencegateway.monitoring.alert.AlertState;
import io.inferencegateway.monitoring.alert.AlertState.Phase;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds every alert rule against its version's figures, once for each {@link #tick}. Owned by the control context. Rules
 * of a monitor that is paused, archived or gone stand still. Definitions and states survive a restart, so an alert that
 * fires is told once and not again after it.
 *
 * <p>A silenced alert is evaluated all the same. What was told to fire is told to be over even in a silence; what began
 * in one and outlasts it is told when it ends.
 */
public final class AlertEvaluator {
    /** More rules than this are refused: each is evaluated every second. */
    public static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AlertEvaluator.class);

    private final AlertBook book;
    private final Silences silences;
    private final Monitors monitors;
    private final FigureSource figures;
    private final AlertTelling telling;
    private final InstantSource clock;

    private AlertEvaluator(
            AlertBook book,
            Silences silences,
            Monitors monitors,
            FigureSource figures,
            AlertTelling telling,
            InstantSource clock) {
        this.book = book;
        this.silences = silences;
        this.monitors = monitors;
        this.figures = figures;
        this.telling = telling;
        this.clock = clock;
    }

    /** With the rules of the configuration and those that earlier runs stored. */
    public static Future<AlertEvaluator> load(
            StateStore store,
            WriteBehind behind,
            Silences silences,
            Monitors monitors,
            FigureSource figures,
            AlertTelling telling,
            InstantSource clock,
            List<ConfiguredAlert> configured) {
        return AlertBook.load(store, behind).map(book -> {
            AlertEvaluator evaluator = new AlertEvaluator(book, silences, monitors, figures, telling, clock);
            evaluator.configure(configured);
            return evaluator;
        });
    }

    /**
     * Takes over the rules of a new configuration; configured ones that it no longer has are gone, and one that it has
     * takes the place of one with its name that was made over the API. One that stays as it was keeps its state.
     */
    public void configure(List<ConfiguredAlert> configured) {
        Map<String, ConfiguredAlert> wanted = new HashMap<>();
        configured.forEach(
                each -> wanted.put(Alert.key(each.monitor(), each.rule().name()), each));
        for (Alert alert : book.all()) {
            if (alert.origin() == Origin.CONFIG && !wanted.containsKey(alert.key())) {
                forget(alert);
            }
        }
        wanted.values().forEach(this::configure);
    }

    private void configure(ConfiguredAlert wanted) {
        String name = wanted.rule().name();
        Optional<Alert> before = book.find(wanted.monitor(), name);
        if (before.isPresent() && before.get().origin() == Origin.API) {
            LOG.warn(
                    "the configured alert rule replaces the one made over the API monitor={} rule={}",
                    wanted.monitor(),
                    name);
        }
        boolean same = before.isPresent()
                && before.get().origin() == Origin.CONFIG
                && before.get().rule().equals(wanted.rule());
        if (!same) {
            before.ifPresent(telling::withdraw);
            book.save(Alert.fresh(wanted.monitor(), wanted.rule(), Origin.CONFIG, clock.millis()));
        }
    }

    /** Evaluates every rule of an active monitor on the figures as last collected. To be called once a second. */
    public void tick() {
        Instant now = clock.instant();
        silences.expire(now);
        Moment moment = figures.now();
        for (Alert alert : book.all()) {
            Optional<Monitor> monitor = monitors.find(alert.monitor());
            if (monitor.isEmpty()) {
                abandon(alert, now);
            } else if (monitor.get().state() == State.ACTIVE) {
                evaluate(watching(alert, monitor.get(), now), monitor.get(), moment, now);
            }
        }
    }

    /** Nobody would end it otherwise. */
    private void abandon(Alert alert, Instant now) {
        if (alert.toldMillis() != null) {
            telling.withdraw(alert);
            book.save(Alert.fresh(alert.monitor(), alert.rule(), alert.origin(), now.toEpochMilli()));
        }
    }

    /** A monitor that looks at another version now has a past that is not this version's. */
    private Alert watching(Alert alert, Monitor monitor, Instant now) {
        if (monitor.version().equals(alert.subject())) {
            return alert;
        }
        if (alert.subject() == null) {
            return alert.withSubject(monitor.version());
        }
        telling.withdraw(alert);
        Alert anew = alert.on(monitor.version(), now.toEpochMilli());
        book.save(anew);
        return anew;
    }

    private void evaluate(Alert alert, Monitor monitor, Moment moment, Instant now) {
        AlertCondition condition = alert.rule().condition();
        OptionalDouble value = condition.valueOf(
                moment.of(monitor.version(), condition.window() == null ? monitor.window() : condition.window()));
        AlertState next = alert.state().next(condition, value, now.toEpochMilli());
        Alert evaluated = alert.evaluated(next, value);
        if (next.phase() != alert.state().phase()) {
            changed(evaluated, now);
        } else if (evaluated.isFiring()) {
            firesOn(evaluated, !next.equals(alert.state()), now);
        } else {
            book.note(evaluated);
        }
    }

    private void changed(Alert alert, Instant now) {
        Optional<Silence> silence = silences.over(alert, now);
        boolean ends = alert.state().phase() == Phase.RESOLVED;
        boolean deliver = ends ? alert.toldMillis() != null : silence.isEmpty();
        telling.tell(
                alert, Event.CHANGE, deliver ? null : silence.map(Silence::id).orElse(null), deliver, now);
        book.save(alert.told(alert.isFiring() && deliver ? now.toEpochMilli() : null));
    }

    /** @param waits whether its wait to be over has begun or been broken off, which a restart must not forget */
    private void firesOn(Alert alert, boolean waits, Instant now) {
        Event event = silences.over(alert, now).isPresent() ? null : due(alert, now);
        if (event == null && waits) {
            book.save(alert);
        } else if (event == null) {
            book.note(alert);
        } else {
            telling.tell(alert, event, null, true, now);
            book.save(alert.told(now.toEpochMilli()));
        }
    }

    /** What is to be told of an alert that fires on, or null. */
    private static @Nullable Event due(Alert alert, Instant now) {
        Long told = alert.toldMillis();
        if (told == null) {
            return Event.SILENCE_ENDED;
        }
        Duration repeat = alert.rule().notice().repeat();
        boolean again =
                repeat != null && alert.acknowledged() == null && now.toEpochMilli() - told >= repeat.toMillis();
        return again ? Event.REMINDER : null;
    }

    /** Every rule whose monitor exists, by monitor and name. */
    public List<Alert> all() {
        return book.all().stream()
                .filter(alert -> monitors.find(alert.monitor()).isPresent())
                .toList();
    }

    public List<Alert> of(String monitor) {
        return book.all().stream()
                .filter(alert -> alert.monitor().equals(monitor))
                .toList();
    }

    public Optional<Alert> find(String monitor, String rule) {
        return book.find(monitor, rule);
    }

    public Silences silences() {
        return silences;
    }

    /** Which silence the alert is under, if any. */
    public Optional<Silence> silenceOver(Alert alert) {
        return silences.over(alert, clock.instant());
    }

    /** Adds a rule, or puts it in the place of the one with its name; it starts inactive. Completes when it is durable. */
    public Future<Alert> define(String monitor, AlertRule rule) {
        book.find(monitor, rule.name()).ifPresent(telling::withdraw);
        return durable(Alert.fresh(monitor, rule, Origin.API, clock.millis()));
    }

    private Future<Alert> durable(Alert alert) {
        book.save(alert);
        return book.flush().map(alert);
    }

    public Future<Void> remove(String monitor, String rule) {
        book.find(monitor, rule).ifPresent(this::forget);
        return book.flush();
    }

    public Future<Void> removeAllOf(String monitor) {
        of(monitor).forEach(this::forget);
        return book.flush();
    }

    private void forget(Alert alert) {
        telling.withdraw(alert);
        book.remove(alert);
    }

    /** Somebody takes a firing alert on: it is not told again until it has ended. Completes when that is durable. */
    public Future<Alert> acknowledge(Alert alert, Acknowledgement acknowledgement) {
        if (!alert.isFiring()) {
            throw new IllegalArgumentException("only what fires can be acknowledged");
        }
        Alert acknowledged = alert.acknowledged(acknowledgement);
        String silence = silenceOver(alert).map(Silence::id).orElse(null);
        boolean known = alert.toldMillis() != null && silence == null;
        telling.tell(acknowledged, Event.ACKNOWLEDGED, silence, known, acknowledgement.at());
        return durable(acknowledged);
    }

    /** As if nobody had taken it on. */
    public Future<Alert> forgetAcknowledgement(Alert alert) {
        return durable(alert.acknowledged(null));
    }
}
