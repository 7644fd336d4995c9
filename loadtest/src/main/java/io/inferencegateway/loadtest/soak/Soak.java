package io.inferencegateway.loadtest.soak;

import io.inferencegateway.loadtest.load.Arrivals;
import io.inferencegateway.loadtest.soak.SoakReport.Check;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One soak from start to verdict. Its own thread looks at the clock, disturbs and measures; callers live on one event loop,
 * upstreams on others.
 */
final class Soak {
    private static final int CONNECTIONS = 16;
    private static final long WARM_UP_MILLIS = 3_000;
    private static final double LOAD = 0.5;
    /** Faults are cold code too. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final double FIRST_SHARE = 0.25;
    private static final int BURST_EVERY_SECONDS = 10;
    private static final int BURST_SECONDS = 2;
    private static final int GARBAGE_EVERY = 97;
    private static final int TUNNEL_EVERY = 151;
    private static final int READINGS = 12;
    private static final long LONGEST_WAIT_SECONDS = 30;
    /** What the gateway may keep open beyond its start: its database's files, and what its JVM opened late. */
    private static final long SPARE_DESCRIPTORS = 10;

    private static final double MIB = 1 << 20;
    /** In the first minute code is still compiled and windows still fill. */
    private static final double SHORT_RUN_GROWTH_MIB = 16;
    /** The collector moves all objects only each fourth time, which makes the heap a saw: peaks are compared, not a slope. */
    private static final double LONG_RUN_GROWTH_MIB = 2;

    private static final long LONG_RUN_SECONDS = 300;

    private final Vertx vertx;
    private final Path folder;
    private final Duration duration;
    private final double rate;
    private final long seed;
    private final Consumer<String> say;
    private final Ledger ledger = new Ledger();
    private final List<Reading> readings = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    /** @param rate requests a second, or 0 for half of what the machine can do */
    Soak(Vertx vertx, Path folder, Duration duration, double rate, long seed, Consumer<String> say) {
        this.vertx = vertx;
        this.folder = folder;
        this.duration = duration;
        this.rate = rate;
        this.seed = seed;
        this.say = say;
    }

    SoakReport run() throws IOException, InterruptedException {
        AtomicReference<@Nullable Callers> hears = new AtomicReference<>();
        ScriptedModels models = new ScriptedModels(vertx, path -> {
            Callers callers = hears.get();
            if (callers != null) {
                callers.arrived(path);
            }
        });
        models.start().await();
        Path config = Files.writeString(folder.resolve("gateway.yaml"), configuration(models));
        try (GatewayUnderTest gateway = GatewayUnderTest.start(folder, config)) {
            gateway.get("/metrics");
            long descriptors = gateway.descriptors();
            Context loop = vertx.getOrCreateContext();
            Callers callers = on(loop, () -> Future.succeededFuture(new Callers(vertx, gateway, ledger, seed)));
            hears.set(callers);
            double able = warmUp(loop, callers);
            double perSecond = rate > 0 ? rate : LOAD * able;
            say.accept(String.format("%.0f requests a second for %d s", perSecond, duration.toSeconds()));
            Disturbances disturbances = new Disturbances(gateway, models, config);
            send(loop, callers, new Arrivals(perSecond * FIRST_SHARE, FIRST)).await();
            load(loop, gateway, callers, new Arrivals(perSecond, duration), disturbances);
            check(loop, gateway, models, disturbances);
            callers.close().await();
            models.close().await();
            checkRest(gateway, descriptors);
            return new SoakReport(duration, perSecond, disturbances.done(), ledger.endings(), readings, checks);
        }
    }

    /** Cold code is slow on all sides. @return requests a second that the machine can do */
    private double warmUp(Context loop, Callers callers) {
        say.accept("warming up");
        on(loop, () -> callers.saturate(1, WARM_UP_MILLIS));
        on(loop, () -> callers.saturate(CONNECTIONS, WARM_UP_MILLIS));
        long answered = on(loop, () -> callers.saturate(CONNECTIONS, WARM_UP_MILLIS));
        return Math.max(2, answered * 1000.0 / WARM_UP_MILLIS);
    }

