package io.inferencegateway.gateway.alert;

import io.inferencegateway.gateway.control.VersionResources;
import io.inferencegateway.gateway.control.VersionStatistics;
import io.inferencegateway.gateway.quality.QualityReports;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.rollout.Rollouts;
import io.inferencegateway.monitoring.alert.AlertFigures;
import io.inferencegateway.monitoring.quality.QualityFigures;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Where the figures of rules come from. Owned by the control context. */
public final class FigureSource {
    private final VersionStatistics statistics;
    private final VersionResources resources;
    private final Rollouts rollouts;
    private final QualityReports quality;

    public FigureSource(
            VersionStatistics statistics, VersionResources resources, Rollouts rollouts, QualityReports quality) {
        this.statistics = statistics;
        this.resources = resources;
        this.rollouts = rollouts;
        this.quality = quality;
    }

    /** A view of one moment: however many rules ask for a window, it is added up once. */
    Moment now() {
        return new Moment();
    }

    final class Moment {
        private record Place(ModelVersion version, Window window) {}

        private final Map<Place, WindowStats> windows = new HashMap<>();
        private final Map<String, Optional<QualityReport>> reports = new HashMap<>();

        AlertFigures of(ModelVersion version, Window window) {
            return new AlertFigures() {
                @Override
                public WindowStats window() {
                    return over(version, window);
                }

                @Override
                public boolean isUsedToTraffic() {
                    return !wasTakenAway(version)
                            && over(version, Window.ONE_DAY).total() > 0;
                }

                @Override
                public OptionalDouble cpuUtilization() {
                    return resources.cpuUtilization(version);
                }

                @Override
                public OptionalDouble memoryGrowthPerHour() {
                    return resources.memoryGrowthPerHour(version);
                }

                @Override
                public OptionalDouble featureDriftDetected() {
                    return ofReport(version, QualityFigures::driftOfCriticalFeature);
                }

                @Override
                public OptionalDouble featureMissingRatio() {
                    return ofReport(version, QualityFigures::largestMissingRatio);
                }

                @Override
                public OptionalDouble predictionMedianShift24h() {
                    return quality.medianMovedInADay(version);
                }
            };
        }

        private OptionalDouble ofReport(ModelVersion version, Function<QualityReport, OptionalDouble> figure) {
            return reports.computeIfAbsent(version.model(), quality::of)
                    .map(figure)
                    .orElse(OptionalDouble.empty());
        }

        private WindowStats over(ModelVersion version, Window window) {
            return windows.computeIfAbsent(
                    new Place(version, window), place -> statistics.window(place.version(), place.window()));
        }
    }

    /** Whether the model's last rollout gave its traffic to another version: nobody misses it then. */
    private boolean wasTakenAway(ModelVersion version) {
        RolloutView rollout = rollouts.current(version.model()).orElse(null);
        if (rollout == null) {
            return false;
        }
        int left =
                switch (rollout.phase()) {
                    case "rolling_back", "rolled_back" -> rollout.canary();
                    case "promoting", "promoted" -> rollout.stable();
                    default -> -1;
                };
        return left == version.version();
    }
}
