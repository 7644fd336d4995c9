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
}
