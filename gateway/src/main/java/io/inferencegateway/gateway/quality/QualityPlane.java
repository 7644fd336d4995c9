package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what was copied of requests and answers, away from the event loops: one worker reads them into rows, and compares
 * each model's rows with its baseline as often as that model asks for. Owner: the control context.
 *
 * <p>What the worker has no time for is dropped and counted; nothing waits for it but whoever freezes a baseline.
 */
public final class QualityPlane implements QualityReports {
    private static final Logger LOG = LoggerFactory.getLogger(QualityPlane.class);

    /** Why an exchange is not looked at: more waits than the worker has time for. */
    private static final String BUSY = "busy";

    /**
     * What the plane needs of others.
     *
     * @param worker runs one task at a time in the order they come, and may refuse one
     * @param control runs a task on the control context
     * @param stable the model's stable version now, or null
     * @param release is called once for each exchange, when it is not looked at any more; any thread
     */
    public record Outside(
            Executor worker,
            Executor control,
            StateStore store,
            WriteBehind behind,
            Function<String, @Nullable Integer> stable,
            Consumer<Captured> release,
            InstantSource clock,
            LongSupplier seed) {}

    private final Outside outside;
    private final QualityRecords records;
    private final Map<String, WatchedModel> models = new TreeMap<>();
    private long lost;

    private QualityPlane(Outside outside, QualityRecords records) {
        this.outside = outside;
        this.records = records;
    }

    /** With what earlier runs stored. */
    public static Future<QualityPlane> load(Outside outside, GatewayConfig config) {
        return QualityRecords.load(outside.store(), outside.behind()).map(records -> {
            QualityPlane plane = new QualityPlane(outside, records);
            plane.configure(config);
            return plane;
        });
    }

    /** Follows a configuration: models come, go and change. */
    public void configure(GatewayConfig config) {
        models.keySet()
                .removeIf(model -> !config.models().containsKey(model)
                        || config.models().get(model).quality() == null);
        config.models().forEach((name, model) -> {
            QualitySettings settings = model.quality();
            if (settings != null) {
                configure(name, settings, Set.copyOf(model.versions().keySet()));
            }
        });
    }

    private void configure(String model, QualitySettings settings, Set<Integer> versions) {
        WatchedModel watched = models.get(model);
        if (watched != null) {
            watched.change(settings, versions, baseline(model, settings, watched.baseline()));
            watched.settle(this::work);
            return;
        }
        long now = outside.clock().millis();
        Baseline baseline = baseline(model, settings, null);
        ModelQuality quality = new ModelQuality(
                model,
                settings,
                baseline,
                records.medians(model, versions),
                new SplittableRandom(outside.seed().getAsLong()),
                now);
        models.put(model, new WatchedModel(quality, settings, versions, baseline, now));
    }

    /** @param before in force until now: a file that says the same is still the one that was read then */
    private @Nullable Baseline baseline(String model, QualitySettings settings, @Nullable Baseline before) {
        QualitySettings.Reference file = settings.reference();
        if (file == null) {
            return records.frozen(model);
        }
        boolean isSame = before != null
                && before.origin().source() == QualityReport.Source.FILE
                && before.profile().equals(file.profile());
        return isSame ? before : Baseline.ofFile(file.profile(), outside.clock().millis());
    }

    /** Takes what a collection brought. */
    public void take(Captures captures) {
        captures.skipped()
                .forEach((model, counts) -> counts.forEach((reason, count) -> skip(model, reason.label(), count)));
        List<Captured> exchanges = captures.exchanges();
        if (!exchanges.isEmpty()) {
            Map<String, WatchedModel> now = Map.copyOf(models);
            if (!work(() -> read(now, exchanges))) {
                lost += exchanges.size();
                exchanges.forEach(each -> skip(each.version().model(), BUSY, 1));
                exchanges.forEach(outside.release());
            }
        }
        models.values().forEach(watched -> watched.settle(this::work));
    }

    private void skip(String model, String reason, long count) {
        WatchedModel watched = models.get(model);
        if (watched != null) {
            watched.skip(reason, count);
        }
    }

    /** Exchanges that the worker had no time for, since the process started. */
    public long lost() {
        return lost;
    }

    /** On the worker. Each is released, also where a fault ends the work. */
    private void read(Map<String, WatchedModel> now, List<Captured> exchanges) {
        Iterator<Captured> rest = exchanges.iterator();
        try {
            while (rest.hasNext()) {
                Captured next = rest.next();
                read(now.get(next.version().model()), next);
            }
        } finally {
            rest.forEachRemaining(outside.release());
        }
    }

