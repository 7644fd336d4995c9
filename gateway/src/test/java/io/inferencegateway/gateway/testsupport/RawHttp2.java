package io.inferencegateway.gateway.testsupport;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller, or an upstream, that writes exactly the HTTP/2 frames it is given and keeps every frame it gets (RFC 9113). Text stands for
 * bytes in ISO-8859-1. Used by one thread; every read gives up after {@link #PATIENCE}.
 */
public final class RawHttp2 implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;
    public static final int WITH_PRIORITY = 32;

    public static final int NO_ERROR = 0;
    public static final int PROTOCOL_ERROR = 1;
    public static final int INTERNAL_ERROR = 2;
    public static final int REFUSED_STREAM = 7;
    public static final int CANCEL = 8;
    public static final int ENHANCE_YOUR_CALM = 11;

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
    private final List<Frame> unread = new LinkedList<>();

    /**
     * One frame as it came.
     *
     * @param head what it decodes to, for HEADERS
     */
    public record Frame(int type, int flags, int stream, byte[] payload, @Nullable Http2Headers head) {
        /** The 32-bit number at this offset: an error code, a window, a stream. */
        public int number(int offset) {
            return ByteBuffer.wrap(payload).getInt(offset);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /**
     * All that came on one stream.
     *
     * @param fields the final head's, in lower case; {@code :status} among them
     * @param interim the status of each 1xx head
     * @param ended whether END_STREAM came
     * @param reset the error code of RST_STREAM, or -1 where none came
     */
    public record Answer(
            Map<String, String> fields,
            List<Integer> interim,
            String body,
            Map<String, String> trailers,
            boolean ended,
            int reset) {
        public int status() {
            String status = fields.get(":status");
            return status == null ? -1 : Integer.parseInt(status);
        }
    }

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Connects and sends the preface and these settings, as pairs of identifier and value. */
    public static RawHttp2 connect(int port, int... settings) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            RawHttp2 caller = new RawHttp2(socket);
            caller.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return caller.settings(settings).flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upstream's side of a connection whose caller has to send its preface first; it sends these settings. */
    static RawHttp2 accepted(Socket socket, int... settings) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        RawHttp2 upstream = new RawHttp2(socket);
        upstream.in.readFully(new byte[24]);
        return upstream.settings(settings).flush();
    }

    /** Pairs of identifier and value. */
    public RawHttp2 settings(int... settings) {
        ByteBuffer pairs = ByteBuffer.allocate(settings.length / 2 * 6);
        for (int i = 0; i < settings.length; i += 2) {
            pairs.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        return frame(SETTINGS, 0, 0, pairs.array());
    }

    /** The next head that came on any stream that has had none taken so far, or null at the end of the connection. */
    public @Nullable Frame nextHead() {
        for (Iterator<Frame> kept = unread.iterator(); kept.hasNext(); ) {
            Frame frame = kept.next();
            if (frame.head != null) {
                kept.remove();
                return frame;
            }
        }
        for (Frame frame = receive(); frame != null; frame = receive()) {
            if (frame.head != null) {
                return frame;
            }
            unread.add(frame);
        }
        return null;
    }

    /** Says which stream was the last that it looked at. */
    public RawHttp2 goAway(int lastStream, int code) {
        return frame(
                GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStream).putInt(code).array());
    }

    /** Whole and short. */
    public RawHttp2 ok(int stream, String content) {
        return headers(stream, false, ":status", "200")
                .data(stream, true, content)
                .flush();
    }

    /** A whole GET on this stream. */
    public RawHttp2 get(int stream, String path) {
        return headers(stream, true, head("GET", path)).flush();
    }

    /** The four pseudo-headers of a request. */
    public static String[] head(String method, String path, String... fields) {
        List<String> all = new ArrayList<>(
                List.of(":method", method, ":scheme", "http", ":authority", "caller.example", ":path", path));
        all.addAll(List.of(fields));
        return all.toArray(String[]::new);
    }

    /** Puts a header block of these names and values into one frame; {@link #flush} sends it. */
    public RawHttp2 headers(int stream, boolean last, String... fields) {
        return frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
    }

    public RawHttp2 data(int stream, boolean last, String content) {
        return frame(DATA, last ? END_STREAM : 0, stream, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp2 reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, number(code));
    }

    public RawHttp2 window(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, number(increment));
    }

    public RawHttp2 frame(int type, int flags, int stream, byte[] payload) {
        byte[] head = ByteBuffer.allocate(9)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .array();
        out.writeBytes(head);
        out.writeBytes(payload);
        return this;
    }

    /** The head of a frame and only so many bytes of its payload. */
    public RawHttp2 beginOfFrame(int type, int flags, int stream, byte[] payload, int bytes) {
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        before.writeBytes(out.toByteArray());
        frame(type, flags, stream, payload);
        byte[] all = out.toByteArray();
        out.reset();
        out.write(all, 0, before.size() + 9 + bytes);
        return this;
    }

    /** Sends what was put together since the last time. */
    public RawHttp2 flush() {
        try {
            out.writeTo(socket.getOutputStream());
            out.reset();
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends, and does not mind a peer that has closed: it may refuse before it has read everything. */
    public RawHttp2 flushRegardless() {
        try {
            return flush();
        } catch (UncheckedIOException closed) {
            out.reset();
            return this;
        }
    }

    /** A header block without compression: every field a literal that is not indexed (RFC 7541, section 6.2.2). */
    public static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            literal(block, fields[i]);
            literal(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            length -= 127;
            while (length >= 128) {
                block.write(length % 128 + 128);
                length /= 128;
            }
            block.write(length);
        }
        block.writeBytes(bytes);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** The rest of what comes on this stream, up to its end, its reset, or the end of the connection. */
    public Answer answer(int stream) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> trailers = new LinkedHashMap<>();
        List<Integer> interim = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = next(stream);
            if (frame == null) {
                return new Answer(fields, interim, body.toString(), trailers, false, -1);
            }
            if (frame.type == RST_STREAM) {
                return new Answer(fields, interim, body.toString(), trailers, false, frame.number(0));
            }
            if (frame.head != null) {
                read(frame.head, fields, interim, trailers);
            } else if (frame.type == DATA) {
                body.append(new String(frame.payload, StandardCharsets.ISO_8859_1));
            }
            if (frame.has(END_STREAM) && (frame.type == HEADERS || frame.type == DATA)) {
                return new Answer(fields, interim, body.toString(), trailers, true, -1);
            }
        }
    }

    private static void read(
            Http2Headers head, Map<String, String> fields, List<Integer> interim, Map<String, String> trailers) {
        if (head.status() != null && head.status().charAt(0) == '1') {
            interim.add(Integer.parseInt(head.status().toString()));
            return;
        }
        Map<String, String> target = fields.isEmpty() ? fields : trailers;
        head.forEach(
                line -> target.merge(line.getKey().toString(), line.getValue().toString(), (a, b) -> a + "|" + b));
    }

    /** The next frame of this stream, or null at the end of the connection. */
    public @Nullable Frame next(int stream) {
        for (Iterator<Frame> kept = unread.iterator(); kept.hasNext(); ) {
            Frame frame = kept.next();
            if (frame.stream == stream) {
                kept.remove();
                return frame;
            }
        }
        for (Frame frame = receive(); frame != null; frame = receive()) {
            if (frame.stream == stream) {
                return frame;
            }
            unread.add(frame);
        }
        return null;
    }

    /** The next frame of this type on the connection itself, or null at the end of the connection. */
    public @Nullable Frame nextOfConnection(int type) {
        Frame frame = next(0);
        while (frame != null && frame.type != type) {
            frame = next(0);
        }
        return frame;
    }

    /** The next frame of this stream, or null where none came for this long. */
    public @Nullable Frame nextWithin(int stream, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                boolean kept = unread.stream().anyMatch(frame -> frame.stream == stream);
                if (!kept && in.available() == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                Frame frame = kept ? next(stream) : receive();
                if (frame == null || frame.stream == stream) {
                    return frame;
                }
                unread.add(frame);
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Http2Headers decode(int flags, int stream, byte[] payload) {
        int priority = (flags & WITH_PRIORITY) != 0 ? 5 : 0;
        try {
            return decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload, priority, payload.length - priority));
        } catch (Http2Exception e) {
            throw new AssertionError("not a header block", e);
        }
    }

    private @Nullable Frame receive() {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            // In the order of their coming, because each head may build on those before it.
            return new Frame(type, flags, stream, payload, type == HEADERS ? decode(flags, stream, payload) : null);
        } catch (EOFException | SocketException closed) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("nothing came", e);
        }
    }

    /** Closes with a reset, as a crashed caller would. */
    public void crash() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
