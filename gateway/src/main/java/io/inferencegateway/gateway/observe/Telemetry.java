package io.inferencegateway.gateway.observe;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The records of all event loops. {@link #newLoop} may be called from any thread; {@link #drain} and {@link #samples}
 * belong to the control context, on which their futures complete.
 *
 * <p>A loop that does not answer within the limit is reported as missing, never as silent: what it hands over later is
 * kept for the next drain, so each request is in exactly one drain.
 */
public final class Telemetry {
    private final Vertx vertx;
    private final SampleSettings sampleSettings;
    private final long answerLimitMillis;
    private final CaptureBudget captureBudget = new CaptureBudget();
    private final List<Attached> loops = new CopyOnWriteArrayList<>();
    private Drained arrived = Drained.NOTHING;
    private @Nullable Round round;

    /** A loop and whether it still owes an answer. */
    private static final class Attached {
        final LoopTelemetry loop;
        boolean asked;

        Attached(LoopTelemetry loop) {
            this.loop = loop;
        }
    }

    /** One drain under way. */
    private record Round(Promise<Drained> promise, long timer) {}

    /** @param answerLimit how long a drain waits for a loop, at least 1 ms */
    public Telemetry(Vertx vertx, SampleSettings sampleSettings, Duration answerLimit) {
        this.vertx = vertx;
        this.sampleSettings = sampleSettings;
        this.answerLimitMillis = Math.max(1, answerLimit.toMillis());
    }

    /** @param context the event-loop context that will own the new record */
    public LoopTelemetry newLoop(Context context) {
        LoopTelemetry loop = new LoopTelemetry(context, sampleSettings, captureBudget);
        loops.add(new Attached(loop));
        return loop;
    }

    /** What exchanges that are copied for the quality plane hold, from their first byte until they were looked at. */
    public CaptureBudget captureBudget() {
        return captureBudget;
    }

    /** Everything recorded since the last drain. A call while one is under way joins it. Never fails. */
    public Future<Drained> drain() {
        if (round != null) {
            return round.promise.future();
        }
        Context control = vertx.getOrCreateContext();
        Round started = new Round(Promise.promise(), vertx.setTimer(answerLimitMillis, timer -> finish()));
        round = started;
        for (Attached attached : loops) {
            if (!attached.asked) {
                attached.asked = true;
                ask(attached, control);
            }
        }
        finishIfAllAnswered();
        return started.promise.future();
    }

    private void ask(Attached attached, Context control) {
        LoopTelemetry loop = attached.loop;
        loop.context().runOnContext(onLoop -> {
            Drained drained = loop.drain();
            control.runOnContext(onControl -> {
                attached.asked = false;
                arrived = arrived.merge(round == null ? drained.withoutLoad() : drained);
                finishIfAllAnswered();
            });
        });
    }

    private void finishIfAllAnswered() {
        if (loops.stream().noneMatch(attached -> attached.asked)) {
            finish();
        }
    }

    private void finish() {
        Round finished = round;
        if (finished == null) {
            return;
        }
        round = null;
        vertx.cancelTimer(finished.timer);
        int missing = (int) loops.stream().filter(attached -> attached.asked).count();
        Drained result = arrived.withMissingLoops(missing);
        arrived = Drained.NOTHING;
        finished.promise.complete(result);
    }

    /** What the loops remember of recent requests, newest first. Loops that do not answer in time are left out. */
    public Future<List<Sample>> samples(SampleFilter filter) {
        Context control = vertx.getOrCreateContext();
        Promise<List<Sample>> promise = Promise.promise();
        List<Attached> asked = List.copyOf(loops);
        List<Sample> found = new ArrayList<>();
        int[] answers = {0};
        Runnable complete = () -> promise.tryComplete(newest(found, filter.limit()));
        long timer = vertx.setTimer(answerLimitMillis, expired -> complete.run());
        for (Attached attached : asked) {
            attached.loop.context().runOnContext(onLoop -> {
                List<Sample> samples = attached.loop.samples(filter);
                control.runOnContext(onControl -> {
                    found.addAll(samples);
                    if (++answers[0] == asked.size()) {
                        vertx.cancelTimer(timer);
                        complete.run();
                    }
                });
            });
        }
        if (asked.isEmpty()) {
            vertx.cancelTimer(timer);
            complete.run();
        }
        return promise.future();
    }

    private static List<Sample> newest(List<Sample> samples, int limit) {
        return samples.stream()
                .sorted(Comparator.comparingLong(Sample::endedAtMillis).reversed())
                .limit(limit)
                .toList();
    }
}
