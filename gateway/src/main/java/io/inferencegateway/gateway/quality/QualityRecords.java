package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.MedianHistory;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the quality plane keeps over a restart: baselines that were frozen, and a day of medians. Owner: the control context. */
final class QualityRecords {
    private static final Logger LOG = LoggerFactory.getLogger(QualityRecords.class);
    private static final String BASELINE = "quality_baseline";
    private static final String MEDIANS = "quality_medians";

    private final StateStore store;
    private final WriteBehind behind;

    /** Those frozen from live traffic, also of models whose file names another one. */
    private final Map<String, Baseline> frozen = new HashMap<>();

    private final Map<String, JsonObject> medians = new HashMap<>();

    private QualityRecords(StateStore store, WriteBehind behind) {
        this.store = store;
        this.behind = behind;
    }

    /** With what earlier runs stored; a document that can't be read is logged and left. */
    static Future<QualityRecords> load(StateStore store, WriteBehind behind) {
        QualityRecords records = new QualityRecords(store, behind);
        return store.documents(BASELINE)
                .compose(baselines -> {
                    baselines.forEach((model, document) -> tolerant(
                            BASELINE,
                            model,
                            () -> records.frozen.put(model, BaselineDocument.decode(new JsonObject(document)))));
                    return store.documents(MEDIANS);
                })
                .map(medians -> {
                    medians.forEach((model, document) ->
                            tolerant(MEDIANS, model, () -> records.medians.put(model, new JsonObject(document))));
                    return records;
                });
    }

    private static void tolerant(String kind, String model, Runnable read) {
        try {
            read.run();
        } catch (RuntimeException damaged) {
            LOG.error("stored document cannot be read kind={} model={}", kind, model, damaged);
        }
    }

    /** The one that was frozen, or null. */
    @Nullable
    Baseline frozen(String model) {
        return frozen.get(model);
    }

    /** In place of an earlier one, once it is stored. */
    Future<Void> freeze(String model, Baseline baseline) {
        return stored(store.putDocument(
                        BASELINE, model, BaselineDocument.encode(baseline).encode()))
                .map(done -> {
                    frozen.put(model, baseline);
                    return null;
                });
    }

    /** Once it is gone from the store, too. */
    Future<Void> drop(String model) {
        return stored(store.deleteDocument(BASELINE, model)).map(done -> {
            frozen.remove(model);
            return null;
        });
    }

    private static <T> Future<T> stored(Future<T> write) {
        return write.recover(fault ->
                Future.failedFuture(QualityProblem.notStored("the baseline stays as it was: " + fault.getMessage())));
    }

    /** Those of the versions that the model has now. */
    Map<Integer, MedianHistory> medians(String model, Set<Integer> versions) {
        Map<Integer, MedianHistory> histories = new HashMap<>();
        JsonObject stored = medians.getOrDefault(model, new JsonObject());
        tolerant(MEDIANS, model, () -> {
            for (String version : stored.fieldNames()) {
                if (versions.contains(Integer.valueOf(version))) {
                    Map<Long, Double> halfHours = new HashMap<>();
                    JsonObject document = stored.getJsonObject(version);
                    document.fieldNames().forEach(at -> halfHours.put(Long.valueOf(at), document.getDouble(at)));
                    histories.put(Integer.valueOf(version), MedianHistory.of(halfHours));
                }
            }
        });
        return histories;
    }

    /** Stores them where a half hour ended since. */
    void note(String model, Map<Integer, Map<Long, Double>> byVersion) {
        JsonObject after = new JsonObject();
        byVersion.forEach((version, halfHours) -> {
            JsonObject document = new JsonObject();
            halfHours.forEach((at, median) -> document.put(Long.toString(at), median));
            after.put(Integer.toString(version), document);
        });
        JsonObject before = medians.get(model);
        if (!after.isEmpty() && (before == null || !sameHalfHours(before, after))) {
            medians.put(model, after);
            behind.put(MEDIANS, model, after.encode());
        }
    }

    /** Whether nothing ended since: the median of the half hour under way is stored when it is over. */
    private static boolean sameHalfHours(JsonObject before, JsonObject after) {
        return before.fieldNames().equals(after.fieldNames())
                && after.stream().allMatch(version -> ((JsonObject) version.getValue())
                        .fieldNames()
                        .equals(before.getJsonObject(version.getKey()).fieldNames()));
    }
}
