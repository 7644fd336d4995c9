package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.proxy.StrictHttp2Stream.Fate;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bytes of a caller's HTTP/2 connection say by the letter of RFC 9113, read at once and without a socket: which
 * requests are whole and valid, and whether the connection must be ended for them. Where the RFC leaves a choice, the
 * verdict is {@link Verdict#EITHER}.
 */
final class StrictHttp2Reading {
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    static final int PADDED = 8;
    static final int PUSH_PROMISE = 5;

    /** The last PING of an input: what stands before it has been read when it is answered. */
    static final long SENTINEL = 0x0123_4567_89ab_cdefL;

    private static final int LONGEST_FRAME = 16_384;
    private static final int DEFAULT_WINDOW = 65_535;
    /** More than the answers of one input come to, so a window above it holds nothing up. */
    private static final int AMPLE = 16_384;

    /** What is to become of the connection. */
    enum Verdict {
        /** It serves on. */
        OPEN,
        /** It is ended. */
        FAULTY,
        /** The RFC lets the gateway choose. */
        EITHER
    }

    private final Map<Integer, StrictHttp2Stream> streams = new LinkedHashMap<>();
    private final StrictHpack hpack = new StrictHpack(StrictHpack.DEFAULT_TABLE_BYTES);
    private Verdict verdict = Verdict.OPEN;
    private String why = "";
    private boolean stalled;
    private boolean sentinel;
    private boolean begun;
    private int highest;
    /** A head that is malformed may be refused before its stream is opened, so that what follows it meets no stream. */
    private int highestSound;

    private long window = DEFAULT_WINDOW;
    private long initialWindow = DEFAULT_WINDOW;
    private @Nullable ByteArrayOutputStream block;
    private int blockStream;
    private boolean blockEnds;
    private boolean pushes;

    private StrictHttp2Reading() {}

    static StrictHttp2Reading of(byte[] wire) {
        StrictHttp2Reading reading = new StrictHttp2Reading();
        reading.read(wire);
        return reading;
    }

    Verdict verdict() {
        return verdict;
    }

    String why() {
        return why;
    }

    Map<Integer, StrictHttp2Stream> streams() {
        return streams;
    }

    /** Whether the sentinel is to be answered where the connection serves on. */
    boolean hasSentinel() {
        return sentinel;
    }

    /** Whether this stream must hear of its fate. */
    boolean mustEnd(StrictHttp2Stream stream) {
        return verdict == Verdict.OPEN && !stalled && stream.mustEnd();
    }

    private void faulty(String reason) {
        verdict = Verdict.FAULTY;
        why = reason;
    }

    private void either(String reason) {
        if (verdict == Verdict.OPEN) {
            verdict = Verdict.EITHER;
            why = reason;
        }
    }

    private void read(byte[] wire) {
        int common = Math.min(wire.length, PREFACE.length);
        if (!Arrays.equals(wire, 0, common, PREFACE, 0, common)) {
            faulty("no preface");
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(wire, common, wire.length - common);
        while (in.remaining() >= 9 && verdict != Verdict.FAULTY) {
            int length = (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
            int type = in.get() & 0xff;
            int flags = in.get() & 0xff;
            int stream = in.getInt() & Integer.MAX_VALUE;
            String fault = faultOfFrameHead(length, type, flags, stream);
            if (in.remaining() < length) {
                // A fault of the frame's head may be told before the rest of it is there, or when it is.
                if (fault != null) {
                    either(fault);
                }
                return;
            }
            if (fault != null) {
                faulty(fault);
                return;
            }
            if (stream > highestSound && stream <= highest && stream % 2 == 1 && type != RawHttp2.PRIORITY) {
                either("a frame of a stream that was malformed from its head");
            }
            byte[] payload = new byte[length];
            in.get(payload);
            frame(type, flags, stream, payload);
        }
    }

    // --- frames ------------------------------------------------------------------------------------------------------

    private @Nullable String faultOfFrameHead(int length, int type, int flags, int stream) {
        if (!begun && (type != RawHttp2.SETTINGS || (flags & RawHttp2.ACK) != 0)) {
            return "the first frame is no SETTINGS";
        }
        begun = true;
        if (length > LONGEST_FRAME) {
            return "a frame that is too long";
        }
        if (block != null && (type != RawHttp2.CONTINUATION || stream != blockStream)) {
            return "a frame within a header block";
        }
        boolean idle = stream % 2 == 0 || stream > highest;
        int padding = (flags & PADDED) == 0 ? 0 : 1;
        boolean faulty =
                switch (type) {
                    // One that is too short has a fault of its stream as well, which may be found first.
                    case RawHttp2.DATA -> stream == 0 || (idle && length >= padding);
                    case RawHttp2.HEADERS ->
                        stream == 0 || length < padding + ((flags & RawHttp2.WITH_PRIORITY) == 0 ? 0 : 5);
                    case RawHttp2.PRIORITY -> stream == 0;
                    case RawHttp2.RST_STREAM -> stream == 0 || idle || length != 4;
                    case RawHttp2.SETTINGS ->
                        stream != 0 || length % 6 != 0 || ((flags & RawHttp2.ACK) != 0 && length > 0);
                    case PUSH_PROMISE -> stream == 0 || length < 4 + padding;
                    case RawHttp2.PING -> stream != 0 || length != 8;
                    case RawHttp2.GOAWAY -> stream != 0 || length < 8;
                    case RawHttp2.WINDOW_UPDATE -> length != 4;
                    case RawHttp2.CONTINUATION -> block == null;
                    default -> false;
                };
        return faulty ? "a frame of type " + type + " that may not be so" : null;
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload);
        switch (type) {
            case RawHttp2.DATA -> data(stream, flags, payload);
            case RawHttp2.HEADERS -> headers(stream, flags, payload);
            case PUSH_PROMISE -> push(stream, flags, payload);
            case RawHttp2.CONTINUATION -> continuation(flags, payload);
            case RawHttp2.PRIORITY -> {
                if (payload.length != 5 || (in.getInt() & Integer.MAX_VALUE) == stream) {
                    either("PRIORITY");
                    spoil(stream);
                }
            }
            case RawHttp2.RST_STREAM -> reset(stream);
            case RawHttp2.SETTINGS -> settings(in);
            case RawHttp2.PING -> sentinel |= (flags & RawHttp2.ACK) == 0 && in.getLong() == SENTINEL;
            case RawHttp2.GOAWAY -> either("GOAWAY");
            case RawHttp2.WINDOW_UPDATE -> windowUpdate(stream, in.getInt() & Integer.MAX_VALUE);
            default -> {}
        }
    }

    private void spoil(int stream) {
        StrictHttp2Stream known = streams.get(stream);
        if (known != null) {
            known.spoil();
        }
    }

    /** Without padding, or null where there is more of it than there may be. */
    private static byte @Nullable [] unpadded(byte[] payload, int flags, int overhead) {
        if ((flags & PADDED) == 0) {
            return payload;
        }
        int end = payload.length - (payload[0] & 0xff);
        return end < 1 + overhead ? null : Arrays.copyOfRange(payload, 1, end);
    }

    private void data(int id, int flags, byte[] payload) {
        if (payload.length == 0 && (flags & PADDED) != 0) {
            either("DATA that is too short");
            spoil(id);
            return;
        }
        byte[] content = unpadded(payload, flags, 0);
        if (content == null) {
            faulty("padding");
            return;
        }
        StrictHttp2Stream stream = streams.get(id);
        boolean last = (flags & RawHttp2.END_STREAM) != 0;
        if (stream == null || stream.isClosed() || stream.fate() == Fate.MALFORMED) {
            either("DATA on a closed stream");
            spoil(id);
        } else if (stream.data(content, payload.length, last)) {
            either("empty DATA");
        }
    }

    private void headers(int stream, int flags, byte[] payload) {
        int priority = (flags & RawHttp2.WITH_PRIORITY) == 0 ? 0 : 5;
        byte[] content = unpadded(payload, flags, priority);
        if (content == null) {
            faulty("padding");
            return;
        }
        if (priority > 0 && (ByteBuffer.wrap(content).getInt() & Integer.MAX_VALUE) == stream) {
            either("a stream that depends on itself");
        }
        block = new ByteArrayOutputStream();
        block.write(content, priority, content.length - priority);
        blockStream = stream;
        blockEnds = (flags & RawHttp2.END_STREAM) != 0;
        finishBlock(flags);
    }

    /** It is a fault, which may be found behind one of its fields. */
    private void push(int stream, int flags, byte[] payload) {
        byte[] content = unpadded(payload, flags, 4);
        if (content == null) {
            faulty("padding");
            return;
        }
        block = new ByteArrayOutputStream();
        block.write(content, 4, content.length - 4);
        blockStream = stream;
        pushes = true;
        finishBlock(flags);
    }

    private void continuation(int flags, byte[] payload) {
        if (block != null) {
            block.writeBytes(payload);
            finishBlock(flags);
        }
    }

    private void finishBlock(int flags) {
        if ((flags & RawHttp2.END_HEADERS) == 0 || block == null) {
            return;
        }
        try {
            List<StrictHpack.Field> fields = hpack.decode(block.toByteArray());
            block = null;
            if (fields.stream().anyMatch(StrictHttp2Request::isMistakenForAFormat)) {
                either("a malformed field with a percent sign");
            }
            boolean foreign = pushes || blockStream % 2 == 0;
            pushes = false;
            if (foreign) {
                // A fault of the head, which is one of its stream, may be found first.
                if (StrictHttp2Request.of(fields) == null) {
                    either("a malformed head where none may be");
                } else {
                    faulty("a head where none may be");
                }
            } else if (blockStream > highestSound) {
                open(fields);
            } else {
                trailers(fields);
            }
        } catch (StrictHpack.Malformed e) {
            faulty(e.getMessage() == null ? "HPACK" : e.getMessage());
        }
    }

    private void open(List<StrictHpack.Field> fields) {
        highest = Math.max(highest, blockStream);
        StrictHttp2Request request = StrictHttp2Request.of(fields);
        highestSound = request == null ? highestSound : blockStream;
        StrictHttp2Stream stream = new StrictHttp2Stream(request, initialWindow);
        streams.put(blockStream, stream);
        if (blockEnds) {
            stream.end();
        }
    }

    private void trailers(List<StrictHpack.Field> fields) {
        StrictHttp2Stream stream = streams.get(blockStream);
        if (stream == null || stream.isClosed()) {
            either("HEADERS on a closed stream");
            spoil(blockStream);
        } else {
            stream.trailers(fields, blockEnds);
        }
    }

    private void reset(int id) {
        StrictHttp2Stream stream = streams.get(id);
        if (stream != null) {
            stream.reset();
        }
    }

    private void settings(ByteBuffer in) {
        while (in.hasRemaining() && verdict != Verdict.FAULTY) {
            int id = in.getShort() & 0xffff;
            long value = in.getInt() & 0xffff_ffffL;
            switch (id) {
                case 2 -> check(value <= 1, "ENABLE_PUSH");
                case 4 -> initialWindow(value);
                case 5 -> check(value >= LONGEST_FRAME && value < 1 << 24, "MAX_FRAME_SIZE");
                case 8 -> check(value <= 1, "ENABLE_CONNECT_PROTOCOL");
                case 6 -> stalled |= value < AMPLE;
                default -> {}
            }
        }
    }

    private void check(boolean fine, String reason) {
        if (!fine) {
            faulty(reason);
        }
    }

    private void initialWindow(long value) {
        check(value <= Integer.MAX_VALUE, "INITIAL_WINDOW_SIZE");
        stalled |= value < AMPLE;
        for (StrictHttp2Stream stream : streams.values()) {
            if (!stream.widen(value - initialWindow)) {
                either("a window that is too large");
            }
        }
        initialWindow = value;
    }

    private void windowUpdate(int id, int increment) {
        if (id == 0) {
            window += increment;
            check(increment > 0 && window - AMPLE <= Integer.MAX_VALUE, "WINDOW_UPDATE of the connection");
            if (window > Integer.MAX_VALUE) {
                either("the connection's window is full");
            }
            return;
        }
        if (increment > 0 && (id % 2 == 0 || id > highest)) {
            faulty("WINDOW_UPDATE of an idle stream");
            return;
        }
        StrictHttp2Stream stream = streams.get(id);
        boolean fits = stream == null || stream.widen(increment);
        if (increment == 0 || !fits) {
            either("WINDOW_UPDATE of a stream");
            spoil(id);
        }
    }
}
