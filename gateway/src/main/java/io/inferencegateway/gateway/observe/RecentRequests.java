package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.Sample.KeptBecause;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The requests of one version that one event loop remembers. Owner: that event loop.
 *
 * <p>What the version did wrong, what else ended without success, what was slow and the plain rest each have a ring of
 * their own, so that no flood of one kind washes out another. Memory is bounded by four rings of {@link
 * SampleSettings#perVersion} samples, which grow only as they are used. Of the plain rest at most as many a second are
 * kept as the ring holds: more would be overwritten within that second anyway, and under load would cost an allocation
 * for each request.
 */
final class RecentRequests {
    private final ModelVersion version;
    private final int capacity;
    private final long slowMicros;
    private final Ring versionErrors;
    private final Ring otherErrors;
    private final Ring slow;
    private final Ring plain;
    private long plainSecond;
    private int plainThisSecond;

    RecentRequests(ModelVersion version, SampleSettings settings) {
        this.version = version;
        this.capacity = settings.perVersion();
        this.slowMicros = settings.slow().toNanos() / 1_000;
        this.versionErrors = new Ring(capacity);
        this.otherErrors = new Ring(capacity);
        this.slow = new Ring(capacity);
        this.plain = new Ring(capacity);
    }

    void offer(ObservedExchange exchange) {
        if (capacity == 0) {
            return;
        }
        Outcome outcome = exchange.outcome();
        if (outcome.countsAgainstVersion()) {
            versionErrors.add(Sample.of(version, exchange, KeptBecause.ERROR));
        } else if (outcome != Outcome.OK) {
            otherErrors.add(Sample.of(version, exchange, KeptBecause.ERROR));
        } else if (exchange.latencyMicros() >= slowMicros) {
            slow.add(Sample.of(version, exchange, KeptBecause.SLOW));
        } else if (plainStillFits(exchange)) {
            plain.add(Sample.of(version, exchange, KeptBecause.RECENT));
        }
    }

    private boolean plainStillFits(ObservedExchange exchange) {
        long second = (exchange.startedAtMillis() + exchange.latencyMicros() / 1_000) / 1_000;
        if (second != plainSecond) {
            plainSecond = second;
            plainThisSecond = 0;
        }
        return plainThisSecond++ < capacity;
    }

    /** Every kept sample that the filter accepts, in no particular order. */
    List<Sample> matching(SampleFilter filter) {
        List<Sample> found = new ArrayList<>();
        Consumer<Sample> collect = sample -> {
            if (filter.accepts(sample)) {
                found.add(sample);
            }
        };
        versionErrors.forEach(collect);
        otherErrors.forEach(collect);
        slow.forEach(collect);
        plain.forEach(collect);
        return found;
    }

    /** Holds the last samples it was given. */
    private static final class Ring {
        private final List<Sample> samples = new ArrayList<>(0);
        private final int capacity;
        private int oldest;

        Ring(int capacity) {
            this.capacity = capacity;
        }

        void add(Sample sample) {
            if (samples.size() < capacity) {
                samples.add(sample);
            } else {
                samples.set(oldest, sample);
                oldest = (oldest + 1) % capacity;
            }
        }

        void forEach(Consumer<Sample> action) {
            samples.forEach(action);
        }
    }
}
