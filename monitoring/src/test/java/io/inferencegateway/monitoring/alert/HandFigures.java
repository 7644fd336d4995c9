package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.stats.VersionWindows;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.OptionalDouble;

/** A version without a request in its window. */
record HandFigures(boolean isUsedToTraffic, OptionalDouble cpuUtilization, OptionalDouble memoryGrowthPerHour)
        implements AlertFigures {
    @Override
    public OptionalDouble featureDriftDetected() {
        return OptionalDouble.empty();
    }

    @Override
    public OptionalDouble featureMissingRatio() {
        return OptionalDouble.empty();
    }

    @Override
    public OptionalDouble predictionMedianShift24h() {
        return OptionalDouble.empty();
    }

    @Override
    public WindowStats window() {
        return new VersionWindows().view(Window.FIVE_MINUTES, 1_000_000);
    }
}
