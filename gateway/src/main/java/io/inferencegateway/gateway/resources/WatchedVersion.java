package io.inferencegateway.gateway.resources;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.ResourceTally;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** A version whose upstreams' metrics are read, and what they told. Owner: the control context. */
final class WatchedVersion {
    /** An upstream that has not answered for so long is not counted any more. */
    private static final long STALE_MILLIS = 60_000;

    private final ModelVersion version;
    private final Map<URI, ProcessTrack> tracks = new LinkedHashMap<>();
    private final MemoryTrend trend = new MemoryTrend();
    private ResourceTally round = ResourceTally.EMPTY;
    private int cores = 1;
    private int tellingMemory;
    private double cpuSeconds;
    private long restarts;
    private long errors;
    private @Nullable String lastError;
    private @Nullable Instant readAt;

    WatchedVersion(ModelVersion version) {
        this.version = version;
    }

    /** @param coresOfEach how many processors each upstream has */
    void follow(List<URI> urls, int coresOfEach) {
        tracks.keySet().retainAll(urls);
        cores = coresOfEach;
    }

    void heard(URI url, Map<Family, Double> read, long nowMillis, Instant wall) {
        ProcessTrack before = tracks.get(url);
        ProcessTrack track = before == null ? ProcessTrack.first(read, nowMillis) : before.next(read, nowMillis);
        tracks.put(url, track);
        cpuSeconds += track.used().cpuMicros() / 1e6;
        restarts += track.used().restarts();
        readAt = wall;
        if (track.used().restarts() > 0) {
            trend.restart();
        }
        ResourceTally used = track.used();
        round = new ResourceTally(
                1,
                round.cpuMicros() + used.cpuMicros(),
                Math.max(round.coveredMillis(), used.coveredMillis()),
                round.memoryBytes() + used.memoryBytes(),
                round.restarts() + used.restarts());
    }

    /** @return what the version used since the round before, over all upstreams that answered in this one */
    ResourceTally endRound(long nowMillis) {
        int telling = (int) telling(Family.MEMORY_BYTES, nowMillis).count();
        if (telling != tellingMemory) {
            // One upstream more or less is no growth of the others.
            tellingMemory = telling;
            trend.restart();
        }
        total(Family.MEMORY_BYTES, Double::sum, nowMillis).ifPresent(bytes -> trend.add(nowMillis, bytes));
        ResourceTally used = round;
        round = ResourceTally.EMPTY;
        return used;
    }

    void failed(String reason) {
        errors++;
        lastError = reason;
    }

    VersionUsage usage(long nowMillis) {
        OptionalDouble cpu = cpuCores(nowMillis);
        int answering = (int) fresh(nowMillis).stream()
                .filter(track -> track.used().coveredMillis() > 0)
                .count();
        return new VersionUsage(
                version,
                cpu,
                cpu.isPresent() ? OptionalDouble.of(cpu.getAsDouble() / (cores * answering)) : cpu,
                total(Family.MEMORY_BYTES, Double::sum, nowMillis),
                trend.growthPerHour(),
                total(Family.QUEUE, Double::sum, nowMillis),
                total(Family.KV_CACHE, Math::max, nowMillis),
                cpuSeconds,
                restarts,
                errors,
                lastError,
                readAt);
    }

    private Collection<ProcessTrack> fresh(long nowMillis) {
        return tracks.values().stream()
                .filter(track -> nowMillis - track.atMillis() < STALE_MILLIS)
                .toList();
    }

    private OptionalDouble cpuCores(long nowMillis) {
        return fresh(nowMillis).stream()
                .map(ProcessTrack::used)
                .filter(used -> used.coveredMillis() > 0)
                .mapToDouble(ResourceTally::cpuCores)
                .reduce(Double::sum);
    }

    private OptionalDouble total(Family family, DoubleBinaryOperator together, long nowMillis) {
        return telling(family, nowMillis).reduce(together);
    }

    /** What each upstream that answers tells of the family. */
    private DoubleStream telling(Family family, long nowMillis) {
        return fresh(nowMillis).stream()
                .filter(track -> track.last().containsKey(family))
                .mapToDouble(track -> track.last().getOrDefault(family, 0.0));
    }
}
