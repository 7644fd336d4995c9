package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigProblem;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.ConfigWatcher;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTables;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a changed configuration in force: the whole routing table in one exchange, or nothing at all. Owner: the control
 * context, on which listeners are called and futures complete; the watcher reads the file on a thread of its own.
 *
 * <p>Listeners' addresses, the state and other things that are opened once keep their old values until a restart, which
 * is logged.
 */
public final class ConfigReloader implements ConfigReload, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReloader.class);

    private static final String APPLIED = "success";
    private static final String REJECTED = "invalid";

    private final Context control;
    private final Routes routes;
    private final InstantSource clock;
    private final ConfigWatcher watcher;
    private final List<Consumer<GatewayConfig>> listeners = new ArrayList<>();
    private final List<Consumer<Result>> watchers = new ArrayList<>();
    private final Map<String, Long> counts = new HashMap<>(Map.of(APPLIED, 0L, REJECTED, 0L));

    private volatile GatewayConfig inForce;
    private volatile Result last;
    private volatile Instant lastAppliedAt;

    /**
     * Begins to watch.
     *
     * @param file as typed
     * @param initial what was read from it and is in force
     * @param warnings of the initial one
     */
    public ConfigReloader(
            Context control,
            Routes routes,
            String file,
            ConfigLoader loader,
            GatewayConfig initial,
            List<ConfigProblem> warnings,
            InstantSource clock) {
        this.control = control;
        this.routes = routes;
        this.clock = clock;
        this.inForce = initial;
        this.lastAppliedAt = clock.instant();
        this.last = new Result(lastAppliedAt, ReloadTrigger.START, List.of(), told(warnings));
        this.watcher = ConfigWatcher.start(
                file, loader, initial, (trigger, result) -> control.runOnContext(ignored -> judged(trigger, result)));
    }

    /** The configuration in force. Any thread. */
    public GatewayConfig inForce() {
        return inForce;
    }

    @Override
    public Result last() {
        return last;
    }

    /** When the configuration in force was taken over. Any thread. */
    public Instant lastAppliedAt() {
        return lastAppliedAt;
    }

    /** Any thread. */
    @Override
    public Future<Result> reload(ReloadTrigger trigger) {
        // The watcher reports to the context before it answers, so one more turn of the context finds the result there.
        return Future.fromCompletionStage(watcher.reload(trigger), control)
                .compose(judged -> Future.future(answer -> control.runOnContext(turn -> answer.complete(last))));
    }

    /** How often a file was applied and rejected, by {@code success} and {@code invalid}. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /** @param listener hears of each configuration after the routing table follows it */
    public void onApplied(Consumer<GatewayConfig> listener) {
        listeners.add(listener);
    }

    /** @param watcher hears of each attempt to read the file, whatever came of it */
    public void onJudged(Consumer<Result> watcher) {
        watchers.add(watcher);
    }

    private void judged(ReloadTrigger trigger, ConfigResult result) {
        if (result instanceof ConfigResult.Loaded loaded) {
            apply(trigger, loaded.config(), loaded.warnings());
        } else if (result instanceof ConfigResult.Rejected rejected) {
            reject(trigger, rejected.problems());
        }
        watchers.forEach(watcher -> watcher.accept(last));
    }

    private void apply(ReloadTrigger trigger, GatewayConfig after, List<ConfigProblem> warnings) {
        GatewayConfig before = inForce;
        routes.update(previous -> RoutingTables.reloaded(before, after, previous));
        inForce = after;
        lastAppliedAt = clock.instant();
        last = new Result(lastAppliedAt, trigger, List.of(), told(warnings));
        counts.merge(APPLIED, 1L, Long::sum);
        LOG.info(
                "config applied trigger={} models={}",
                trigger.label(),
                after.models().size());
        if (!after.listen().sameSockets(before.listen()) || !after.stateUrl().equals(before.stateUrl())) {
            LOG.warn("config asks for other listeners or another state: that takes effect at the next start");
        }
        listeners.forEach(listener -> listener.accept(after));
    }

    private static List<String> told(List<ConfigProblem> warnings) {
        warnings.forEach(warning -> LOG.warn("config warning {}", warning));
        return warnings.stream().map(ConfigProblem::toString).toList();
    }

    private void reject(ReloadTrigger trigger, List<ConfigProblem> problems) {
        last = new Result(
                clock.instant(),
                trigger,
                problems.stream().map(ConfigProblem::toString).toList(),
                List.of());
        counts.merge(REJECTED, 1L, Long::sum);
        LOG.warn(
                "config rejected, the one in force stays; trigger={} problems={} first=\"{}\"",
                trigger.label(),
                problems.size(),
                problems.get(0));
    }

    @Override
    public void close() {
        watcher.close();
    }
}
