package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.observe.ObservedExchange;
import java.util.concurrent.TimeUnit;

/**
 * When the try of an exchange that counts was sent and answered; a new try begins anew. Owner: the exchange's event loop.
 * Times are nanoseconds of {@link System#nanoTime}.
 */
class UpstreamTimes {
    private long connectMicros = ObservedExchange.NOT_MEASURED;
    private long sentNanos;
    private long firstByteNanos;
    private long lastByteNanos;
    private boolean sent;
    private boolean sentWhole;
    private boolean answered;
    private boolean ended;

    /** What was tried so far came to nothing. */
    void again() {
        sent = false;
        answered = false;
        connectMicros = ObservedExchange.NOT_MEASURED;
    }

    void connected(long micros) {
        connectMicros = micros;
    }

    /** @param whole whether the body went with it, so that from here on all time is the upstream's */
    void sent(long nowNanos, boolean whole) {
        sent = true;
        sentWhole = whole;
        sentNanos = nowNanos;
    }

    void answered(long nowNanos) {
        answered = true;
        firstByteNanos = nowNanos;
    }

    void ended(long nowNanos) {
        ended = true;
        lastByteNanos = nowNanos;
    }

    /** Whether a request is out whose answer has not begun. */
    boolean awaitsAnswer() {
        return sent && !answered;
    }

    /** When the answer ended, if it has. */
    long lastByteNanos() {
        return lastByteNanos;
    }

    long connectMicros() {
        return connectMicros;
    }

    long firstByteMicros() {
        return sent && answered
                ? TimeUnit.NANOSECONDS.toMicros(firstByteNanos - sentNanos)
                : ObservedExchange.NOT_MEASURED;
    }

    /** How long the upstream took to begin its answer; 0 where the caller's pace is part of that. */
    long answerNanos() {
        return sent && answered && sentWhole ? firstByteNanos - sentNanos : 0;
    }

    long responseMicros() {
        return sent && ended ? TimeUnit.NANOSECONDS.toMicros(lastByteNanos - sentNanos) : ObservedExchange.NOT_MEASURED;
    }
}