    private void read(@Nullable WatchedModel watched, Captured captured) {
        try {
            if (watched != null) {
                watched.quality.take(captured, outside.clock().millis());
            }
        } catch (RuntimeException fault) {
            LOG.error("captured exchange cannot be read {}", captured, fault);
        } finally {
            outside.release().accept(captured);
        }
    }

    /** To be called once a second: has compared what is due. */
    public void tick() {
        long now = outside.clock().millis();
        models.forEach((model, watched) -> {
            watched.settle(this::work);
            if (watched.isDue(now)) {
                compare(model, watched, now);
            }
        });
    }

    private void compare(String model, WatchedModel watched, long now) {
        Integer stable = outside.stable().apply(model);
        watched.comparing(now, work(() -> {
            try {
                watched.quality.compare(now, stable);
            } catch (RuntimeException fault) {
                LOG.error("rows cannot be compared model={}", model, fault);
            } finally {
                outside.control().execute(() -> compared(model, watched));
            }
        }));
    }

    private void compared(String model, WatchedModel watched) {
        watched.compared();
        records.note(model, watched.quality.view().medians());
    }

    private boolean work(Runnable task) {
        try {
            outside.worker().execute(task);
            return true;
        } catch (RejectedExecutionException busy) {
            return false;
        }
    }

    @Override
    public List<QualityReport> all() {
        return models.values().stream()
                .map(watched -> watched.quality.view().report())
                .toList();
    }

    @Override
    public Map<Integer, PredictionTotals> predictions(String model) {
        WatchedModel watched = models.get(model);
        return watched == null ? Map.of() : watched.quality.view().predictions();
    }

    @Override
    public OptionalDouble medianMovedInADay(ModelVersion version) {
        WatchedModel watched = models.get(version.model());
        Double moved =
                watched == null ? null : watched.quality.view().medianMoved().get(version.version());
        return moved == null || moved.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(moved);
    }

    @Override
    public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
        WatchedModel watched = models.get(model);
        if (watched == null) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
        if (watched.settings().reference() != null) {
            return Future.failedFuture(named(model, watched.settings().reference()));
        }
        long now = outside.clock().millis();
        return onWorker(() -> watched.quality.freeze(version, now)).compose(profile -> {
            if (profile == null) {
                return Future.failedFuture(QualityProblem.conflict("version " + version + " of '" + model
                        + "' had fewer than " + watched.settings().policy().minimumRows()
                        + " rows in the window; wait for more traffic, or raise sample"));
            }
            Baseline baseline = Baseline.ofLive(version, profile, now, actor);
            return records.freeze(model, baseline)
                    .compose(done -> adopted(model, baseline))
                    .map(baseline.origin());
        });
    }

    @Override
    public Future<Void> drop(String model) {
        WatchedModel watched = models.get(model);
        if (watched == null) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
        if (watched.settings().reference() != null) {
            return Future.failedFuture(named(model, watched.settings().reference()));
        }
        if (records.frozen(model) == null) {
            return Future.failedFuture(QualityProblem.noBaseline(model));
        }
        return records.drop(model).compose(done -> adopted(model, null));
    }

    private static QualityProblem named(String model, QualitySettings.Reference reference) {
        return QualityProblem.conflict("the configuration names " + reference.file() + " as the reference of '" + model
                + "'; take reference out of models." + model + ".quality to freeze one from live traffic");
    }

    /** A report at once, unless the model went or was given a file meanwhile, or the worker has no time for it now. */
    private Future<Void> adopted(String model, @Nullable Baseline baseline) {
        WatchedModel watched = models.get(model);
        if (watched == null || watched.settings().reference() != null) {
            return Future.succeededFuture();
        }
        watched.compareWith(baseline);
        watched.settle(this::work);
        long now = outside.clock().millis();
        Integer stable = outside.stable().apply(model);
        return this.<Boolean>onWorker(() -> {
                    watched.quality.compare(now, stable);
                    return true;
                })
                .otherwise(false)
                .mapEmpty();
    }

    /** Completes on the control context. */
    private <T extends @Nullable Object> Future<T> onWorker(Supplier<T> task) {
        Promise<T> promise = Promise.promise();
        boolean taken = work(() -> {
            try {
                T answer = task.get();
                outside.control().execute(() -> promise.complete(answer));
            } catch (RuntimeException | Error fault) {
                outside.control().execute(() -> promise.fail(fault));
            }
        });
        if (!taken) {
            promise.fail(QualityProblem.busy());
        }
        return promise.future();
    }
}
