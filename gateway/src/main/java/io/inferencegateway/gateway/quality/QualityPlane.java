package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.MedianHistory;
import io.inferencegateway.monitoring.quality.PredictionTotals;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.HashMap;
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
    private static final String BASELINE = "quality_baseline";
    private static final String MEDIANS = "quality_medians";

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

    /** A model that is looked at. */
    private static final class Watched {
        final ModelQuality quality;
        QualitySettings settings;
        long comparedMillis;
        boolean comparing;

        Watched(ModelQuality quality, QualitySettings settings, long nowMillis) {
            this.quality = quality;
            this.settings = settings;
            this.comparedMillis = nowMillis;
        }
    }

    private final Outside outside;
    private final Map<String, Watched> models = new TreeMap<>();

    /** Those frozen from live traffic, also of models whose file names another one. */
    private final Map<String, Baseline> frozen = new HashMap<>();

    private final Map<String, JsonObject> storedMedians = new HashMap<>();

    private QualityPlane(Outside outside) {
        this.outside = outside;
    }

    /** With what earlier runs stored; a document that can't be read is logged and left. */
    public static Future<QualityPlane> load(Outside outside, GatewayConfig config) {
        QualityPlane plane = new QualityPlane(outside);
        return outside.store()
                .documents(BASELINE)
                .compose(baselines -> {
                    baselines.forEach(plane::restoreBaseline);
                    return outside.store().documents(MEDIANS);
                })
                .map(medians -> {
                    medians.forEach((model, document) -> plane.tolerant(
                            MEDIANS, model, () -> plane.storedMedians.put(model, new JsonObject(document))));
                    plane.configure(config);
                    return plane;
                });
    }

    private void restoreBaseline(String model, String document) {
        tolerant(BASELINE, model, () -> frozen.put(model, BaselineDocument.decode(new JsonObject(document))));
    }

    private void tolerant(String kind, String model, Runnable read) {
        try {
            read.run();
        } catch (RuntimeException damaged) {
            LOG.error("stored document cannot be read kind={} model={}", kind, model, damaged);
        }
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
        Watched watched = models.get(model);
        long now = outside.clock().millis();
        if (watched == null) {
            ModelQuality quality = new ModelQuality(
                    model,
                    settings,
                    baseline(model, settings),
                    medians(model, versions),
                    new SplittableRandom(outside.seed().getAsLong()),
                    now);
            models.put(model, new Watched(quality, settings, now));
            return;
        }
        watched.settings = settings;
        Baseline baseline = baseline(model, settings);
        work(() -> {
            watched.quality.configure(settings, versions);
            watched.quality.compareWith(baseline);
        });
    }

    private @Nullable Baseline baseline(String model, QualitySettings settings) {
        QualitySettings.Reference file = settings.reference();
        return file == null
                ? frozen.get(model)
                : new Baseline(
                        new QualityReport.Reference(
                                QualityReport.Source.FILE,
                                null,
                                file.profile().rows(),
                                outside.clock().millis(),
                                null,
                                file.profile().features().size()),
                        file.profile());
    }

    private Map<Integer, MedianHistory> medians(String model, Set<Integer> versions) {
        Map<Integer, MedianHistory> histories = new HashMap<>();
        JsonObject stored = storedMedians.getOrDefault(model, new JsonObject());
        tolerant(MEDIANS, model, () -> {
            for (String version : stored.fieldNames()) {
                if (versions.contains(Integer.valueOf(version))) {
                    Map<Long, Double> medians = new HashMap<>();
                    JsonObject halfHours = stored.getJsonObject(version);
                    halfHours.fieldNames().forEach(at -> medians.put(Long.valueOf(at), halfHours.getDouble(at)));
                    histories.put(Integer.valueOf(version), MedianHistory.of(medians));
                }
            }
        });
        return histories;
    }

    /** Takes what a collection brought. */
    public void take(Captures captures) {
        captures.skipped().forEach((model, counts) -> {
            Watched watched = models.get(model);
            if (watched != null) {
                work(() -> counts.forEach((reason, count) -> watched.quality.skip(reason.label(), count)));
            }
        });
        if (captures.exchanges().isEmpty()) {
            return;
        }
        Map<String, Watched> now = Map.copyOf(models);
        boolean taken = work(() ->
                captures.exchanges().forEach(each -> read(now.get(each.version().model()), each)));
        if (!taken) {
            captures.exchanges().forEach(outside.release());
        }
    }

    /** On the worker. */
    private void read(@Nullable Watched watched, Captured captured) {
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
            if (Math.abs(now - watched.comparedMillis)
                    >= watched.settings.every().toMillis()) {
                compare(model, watched, now);
            }
        });
    }

    private void compare(String model, Watched watched, long now) {
        if (watched.comparing) {
            return;
        }
        Integer stable = outside.stable().apply(model);
        watched.comparedMillis = now;
        watched.comparing = work(() -> {
            try {
                watched.quality.compare(now, stable);
            } catch (RuntimeException fault) {
                LOG.error("rows cannot be compared model={}", model, fault);
            } finally {
                outside.control().execute(() -> compared(model, watched));
            }
        });
    }

    private void compared(String model, Watched watched) {
        watched.comparing = false;
        JsonObject medians = new JsonObject();
        watched.quality.view().medians().forEach((version, halfHours) -> {
            JsonObject document = new JsonObject();
            halfHours.forEach((at, median) -> document.put(Long.toString(at), median));
            medians.put(Integer.toString(version), document);
        });
        JsonObject before = storedMedians.get(model);
        if (!medians.isEmpty() && (before == null || !sameHalfHours(before, medians))) {
            storedMedians.put(model, medians);
            outside.behind().put(MEDIANS, model, medians.encode());
        }
    }

    /** Whether nothing ended since: the median of the half hour under way is stored when it is over. */
    private static boolean sameHalfHours(JsonObject before, JsonObject after) {
        return before.fieldNames().equals(after.fieldNames())
                && after.stream().allMatch(version -> ((JsonObject) version.getValue())
                        .fieldNames()
                        .equals(before.getJsonObject(version.getKey()).fieldNames()));
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
        Watched watched = models.get(model);
        return watched == null ? Map.of() : watched.quality.view().predictions();
    }

    @Override
    public OptionalDouble medianMovedInADay(ModelVersion version) {
        Watched watched = models.get(version.model());
        Double moved =
                watched == null ? null : watched.quality.view().medianMoved().get(version.version());
        return moved == null || moved.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(moved);
    }

    @Override
    public Future<QualityReport.Reference> freeze(String model, int version, String actor) {
        Watched watched = models.get(model);
        if (watched == null) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
        if (watched.settings.reference() != null) {
            return Future.failedFuture(named(model, watched.settings.reference()));
        }
        long now = outside.clock().millis();
        return onWorker(() -> watched.quality.freeze(version, now)).compose(rows -> {
            if (rows == null) {
                return Future.failedFuture(QualityProblem.conflict("version " + version + " of '" + model
                        + "' had fewer than " + watched.settings.policy().minimumRows()
                        + " rows in the window; wait for more traffic, or raise sample"));
            }
            QualityReport.Reference origin = new QualityReport.Reference(
                    QualityReport.Source.LIVE,
                    version,
                    rows.rows(),
                    now,
                    actor,
                    rows.profile().features().size());
            Baseline baseline = new Baseline(origin, rows.profile());
            return stored(outside.store()
                            .putDocument(
                                    BASELINE,
                                    model,
                                    BaselineDocument.encode(baseline).encode()))
                    .compose(done -> {
                        frozen.put(model, baseline);
                        return adopted(model, baseline);
                    })
                    .map(origin);
        });
    }

    @Override
    public Future<Void> drop(String model) {
        Watched watched = models.get(model);
        if (watched == null) {
            return Future.failedFuture(QualityProblem.switchedOff(model));
        }
        if (watched.settings.reference() != null) {
            return Future.failedFuture(named(model, watched.settings.reference()));
        }
        if (!frozen.containsKey(model)) {
            return Future.failedFuture(QualityProblem.noBaseline(model));
        }
        return stored(outside.store().deleteDocument(BASELINE, model)).compose(done -> {
            frozen.remove(model);
            return adopted(model, null);
        });
    }

    private static QualityProblem named(String model, QualitySettings.Reference reference) {
        return QualityProblem.conflict("the configuration names " + reference.file() + " as the reference of '" + model
                + "'; take reference out of models." + model + ".quality to freeze one from live traffic");
    }

    private static <T> Future<T> stored(Future<T> write) {
        return write.recover(fault ->
                Future.failedFuture(QualityProblem.notStored("the baseline stays as it was: " + fault.getMessage())));
    }

    /** A report at once, unless the model went or was given a file meanwhile. */
    private Future<Void> adopted(String model, @Nullable Baseline baseline) {
        Watched watched = models.get(model);
        if (watched == null || watched.settings.reference() != null) {
            return Future.succeededFuture();
        }
        long now = outside.clock().millis();
        Integer stable = outside.stable().apply(model);
        return this.<Boolean>onWorker(() -> {
                    watched.quality.compareWith(baseline);
                    watched.quality.compare(now, stable);
                    return true;
                })
                .mapEmpty();
    }

    /** Completes on the control context. */
    private <T extends @Nullable Object> Future<T> onWorker(Supplier<T> task) {
        Promise<T> promise = Promise.promise();
        boolean taken = work(() -> {
            try {
                T answer = task.get();
                outside.control().execute(() -> promise.complete(answer));
            } catch (RuntimeException fault) {
                outside.control().execute(() -> promise.fail(fault));
            }
        });
        if (!taken) {
            promise.fail(QualityProblem.busy());
        }
        return promise.future();
    }
}
