package io.inferencegateway.loadtest.load;

import io.inferencegateway.loadtest.load.Ending.Answered;
import io.inferencegateway.loadtest.load.Ending.Failed;
import io.inferencegateway.loadtest.load.Ending.Failure;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts what happened during a run. Owner: the generator's event loop; read by others only after the run. */
public final class Tally {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram latencyMicros = new Histogram(LONGEST_MICROS, SIGNIFICANT_DIGITS);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);
    private long wrongAnswers;

    /** Every request counts in the latency, also one that failed: its caller waited as well. */
    public void add(Ending ending, long micros) {
        latencyMicros.recordValue(Math.min(micros, LONGEST_MICROS));
        if (ending instanceof Answered answered) {
            statuses.merge(answered.status(), 1L, Long::sum);
        } else if (ending instanceof Failed failed) {
            failures.merge(failed.failure(), 1L, Long::sum);
        }
    }

    /** An answer that was added already turned out to be wrong. */
    public void addWrong() {
        wrongAnswers++;
    }

    public long requests() {
        return latencyMicros.getTotalCount();
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Answers with a status of 500 and above, and requests without an answer. */
    public long errors() {
        return failed()
                + statuses.entrySet().stream()
                        .filter(entry -> entry.getKey() >= 500)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    public double percentileMillis(double percentile) {
        return requests() == 0 ? 0 : latencyMicros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** @param took from the first intended start to the last end */
    public LoadReport report(double intendedRate, Duration took) {
        return new LoadReport(
                intendedRate,
                took,
                requests(),
                statuses,
                failures,
                wrongAnswers,
                new LoadReport.Latency(
                        latencyMicros.getMean() / 1000,
                        percentileMillis(50),
                        percentileMillis(90),
                        percentileMillis(95),
                        percentileMillis(99),
                        percentileMillis(99.9),
                        latencyMicros.getMaxValue() / 1000.0));
    }
}
