package io.inferencegateway.loadtest.soak;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a soak has shown.
 *
 * @param perSecond requests that were begun, on average
 * @param disturbances what was done to the gateway, and how often
 * @param endings by the callers' book
 */
record SoakReport(
        Duration duration,
        double perSecond,
        Map<String, Long> disturbances,
        Map<Ending, Long> endings,
        List<Reading> readings,
        List<Check> checks) {
    private static final double MIB = 1 << 20;

    /** One thing that must hold. */
    record Check(String what, boolean holds, String found) {}

    SoakReport {
        disturbances = new TreeMap<>(disturbances);
        endings = new TreeMap<>(endings);
        readings = List.copyOf(readings);
        checks = List.copyOf(checks);
    }

    boolean passed() {
        return checks.stream().allMatch(Check::holds);
    }

    /** @param command that made it */
    String markdown(String command) {
        StringBuilder out = new StringBuilder();
        out.append("# Soak\n\n");
        line(
                out,
                "Written by `%s`; do not edit. A gateway of its own process (`-Xmx256m`), scripted upstreams and callers",
                command);
        line(
                out,
                "on one machine for %d s at %.0f requests a second, with faults on all sides.",
                duration.toSeconds(),
                perSecond);
        out.append("\n## What must hold\n| | | |\n|---|---|---|\n");
        for (Check check : checks) {
            line(out, "| %s | %s | %s |", check.what(), check.holds() ? "yes" : "**no**", check.found());
        }
        out.append("\n## What was done to it\n| | times |\n|---|---|\n");
        disturbances.forEach((what, times) -> line(out, "| %s | %,d |", what, times));
        out.append(
                "\n## How requests ended\nThe callers' book, which is the gateway's.\n\n| ending | requests |\n|---|---|\n");
        endings.forEach((ending, count) -> line(out, "| %s | %,d |", ending, count));
        out.append(
                "\n## What the system said\nThe heap is what a full collection left in the midst of the load; three of four leave some of the dead where they lie.\n\n");
        out.append("| s | requests | live heap MiB | resident MiB | descriptors |\n|---|---|---|---|---|\n");
        for (Reading reading : readings) {
            line(
                    out,
                    "| %.0f | %,d | %.1f | %.0f | %d |",
                    reading.atSeconds(),
                    reading.requests(),
                    reading.liveHeapBytes() / MIB,
                    reading.residentBytes() / MIB,
                    reading.descriptors());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
