package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.monitoring.quality.Baseline;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model that is looked at, as the control context knows it: what the worker is to do with it, and what it could not be
 * told yet because too much waited. Owner: the control context, but for {@link #quality}, which is the worker's.
 */
final class WatchedModel {
    final ModelQuality quality;
    private QualitySettings settings;
    private Set<Integer> versions;
    private @Nullable Baseline baseline;

    /** Whether the worker was told of all three. */
    private boolean settled = true;

    private final Map<String, Long> untoldSkips = new HashMap<>();
    private boolean comparing;
    private long comparedMillis;

    WatchedModel(
            ModelQuality quality,
            QualitySettings settings,
            Set<Integer> versions,
            @Nullable Baseline baseline,
            long nowMillis) {
        this.quality = quality;
        this.settings = settings;
        this.versions = versions;
        this.baseline = baseline;
        this.comparedMillis = nowMillis;
    }

    QualitySettings settings() {
        return settings;
    }

    @Nullable
    Baseline baseline() {
        return baseline;
    }

    /** From the next {@link #settle} on. */
    void change(QualitySettings newSettings, Set<Integer> newVersions, @Nullable Baseline newBaseline) {
        settings = newSettings;
        versions = newVersions;
        compareWith(newBaseline);
    }

    /** From the next {@link #settle} on. */
    void compareWith(@Nullable Baseline newBaseline) {
        baseline = newBaseline;
        settled = false;
    }

    void skip(String reason, long count) {
        untoldSkips.merge(reason, count, Long::sum);
    }

    /** @param worker takes a task, or says that it has no time; then the next call tries again */
    void settle(Predicate<Runnable> worker) {
        if (!settled) {
            QualitySettings toldSettings = settings;
            Set<Integer> toldVersions = versions;
            Baseline toldBaseline = baseline;
            settled = worker.test(() -> {
                quality.configure(toldSettings, toldVersions);
                quality.compareWith(toldBaseline);
            });
        }
        if (!untoldSkips.isEmpty()) {
            Map<String, Long> told = Map.copyOf(untoldSkips);
            if (worker.test(() -> told.forEach(quality::skip))) {
                untoldSkips.clear();
            }
        }
    }

    /** Whether rows are to be compared now; a clock that was set by more than the period counts as well. */
    boolean isDue(long nowMillis) {
        return !comparing
                && Math.abs(nowMillis - comparedMillis) >= settings.every().toMillis();
    }

    /** @param taken whether the worker took the task */
    void comparing(long nowMillis, boolean taken) {
        comparedMillis = nowMillis;
        comparing = taken;
    }

    void compared() {
        comparing = false;
    }
}