    private void load(
            Context loop, GatewayUnderTest gateway, Callers callers, Arrivals arrivals, Disturbances disturbances)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Future<Void> sent = send(loop, callers, arrivals);
        long seconds = duration.toSeconds();
        long between = Math.max(1, seconds / READINGS);
        for (long second = 1; second < seconds; second++) {
            TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
            disturbances.second(second);
            if (second % between == 0) {
                read(gateway, start, loop);
            }
        }
        sent.await();
        awaitTrue(() -> on(loop, () -> Future.succeededFuture(ledger.open())) == 0);
    }

    private Future<Void> send(Context loop, Callers callers, Arrivals arrivals) {
        Promise<Void> sent = Promise.promise();
        loop.runOnContext(now -> tick(callers, arrivals, System.nanoTime(), sent));
        return sent.future();
    }

    private void tick(Callers callers, Arrivals arrivals, long start, Promise<Void> sent) {
        long[] next = {0};
        long[] last = {System.nanoTime() - start};
        vertx.setPeriodic(5, timer -> {
            long elapsed = System.nanoTime() - start;
            ledger.paused(TimeUnit.NANOSECONDS.toMillis(elapsed - last[0]));
            last[0] = elapsed;
            boolean burst = TimeUnit.NANOSECONDS.toSeconds(elapsed) % BURST_EVERY_SECONDS < BURST_SECONDS;
            for (long due = arrivals.dueBy(elapsed); next[0] < due; next[0]++) {
                callers.send(burst);
                if (next[0] % GARBAGE_EVERY == 0) {
                    callers.sendGarbage();
                }
                if (next[0] % TUNNEL_EVERY == 0) {
                    callers.openTunnel();
                }
            }
            if (next[0] >= arrivals.total()) {
                vertx.cancelTimer(timer);
                sent.complete();
            }
        });
    }

    private void read(GatewayUnderTest gateway, long start, Context loop) {
        double at = (System.nanoTime() - start) / 1e9;
        long requests = on(loop, () -> Future.succeededFuture(ledger.requests()));
        Reading reading =
                new Reading(at, requests, gateway.liveHeapBytes(), gateway.residentBytes(), gateway.descriptors());
        readings.add(reading);
        say.accept(String.format(
                "%4.0f s  %,d requests  live heap %.1f MiB  resident %.0f MiB  %d descriptors",
                at, requests, reading.liveHeapBytes() / MIB, reading.residentBytes() / MIB, reading.descriptors()));
    }

    private void check(Context loop, GatewayUnderTest gateway, ScriptedModels models, Disturbances disturbances)
            throws InterruptedException {
        Map<Ending, Long> seen = on(loop, () -> Future.succeededFuture(ledger.endings()));
        awaitTrue(() -> Books.differences(seen, new Books(gateway.get("/metrics")).endings())
                .isEmpty());
        Books books = new Books(gateway.get("/metrics"));
        verify("every request ended as its script says", ledger.unexplained());
        say.accept("the callers' own loop stood still for at most " + ledger.longestPauseMillis() + " ms");
        verify("no request is open", ledger.open() == 0, ledger.open() + " open");
        List<String> differences = Books.differences(seen, books.endings());
        verify("what callers saw is what `/metrics` counts, by model, version, status and outcome", differences);
        verify("nothing is in flight", books.sum("in_flight") == 0, books.sum("in_flight") + " in flight");
        verify("nothing waits", books.sum("queue_depth") == 0, books.sum("queue_depth") + " queued");
        List<String> arrivals = new ArrayList<>();
        for (Script script : Script.values()) {
            if (script.arrivesOnce() && models.received(script) != ledger.toUpstream(script)) {
                arrivals.add(script + ": sent " + ledger.toUpstream(script) + ", arrived " + models.received(script));
            }
        }
        verify("each request reached its upstream once", arrivals);
        long most = ledger.toUpstream(Script.REPLICATED) + books.sum("retries_total");
        long replicated = models.received(Script.REPLICATED);
        verify(
                "retries are no more than counted",
                replicated <= most,
                replicated + " arrived, at most " + most + " with " + books.sum("retries_total") + " retries");
        long tunnels = seen.getOrDefault(new Ending("plain", "1", 101, "ok"), 0L);
        verify("each WebSocket was opened once", tunnels == models.tunnels(), tunnels + " and " + models.tunnels());
        long judged = disturbances.rolledBack();
        long expected = disturbances.rollouts() - (disturbances.rolloutRuns() ? 1 : 0);
        verify("each bad version was rolled back", judged == expected && judged > 0, judged + " of " + expected);
    }

    private void checkRest(GatewayUnderTest gateway, long before) throws IOException, InterruptedException {
        awaitTrue(() -> gateway.descriptors() <= before + SPARE_DESCRIPTORS);
        long after = gateway.descriptors();
        verify(
                "no descriptor leaked",
                after <= before + SPARE_DESCRIPTORS,
                before + " at the start, " + after + " at the end");
        int half = readings.size() / 2;
        double early = peakMib(readings.subList(0, half));
        double late = peakMib(readings.subList(half, readings.size()));
        double slope = Reading.heapBytesPerMinute(readings.subList(half, readings.size())) / MIB;
        boolean isLong = duration.toSeconds() >= LONG_RUN_SECONDS;
        verify(
                "the live heap is flat",
                late - early <= (isLong ? LONG_RUN_GROWTH_MIB : SHORT_RUN_GROWTH_MIB),
                String.format(
                        "at most %.1f MiB in the first half and %.1f MiB in the second, in which it moved by %+.2f MiB a minute; %.1f MiB at rest",
                        early, late, slope, gateway.liveHeapBytes() / MIB));
        verify("no error, blocked thread or leaked buffer in the log", gateway.complaints());
        int exit = gateway.stop();
        verify("SIGTERM ends it with 0", exit == 0, "exit code " + exit);
    }

    private static double peakMib(List<Reading> some) {
        return some.stream().mapToLong(Reading::liveHeapBytes).max().orElse(0) / MIB;
    }

    private void verify(String what, List<String> faults) {
        verify(what, faults.isEmpty(), faults.isEmpty() ? "no exception" : String.join("; ", faults));
    }

    private void verify(String what, boolean holds, String found) {
        checks.add(new Check(what, holds, found));
        say.accept((holds ? "holds: " : "FAILS: ") + what + ": " + found);
    }

    /** Waits for a while; whether it came is for a check to say. */
    private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Does something on an event loop and waits for what it comes to. */
    private static <T> T on(Context loop, Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        loop.runOnContext(now -> work.get().onComplete(result));
        return result.future().await();
    }

    private String configuration(ScriptedModels models) {
        return """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  h2c: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0 }
                state: { url: "sqlite:%s" }
                drain: 5s
                defaults:
                  timeouts: { connect: 2s, first-byte: 4s, idle: 4s }
                models:
                  plain: { stable: 1, quality: { sample: 50%%, every: 5s }, versions: { 1: { upstreams: ["%s"] } } }
                  garbled: { stable: 1, versions: { 1: { upstreams: ["%s"] } } }
                  replicated: { stable: 1, versions: { 1: { upstreams: ["%s", "%s"] } } }
                  canaried:
                    stable: 1
                    versions:
                      1: { upstreams: ["%s"] }
                      2: { upstreams: ["%s"] }
                monitors:
                  - { name: plain, model: plain, version: 1, window: 5m }
                """
                .formatted(
                        folder.resolve("igw.db"),
                        models.stableUrl(),
                        models.garbledUrl(),
                        models.stableUrl(),
                        models.replicaUrl(),
                        models.stableUrl(),
                        models.canaryUrl());
    }
}
