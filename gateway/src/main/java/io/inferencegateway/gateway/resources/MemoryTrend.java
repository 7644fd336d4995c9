package io.inferencegateway.gateway.resources;

import java.util.ArrayDeque;
import java.util.OptionalDouble;

/**
 * How fast memory grows, by the line of least squares through the last hour's readings. Owner: the control context. A restart
 * begins it anew: what a process holds at its start says nothing of a leak.
 */
final class MemoryTrend {
    private static final long HOUR_MILLIS = 3_600_000;
    /** A shorter time shows the warm-up of a process, not its trend. */
    private static final long LEAST_MILLIS = HOUR_MILLIS / 4;

    private static final int LEAST_READINGS = 15;
    private static final long SPACING_MILLIS = 30_000;

    private record Point(long atMillis, double bytes) {}

    private final ArrayDeque<Point> points = new ArrayDeque<>();

    void add(long nowMillis, double bytes) {
        if (!points.isEmpty() && nowMillis - points.getLast().atMillis() < SPACING_MILLIS) {
            return;
        }
        points.addLast(new Point(nowMillis, bytes));
        while (nowMillis - points.getFirst().atMillis() > HOUR_MILLIS) {
            points.removeFirst();
        }
    }

    void restart() {
        points.clear();
    }

    /** As a share of what the line begins at: 0.1 is ten percent an hour. Empty below a quarter of an hour. */
    OptionalDouble growthPerHour() {
        if (points.size() < LEAST_READINGS
                || points.getLast().atMillis() - points.getFirst().atMillis() < LEAST_MILLIS) {
            return OptionalDouble.empty();
        }
        long origin = points.getFirst().atMillis();
        double meanHours = points.stream()
                .mapToDouble(point -> hours(point, origin))
                .average()
                .orElse(0);
        double meanBytes = points.stream().mapToDouble(Point::bytes).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (Point point : points) {
            double hours = hours(point, origin) - meanHours;
            covariance += hours * (point.bytes() - meanBytes);
            variance += hours * hours;
        }
        double slope = covariance / variance;
        double start = meanBytes - slope * meanHours;
        return start <= 0 ? OptionalDouble.empty() : OptionalDouble.of(slope / start);
    }

    private static double hours(Point point, long origin) {
        return (double) (point.atMillis() - origin) / HOUR_MILLIS;
    }
}
