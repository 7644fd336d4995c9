package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.VersionSeries;
import io.vertx.core.Future;
import java.util.List;

/** What a version served at any time that is kept. Called on the control context only. */
public interface VersionHistory {
    /** The least step of which history is kept at the age of {@code fromMillis}, or the one asked for where that is longer. */
    long stepMillis(long askedMillis, long fromMillis);

    /**
     * Includes what the last collection brought in.
     *
     * @param fromMillis a whole multiple of the step
     * @param stepMillis as {@link #stepMillis} gave it
     */
    Future<VersionSeries> series(ModelVersion version, long fromMillis, long toMillis, long stepMillis);

    /** Every version of which something was stored, also of those that left the configuration. */
    Future<List<ModelVersion>> versions();
}
