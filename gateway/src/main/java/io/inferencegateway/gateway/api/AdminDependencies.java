package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.alert.AlertEvaluator;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.control.Chronicle;
import io.inferencegateway.gateway.control.ConfigReload;
import io.inferencegateway.gateway.control.Monitors;
import io.inferencegateway.gateway.control.Notifier;
import io.inferencegateway.gateway.control.UsageLedger;
import io.inferencegateway.gateway.control.VersionHistory;
import io.inferencegateway.gateway.control.VersionStatistics;
import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.Telemetry;
import io.inferencegateway.gateway.quality.QualityReports;
import io.inferencegateway.gateway.resources.VersionUsages;
import io.inferencegateway.gateway.rollout.Rollouts;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.state.StateHealth;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Everything the admin API shows or commands. All of it belongs to the control context the API is started on, but for
 * {@link Routes} and {@link MetricsPage}.
 *
 * @param listen where to listen; port 0 for any free one
 * @param config the configuration in force
 * @param state how the storage does, answered from memory
 * @param ready false once the drain has begun
 */
public record AdminDependencies(
        GatewayConfig.Endpoint listen,
        Supplier<GatewayConfig> config,
        ConfigReload reload,
        Supplier<StateHealth> state,
        Routes routes,
        Rollouts rollouts,
        VersionStatistics statistics,
        VersionHistory history,
        VersionUsages resources,
        QualityReports quality,
        Chronicle chronicle,
        Monitors monitors,
        AlertEvaluator alerts,
        UsageLedger usage,
        Notifier notifications,
        Telemetry telemetry,
        EventLog events,
        MetricsPage metrics,
        MetricsPage qualityMetrics,
        BooleanSupplier ready,
        InstantSource clock) {}
