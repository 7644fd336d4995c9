package io.inferencegateway.gateway.trace.otlp;

import io.inferencegateway.gateway.trace.FinishedSpan;
import io.inferencegateway.gateway.trace.SpanQueue;
import io.inferencegateway.gateway.trace.otlp.SpanCollector.Answer;
import io.inferencegateway.gateway.trace.otlp.SpanCollector.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes spans out of the queue and brings them to a collector, one batch after the other. Owner: the control context; a
 * batch is written on a worker.
 *
 * <p>What a collector can't take now is sent again, up to {@value #MOST_TRIES} times, and then lost: newer spans tell more
 * than old ones. Meanwhile the queue fills up and loses what comes. Nothing of that reaches the traffic.
 */
final class SpanExporter {
    static final int BATCH = 512;
    static final int MOST_TRIES = 4;
    private static final long LONGEST_ASKED_FOR_SECONDS = 60;
    private static final int MOST_DOUBLINGS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(SpanExporter.class);

    private final Vertx vertx;
    private final SpanQueue queue;
    private final SpanEncoder encoder;
    private final SpanCollector collector;
    private final DoubleSupplier chance;
    private final Tracing.Pace pace;
    private long lookedNanos = System.nanoTime();
    private @Nullable Batch underWay;
    private boolean pausing;
    private int failures;
    private boolean refused;
    private boolean closing;
    private boolean over;
    private int left;
    private @Nullable Promise<Void> closed;

    /** Spans that were written and have not been taken. */
    private record Batch(Buffer bytes, int spans, int tries) {
        Batch tried() {
            return new Batch(bytes, spans, tries + 1);
        }
    }

    /**
     * @param chance 0 to 1: gateways that failed together do not come back together
     */
    SpanExporter(
            Vertx vertx,
            SpanQueue queue,
            SpanEncoder encoder,
            SpanCollector collector,
            DoubleSupplier chance,
            Tracing.Pace pace) {
        this.vertx = vertx;
        this.queue = queue;
        this.encoder = encoder;
        this.collector = collector;
        this.chance = chance;
        this.pace = pace;
    }

    /** To be called a few times a second. */
    void tick(long nowNanos) {
        boolean due =
                queue.size() >= BATCH || nowNanos - lookedNanos >= TimeUnit.MILLISECONDS.toNanos(pace.waitMillis());
        if (due && underWay == null && !pausing && !closing) {
            lookedNanos = nowNanos;
            next();
        }
    }

    private void next() {
        List<FinishedSpan> spans = queue.take(closing ? Math.min(BATCH, left) : BATCH);
        if (closing) {
            left -= spans.size();
        }
        if (spans.isEmpty()) {
            finish();
            return;
        }
        underWay = new Batch(Buffer.buffer(), spans.size(), 0);
        vertx.executeBlocking(() -> Buffer.buffer(encoder.encode(spans)), false).onComplete(written -> {
            if (written.succeeded()) {
                send(new Batch(written.result(), spans.size(), 0));
            } else {
                LOG.error("spans can't be written", written.cause());
                lost(spans.size());
                next();
            }
        });
    }

    private void send(Batch batch) {
        Batch tried = batch.tried();
        underWay = tried;
        collector.send(tried.bytes()).onSuccess(answer -> answered(tried, answer));
    }

    private void answered(Batch batch, Answer answer) {
        if (answer.verdict() == Verdict.TAKEN) {
            if (failures > 0 || refused) {
                LOG.info("spans go out again collector={}", collector.place());
            }
            failures = 0;
            refused = false;
            lost(answer.rejected());
        } else if (answer.verdict() == Verdict.REFUSED) {
            if (!refused) {
                refused = true;
                LOG.warn("spans are refused collector={} reason=\"{}\"", collector.place(), answer.words());
            }
            lost(batch.spans());
        } else {
            if (++failures == 1) {
                LOG.warn("spans wait collector={} reason=\"{}\"", collector.place(), answer.words());
            }
            if (!closing && batch.tries() < MOST_TRIES) {
                pausing = true;
                vertx.setTimer(pauseMillis(answer.retryAfter()), elapsed -> {
                    pausing = false;
                    if (!closing) {
                        send(batch);
                    }
                });
                return;
            }
            lost(batch.spans());
        }
        goOn();
    }

    /** A full queue is emptied at once; while it is closing, so is what it held then. */
    private void goOn() {
        underWay = null;
        if (closing && (failures > 0 || over)) {
            lost(queue.take(left).size());
            finish();
        } else if (closing || (queue.size() >= BATCH && failures == 0)) {
            next();
        }
    }

    private void lost(long count) {
        queue.lose(count);
    }

    private long pauseMillis(@Nullable String retryAfter) {
        long doubled = pace.pauseMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
        long jittered = doubled / 2 + Math.round(chance.getAsDouble() * (doubled / 2.0));
        boolean asked = retryAfter != null && retryAfter.matches("\\d{1,9}");
        long askedSeconds = asked ? Math.min(LONGEST_ASKED_FOR_SECONDS, Long.parseLong(retryAfter)) : 0;
        return Math.max(1, Math.max(jittered, TimeUnit.SECONDS.toMillis(askedSeconds)));
    }

    private void finish() {
        underWay = null;
        Promise<Void> waiting = closed;
        if (waiting != null) {
            waiting.tryComplete();
        }
    }

    /**
     * Sends what waits now, once, and ends.
     *
     * @param atMostMillis after which the rest is lost
     */
    Future<Void> close(long atMostMillis) {
        Promise<Void> promise = Promise.promise();
        closing = true;
        closed = promise;
        // What comes from now on is another's to bring away.
        left = queue.size();
        Batch open = underWay;
        if (open == null) {
            next();
        } else if (pausing) {
            lost(open.spans() + (long) queue.take(left).size());
            promise.complete();
        }
        long limit = vertx.setTimer(Math.max(1, atMostMillis), elapsed -> {
            over = true;
            promise.tryComplete();
        });
        return promise.future().onComplete(done -> {
            vertx.cancelTimer(limit);
            collector.close();
        });
    }
}
