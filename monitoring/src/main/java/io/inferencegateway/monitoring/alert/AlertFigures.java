package io.inferencegateway.monitoring.alert;

import io.inferencegateway.monitoring.stats.WindowStats;
import java.util.OptionalDouble;

/** What rules may ask of one version at one moment. What is not asked for need not be worked out. */
public interface AlertFigures {
    /** What the version served in the rule's window. */
    WindowStats window();

    /** Whether requests are to be expected: the version served some within a day, and no rollout took them away. */
    boolean isUsedToTraffic();

    /** The share of its processors that the version uses, 0 to 1; empty where nobody measures it. */
    OptionalDouble cpuUtilization();

    /** By how much the version's memory grows in an hour, as a fraction of it; empty where nobody measures it. */
    OptionalDouble memoryGrowthPerHour();

    /** 1 where a critical feature of the model's inputs drifts, 0 where none does; empty where nobody can tell. */
    OptionalDouble featureDriftDetected();

    /** The share of rows without the feature of the model that is missing most; empty where nobody can tell. */
    OptionalDouble featureMissingRatio();

    /** By how much the version's median prediction is away from a day ago; empty where nobody can tell. */
    OptionalDouble predictionMedianShift24h();
}
