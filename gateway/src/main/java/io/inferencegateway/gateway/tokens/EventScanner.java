package io.inferencegateway.gateway.tokens;

import io.netty.util.ByteProcessor;

/**
 * Counts the events of a {@code text/event-stream} that passes byte by byte, and gives the data of each to a scanner.
 * Owner: the exchange's event loop.
 *
 * <p>An event is what the HTML standard (9.2.6) dispatches: an empty line behind at least one line of data that is not
 * empty. {@code [DONE]}, by which OpenAI's streams end, is none. Comments, such as those that keep a connection open, are
 * none either.
 */
final class EventScanner implements ByteProcessor {
    private static final String DATA = "data:";
    private static final String DONE = "[DONE]";

    private final UsageScanner usage;
    private long events;

    /** How many bytes of {@link #DATA} the line begins with; all of them while its value is read. */
    private int matched;

    private boolean atLineStart = true;
    private boolean skipsLine;
    private boolean atValueStart;
    private boolean behindCarriageReturn;
    private long dataBytes;
    private boolean isDone = true;

    EventScanner(UsageScanner usage) {
        this.usage = usage;
    }

    /** Since the stream began. */
    long events() {
        return events;
    }

    @Override
    public boolean process(byte value) {
        boolean secondHalf = behindCarriageReturn && value == '\n';
        behindCarriageReturn = value == '\r';
        if (secondHalf) {
            return true;
        }
        if (value == '\n' || value == '\r') {
            endLine();
        } else if (matched == DATA.length()) {
            data(value);
        } else if (!skipsLine) {
            field(value);
        }
        return true;
    }

    private void field(byte value) {
        atLineStart = false;
        if (value != DATA.charAt(matched)) {
            skipsLine = true;
            return;
        }
        matched++;
        if (matched == DATA.length()) {
            atValueStart = true;
            if (dataBytes > 0) {
                // Lines of one event are one document.
                usage.process((byte) '\n');
            }
        }
    }

    private void data(byte value) {
        boolean leadingSpace = atValueStart && value == ' ';
        atValueStart = false;
        if (leadingSpace) {
            return;
        }
        isDone &= dataBytes < DONE.length() && value == DONE.charAt((int) dataBytes);
        dataBytes++;
        usage.process(value);
    }

    private void endLine() {
        if (atLineStart) {
            endEvent();
        }
        atLineStart = true;
        skipsLine = false;
        matched = 0;
    }

    private void endEvent() {
        boolean done = isDone && dataBytes == DONE.length();
        if (dataBytes > 0 && !done) {
            events++;
        }
        dataBytes = 0;
        isDone = true;
        usage.begin();
    }
}
