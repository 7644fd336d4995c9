package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.testsupport.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What one caller sends over one HTTP/2 connection: up to three requests whose frames are mixed, with up to three of the
 * frames spoilt, and perhaps cut off. Everything follows from the seed of its random numbers.
 */
final class CallerFrames {
    private static final List<Frame> SPLICES = List.of(
            new Frame(RawHttp2.PING, 0, 0, new byte[8]),
            new Frame(RawHttp2.PING, RawHttp2.ACK, 0, new byte[8]),
            new Frame(RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]),
            setting(1, 0),
            setting(1, 0xffff_ffff),
            setting(2, 2),
            setting(3, 0),
            setting(4, 0),
            setting(4, 0xffff_ffff),
            setting(5, 1),
            setting(6, 1),
            setting(0x7777, 0x7777_7777),
            number(RawHttp2.WINDOW_UPDATE, 0, 1_000),
            number(RawHttp2.WINDOW_UPDATE, 1, 1_000),
            number(RawHttp2.WINDOW_UPDATE, 1, 0),
            number(RawHttp2.WINDOW_UPDATE, 0, Integer.MAX_VALUE),
            number(RawHttp2.WINDOW_UPDATE, 1, Integer.MAX_VALUE),
            number(RawHttp2.RST_STREAM, 1, RawHttp2.CANCEL),
            number(RawHttp2.RST_STREAM, 3, RawHttp2.NO_ERROR),
            number(RawHttp2.RST_STREAM, 7, RawHttp2.CANCEL),
            new Frame(RawHttp2.PRIORITY, 0, 1, new byte[] {0, 0, 0, 9, 7}),
            new Frame(RawHttp2.PRIORITY, 0, 11, new byte[] {0, 0, 0, 11, 7}),
            new Frame(RawHttp2.GOAWAY, 0, 0, new byte[8]),
            new Frame(RawHttp2.DATA, RawHttp2.END_STREAM, 1, new byte[0]),
            new Frame(RawHttp2.DATA, 0, 1, new byte[0]),
            new Frame(RawHttp2.DATA, 0, 3, new byte[] {'x'}),
            new Frame(RawHttp2.DATA, StrictHttp2Reading.PADDED, 1, new byte[] {3, 0, 0}),
            new Frame(RawHttp2.HEADERS, 5, 1, RawHttp2.block("x-late", "1")),
            new Frame(RawHttp2.HEADERS, 5, 1, RawHttp2.block(":path", "/")),
            new Frame(RawHttp2.HEADERS, 4, 9, RawHttp2.block("x-only", "1")),
            new Frame(RawHttp2.CONTINUATION, 4, 1, new byte[0]),
            new Frame(StrictHttp2Reading.PUSH_PROMISE, 4, 1, new byte[] {0, 0, 0, 2}),
            new Frame(0x4f, 0xff, 5, new byte[] {1, 2, 3}));

    /** What is not to be served although nothing is wrong with its frames. */
    private static final List<List<String>> BAD_FIELDS = List.of(
            List.of("connection", "close"),
            List.of("transfer-encoding", "chunked"),
            List.of("te", "gzip"),
            List.of("X-Upper", "1"),
            List.of("x y", "1"),
            List.of("x", "a\r\nb: c"),
            List.of("x", " a"),
            List.of(":method", "GET"),
            List.of(":status", "200"),
            List.of("host", "other.example"),
            List.of("host", "a@b"),
            List.of("content-length", "7"),
            List.of("content-length", "+3"),
            List.of("", "1"));

    private final SplittableRandom random;
    private final String name;
    /** The dynamic table of the encoder, the newest first. */
    private final List<String> table = new ArrayList<>();

    record Frame(int type, int flags, int stream, byte[] payload) {
        byte[] bytes(int length) {
            return ByteBuffer.allocate(9 + payload.length)
                    .put((byte) (length >> 16))
                    .putShort((short) length)
                    .put((byte) type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array();
        }
    }

    /** @param name stands in the path of each request, so that no two inputs ask for the same */
    CallerFrames(SplittableRandom random, String name) {
        this.random = random;
        this.name = name;
    }

    private static Frame number(int type, int stream, int value) {
        return new Frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    private static Frame setting(int id, int value) {
        byte[] pair = ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
        return new Frame(RawHttp2.SETTINGS, 0, 0, pair);
    }

    /** All bytes, the preface among them. */
    byte[] wire() {
        List<Frame> frames = requests();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(StrictHttp2Reading.PREFACE);
        frames.add(0, setting(3, 100));
        boolean spoilt = random.nextInt(4) > 0;
        if (spoilt) {
            mutate(frames);
        }
        int wrongLength = spoilt && random.nextInt(10) == 0 ? random.nextInt(frames.size()) : -1;
        for (int i = 0; i < frames.size(); i++) {
            int length = frames.get(i).payload.length;
            out.writeBytes(frames.get(i).bytes(i == wrongLength ? wrong(length) : length));
        }
        byte[] bytes = out.toByteArray();
        if (spoilt && random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (spoilt && random.nextInt(10) == 0) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        byte[] sentinel =
                ByteBuffer.allocate(8).putLong(StrictHttp2Reading.SENTINEL).array();
        out.reset();
        out.writeBytes(bytes);
        out.writeBytes(new Frame(RawHttp2.PING, 0, 0, sentinel).bytes(8));
        return out.toByteArray();
    }

    private int wrong(int length) {
        return switch (random.nextInt(3)) {
            case 0 -> length ^ 1 << random.nextInt(8);
            case 1 -> random.nextInt(1 << 24);
            default -> Math.max(0, length + random.nextInt(7) - 3);
        };
    }

    // --- requests ----------------------------------------------------------------------------------------------------

    /** The frames of each stay in order, and those of a head together. */
    private List<Frame> requests() {
        List<List<Supplier<List<Frame>>>> streams = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            streams.add(new ArrayList<>(request(1 + 2 * i)));
        }
        List<Frame> frames = new ArrayList<>(streams.get(0).remove(0).get());
        // A stream may be opened only while none with a higher number has been.
        int opened = 1;
        while (streams.stream().anyMatch(stream -> !stream.isEmpty())) {
            int at = random.nextInt(opened < count ? opened + 1 : count);
            if (!streams.get(at).isEmpty()) {
                frames.addAll(streams.get(at).remove(0).get());
                opened = Math.max(opened, at + 1);
            }
        }
        return frames;
    }

    private List<Supplier<List<Frame>>> request(int stream) {
        String[] prefixes = {"/models/m/v/1/", "/models/m/v/1/", "/models/m/", "/models/m/labels/prod/"};
        String path = prefixes[random.nextInt(prefixes.length)] + name + '-' + stream;
        return switch (random.nextInt(9)) {
            case 0, 1 -> List.of(() -> head(stream, true, "GET", path, "user-agent", "fuzz", "x-one", "first"));
            case 2 -> List.of(() -> head(stream, true, "GET", path + "?q=1", "cookie", "a=b", "cookie", "c=d"));
            case 3 ->
                List.of(
                        () -> head(stream, false, "POST", path, "content-length", "5", "content-type", "a/b"),
                        () -> List.of(data(stream, false, "he")),
                        () -> List.of(data(stream, true, "llo")));
            case 4 ->
                List.of(
                        () -> head(stream, false, "POST", path, "x-one", "first", "te", "trailers"),
                        () -> List.of(data(stream, false, "some")),
                        () -> List.of(data(stream, false, "thing")),
                        () -> block(stream, true, List.of(new StrictHpack.Field("x-sum", "9"))));
            case 5 ->
                List.of(
                        () -> head(stream, false, "PUT", path, "accept-encoding", "gzip, deflate"),
                        () -> List.of(data(stream, true, random.nextBoolean() ? "" : "whole")));
            case 6 ->
                List.of(
                        () -> head(stream, random.nextBoolean(), "HEAD", path, "accept", "*/*"),
                        () -> List.of(number(RawHttp2.WINDOW_UPDATE, stream, 500)));
            case 7 ->
                List.of(() -> head(
                        stream, true, random.nextBoolean() ? "TRACE" : "GET", "/models/" + name, "x-one", "first"));
            default -> {
                List<String> bad = BAD_FIELDS.get(random.nextInt(BAD_FIELDS.size()));
                yield List.of(
                        () -> head(stream, false, "POST", path, bad.get(0), bad.get(1)),
                        () -> List.of(data(stream, true, "unheard")));
            }
        };
    }

    private Frame data(int stream, boolean last, String text) {
        byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
        int flags = last ? RawHttp2.END_STREAM : 0;
        if (random.nextInt(3) > 0) {
            return new Frame(RawHttp2.DATA, flags, stream, content);
        }
        int padding = random.nextInt(5);
        byte[] padded = ByteBuffer.allocate(1 + content.length + padding)
                .put((byte) padding)
                .put(content)
                .array();
        return new Frame(RawHttp2.DATA, flags | StrictHttp2Reading.PADDED, stream, padded);
    }

    private List<Frame> head(int stream, boolean last, String method, String path, String... fields) {
        String[] whole = RawHttp2.head(method, path, fields);
        List<StrictHpack.Field> all = new ArrayList<>();
        for (int i = 0; i < whole.length; i += 2) {
            all.add(new StrictHpack.Field(whole[i], whole[i + 1]));
        }
        return block(stream, last, all);
    }

    /** In HEADERS, perhaps with a priority or padding, and perhaps in CONTINUATION. */
    private List<Frame> block(int stream, boolean last, List<StrictHpack.Field> fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(8) == 0) {
            // The table is emptied and opened again, which takes two updates.
            table.clear();
            out.writeBytes(StrictHpack.number(0x20, 5, 0));
            out.writeBytes(StrictHpack.number(0x20, 5, StrictHpack.DEFAULT_TABLE_BYTES));
        }
        fields.forEach(field -> out.writeBytes(encode(field.name(), field.value())));
        byte[] bytes = out.toByteArray();
        int split = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        int flags = last ? RawHttp2.END_STREAM : 0;
        int padding = random.nextInt(6) == 0 ? random.nextInt(9) : -1;
        if (padding >= 0) {
            flags |= StrictHttp2Reading.PADDED;
            first.write(padding);
        }
        if (random.nextInt(6) == 0) {
            flags |= RawHttp2.WITH_PRIORITY;
            first.writeBytes(new byte[] {0, 0, 0, 0, 15});
        }
        first.write(bytes, 0, split);
        first.writeBytes(new byte[Math.max(0, padding)]);
        if (split == bytes.length) {
            return List.of(new Frame(RawHttp2.HEADERS, flags | RawHttp2.END_HEADERS, stream, first.toByteArray()));
        }
        return List.of(
                new Frame(RawHttp2.HEADERS, flags, stream, first.toByteArray()),
                new Frame(
                        RawHttp2.CONTINUATION,
                        RawHttp2.END_HEADERS,
                        stream,
                        Arrays.copyOfRange(bytes, split, bytes.length)));
    }

    /** By an entry of a table where there is one, else as one of the three kinds of literals. */
    private byte[] encode(String field, String value) {
        String entry = field + '\0' + value;
        int nameIndex = 0;
        for (int i = 1; i <= StrictHpack.staticEntries(); i++) {
            StrictHpack.Field fixed = StrictHpack.fixed(i);
            if (fixed.name().equals(field) && fixed.value().equals(value) && random.nextInt(8) > 0) {
                return StrictHpack.number(0x80, 7, i);
            }
            nameIndex = fixed.name().equals(field) ? i : nameIndex;
        }
        int at = table.indexOf(entry);
        if (at >= 0 && random.nextInt(8) > 0) {
            return StrictHpack.number(0x80, 7, StrictHpack.staticEntries() + 1 + at);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int kind = random.nextInt(3);
        switch (kind) {
            case 0 -> out.writeBytes(StrictHpack.number(0, 4, nameIndex));
            case 1 -> out.writeBytes(StrictHpack.number(0x10, 4, nameIndex));
            default -> {
                out.writeBytes(StrictHpack.number(0x40, 6, nameIndex));
                table.add(0, entry);
            }
        }
        if (nameIndex == 0) {
            out.writeBytes(StrictHpack.string(field, random.nextBoolean()));
        }
        out.writeBytes(StrictHpack.string(value, random.nextBoolean()));
        return out.toByteArray();
    }

    // --- mutations ---------------------------------------------------------------------------------------------------

    private void mutate(List<Frame> frames) {
        int mutations = random.nextInt(4);
        for (int i = 0; i < mutations && !frames.isEmpty(); i++) {
            // Without the first SETTINGS nothing that follows is looked at.
            int first = frames.size() == 1 || random.nextInt(16) == 0 ? 0 : 1;
            int at = first + random.nextInt(frames.size() - first);
            Frame frame = frames.get(at);
            switch (random.nextInt(10)) {
                case 0 -> frames.remove(at);
                case 1 -> frames.add(first + random.nextInt(frames.size() + 1 - first), frame);
                case 2 -> Collections.swap(frames, at, first + random.nextInt(frames.size() - first));
                case 3, 4, 5 -> frames.add(1 + at, SPLICES.get(random.nextInt(SPLICES.size())));
                case 6 ->
                    frames.set(
                            at,
                            new Frame(frame.type, frame.flags ^ 1 << random.nextInt(8), frame.stream, frame.payload));
                case 7 -> frames.set(at, new Frame(random.nextInt(12), frame.flags, frame.stream, frame.payload));
                case 8 -> frames.set(at, new Frame(frame.type, frame.flags, random.nextInt(8), frame.payload));
                default -> frames.set(at, new Frame(frame.type, frame.flags, frame.stream, spoilt(frame.payload)));
            }
        }
        if (frames.isEmpty()) {
            frames.add(setting(3, 100));
        }
    }

    private byte[] spoilt(byte[] payload) {
        if (payload.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] changed = payload.clone();
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        return changed;
    }
}
