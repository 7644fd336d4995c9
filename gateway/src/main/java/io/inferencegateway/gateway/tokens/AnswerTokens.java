package io.inferencegateway.gateway.tokens;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks on as an answer of a generative model passes: when its first and its last token came and how many there were.
 * Owner: the exchange's event loop. It holds nothing back and keeps nothing of the answer; a body with a content coding is
 * timed and not read. Times are nanoseconds of {@link System#nanoTime}.
 */
public final class AnswerTokens {
    private static final String EVENT_STREAM = "text/event-stream";

    private final boolean isStream;
    private final UsageScanner usage = new UsageScanner();

    /** Null for a body that can't be read. */
    private final @Nullable ByteProcessor scanner;

    /** Null where no events are told apart. */
    private final @Nullable EventScanner events;

    private boolean begun;
    private long seenEvents;
    private long firstNanos;
    private long lastNanos;

    /**
     * @param contentType of the answer, or null where it does not say
     * @param contentEncoding of the answer, or null where it has none
     */
    public AnswerTokens(@Nullable String contentType, @Nullable String contentEncoding) {
        String type = contentType == null ? "" : mediaType(contentType);
        boolean plain = contentEncoding == null || contentEncoding.equalsIgnoreCase("identity");
        this.isStream = type.equals(EVENT_STREAM);
        this.events = plain && isStream ? new EventScanner(usage) : null;
        boolean isJson = type.equals("application/json") || type.endsWith("+json");
        this.scanner = events != null ? events : plain && isJson ? usage : null;
    }

    private static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    /** @param chunk of the body, of which neither the indices nor the references change */
    public void body(ByteBuf chunk, long nowNanos) {
        if (scanner != null) {
            chunk.forEachByte(scanner);
        }
        if (isStream && chunk.isReadable()) {
            token(nowNanos);
        }
    }

    private void token(long nowNanos) {
        if (events != null) {
            long count = events.events();
            if (count == seenEvents) {
                return;
            }
            seenEvents = count;
        }
        if (!begun) {
            begun = true;
            firstNanos = nowNanos;
        }
        lastNanos = nowNanos;
    }

    /**
     * The answer came whole.
     *
     * @param startNanos when the request's first byte was read
     * @param durationMicros from then until the answer's last byte
     */
    public GeneratedAnswer end(long startNanos, long durationMicros) {
        return new GeneratedAnswer(
                durationMicros,
                begun ? TimeUnit.NANOSECONDS.toMicros(firstNanos - startNanos) : GeneratedAnswer.UNKNOWN,
                perOutputTokenMicros(),
                usage.inputTokens(),
                usage.outputTokens());
    }

    private long perOutputTokenMicros() {
        long counted = usage.outputTokens();
        long tokens = counted == GeneratedAnswer.UNKNOWN ? seenEvents : counted;
        if (!begun || tokens < 2) {
            return GeneratedAnswer.UNKNOWN;
        }
        return TimeUnit.NANOSECONDS.toMicros(lastNanos - firstNanos) / (tokens - 1);
    }
}
