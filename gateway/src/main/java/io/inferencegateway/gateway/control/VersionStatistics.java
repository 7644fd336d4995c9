package io.inferencegateway.gateway.control;

import io.inferencegateway.monitoring.health.HealthPolicy;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.Future;
import java.util.List;

/** Where the figures of a version come from. Called on the control context only. */
public interface VersionStatistics {
    /** Completes when every request that ended before the call is counted, or a loop has not answered in time. */
    Future<Void> collectNow();

    /** The window that ends now; empty figures for a version without traffic. */
    WindowStats window(ModelVersion version, Window window);

    /** The figures between two moments in pieces of {@code stepMillis}, oldest first; pieces without traffic are empty. */
    List<WindowStats> series(ModelVersion version, long fromMillis, long toMillis, long stepMillis);

    /** How many requests had not ended at the last collection. */
    int openRequests(ModelVersion version);

    /** When the version's figures mean warning and when critical. */
    HealthPolicy policy(ModelVersion version);
}
