package io.inferencegateway.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.testsupport.Mutations;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.inferencegateway.gateway.testsupport.RecordedAnswer;
import io.inferencegateway.gateway.time.Deadlines;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Vertx;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.NetClient;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an upstream may send instead of an answer over HTTP/2: whatever it is, each of two exchanges on the connection
 * hears one end, the same however the bytes are cut, and a whole answer only where the frames spell one.
 */
class UpstreamHttp2FuzzTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final NetClient CLIENT = VERTX.createNetClient();
    private static final int FIRST_STREAM = 3;
    private static final int PADDED = 8;
    private static final int CONTINUATION = 9;
    private static final int PUSH_PROMISE = 5;

    /**
     * One frame, before it is on the wire.
     *
     * @param stream 1 for the first that Netty opens, whose number is 3 because 1 is for an upgrade
     */
    private record Frame(int type, int flags, int stream, byte[] payload) {
        byte[] bytes() {
            return ByteBuffer.allocate(9 + payload.length)
                    .put((byte) (payload.length >> 16))
                    .putShort((short) payload.length)
                    .put((byte) type)
                    .put((byte) flags)
                    .putInt(stream == 0 ? 0 : stream + FIRST_STREAM - 1)
                    .put(payload)
                    .array();
        }
    }

    private static Frame head(int stream, boolean last, String... fields) {
        return new Frame(RawHttp2.HEADERS, 4 | (last ? 1 : 0), stream, RawHttp2.block(fields));
    }

    private static Frame data(int stream, boolean last, String text) {
        return new Frame(RawHttp2.DATA, last ? 1 : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Frame number(int type, int stream, int value) {
        return new Frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
    }

    private static final List<List<Frame>> SEEDS = List.of(
            List.of(head(3, false, ":status", "200"), data(3, true, "three"), head(1, true, ":status", "204")),
            List.of(
                    head(1, false, ":status", "200", "content-length", "5", "x", "y"),
                    data(1, false, "he"),
                    data(1, true, "llo"),
                    head(3, false, ":status", "404", "content-length", "0"),
                    data(3, true, "")),
            List.of(
                    head(1, false, ":status", "103", "link", "</a>"),
                    head(1, false, ":status", "200", "content-type", "application/grpc"),
                    data(1, false, "message"),
                    head(3, true, ":status", "503"),
                    head(1, true, "grpc-status", "0", "grpc-message", "fine")),
            List.of(
                    new Frame(RawHttp2.PING, 0, 0, new byte[8]),
                    head(1, false, ":status", "200"),
                    new Frame(RawHttp2.DATA, PADDED, 1, new byte[] {2, 'p', 'a', 'd', 0, 0}),
                    number(RawHttp2.WINDOW_UPDATE, 0, 1_000),
                    data(1, true, "ded"),
                    number(RawHttp2.RST_STREAM, 3, RawHttp2.REFUSED_STREAM)),
            List.of(
                    new Frame(RawHttp2.HEADERS, 1, 1, RawHttp2.block(":status", "200")),
                    new Frame(CONTINUATION, 4, 1, RawHttp2.block("a", "b")),
                    new Frame(RawHttp2.GOAWAY, 0, 0, new byte[] {0, 0, 0, FIRST_STREAM, 0, 0, 0, 0})));

    private static final List<Frame> SPLICES = List.of(
            data(1, true, ""),
            data(1, false, ""),
            data(1, true, "more"),
            data(5, true, "nobody"),
            data(0, false, "x"),
            head(1, true, ":status", "200"),
            head(1, false, ":status", "100"),
            head(1, false, ":status", "101"),
            head(1, true, "x", "y"),
            head(1, true, ":status", "200", "x", "y"),
            head(1, false, "connection", "close"),
            head(5, true, ":status", "200"),
            head(2, true, ":status", "200"),
            number(RawHttp2.RST_STREAM, 1, RawHttp2.NO_ERROR),
            number(RawHttp2.RST_STREAM, 1, RawHttp2.REFUSED_STREAM),
            number(RawHttp2.RST_STREAM, 0, 0),
            number(RawHttp2.WINDOW_UPDATE, 1, 0),
            number(RawHttp2.WINDOW_UPDATE, 0, Integer.MAX_VALUE),
            new Frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 3, 0, 0, 0, 0}),
            new Frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}),
            new Frame(RawHttp2.SETTINGS, 0, 0, new byte[] {0, 4, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}),
            new Frame(RawHttp2.SETTINGS, 1, 0, new byte[0]),
            new Frame(RawHttp2.GOAWAY, 0, 0, new byte[8]),
            new Frame(PUSH_PROMISE, 4, 1, new byte[] {0, 0, 0, 2}),
            new Frame(CONTINUATION, 4, 1, new byte[0]),
            new Frame(0x4f, 0, 1, new byte[] {1, 2, 3}));

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_26, 48_611, 7_777_777})
    void mutated_frames_have_one_end_for_each_exchange_and_never_look_whole_where_they_are_not(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] whole = new int[1];
        Assertions.assertTimeoutPreemptively(Mutations.PATIENCE, () -> {
            for (int round = 0; round < Mutations.ROUNDS; round++) {
                byte[] wire = wire(mutated(random), random);
                String name = "round " + round;
                List<RecordedAnswer> atOnce = hear(wire, wire.length, random);
                List<RecordedAnswer> cut = hear(wire, 1 + random.nextInt(16), random);
                for (int i = 0; i < 2; i++) {
                    RecordedAnswer heard = atOnce.get(i);
                    assertThat(heard.ends()).as(name).isOne();
                    assertThat(cut.get(i).events()).as(name).isEqualTo(heard.events());
                    if (heard.isWhole()) {
                        whole[0]++;
                        assertThat(heard.body()).as(name).isEqualTo(spelt(wire, 2 * i + FIRST_STREAM));
                    }
                }
            }
        });
        // The mutations are neither harmless nor hopeless.
        assertThat(whole[0]).isBetween(Mutations.ROUNDS / 4, Mutations.ROUNDS * 19 / 10);
    }

    private static List<Frame> mutated(SplittableRandom random) {
        List<Frame> frames = new ArrayList<>(SEEDS.get(random.nextInt(SEEDS.size())));
        int mutations = random.nextInt(4);
        for (int i = 0; i < mutations && !frames.isEmpty(); i++) {
            int at = random.nextInt(frames.size());
            Frame frame = frames.get(at);
            switch (random.nextInt(8)) {
                case 0 -> frames.remove(at);
                case 1 -> frames.add(random.nextInt(frames.size() + 1), frame);
                case 2 -> Collections.swap(frames, at, random.nextInt(frames.size()));
                case 3 -> frames.add(at, SPLICES.get(random.nextInt(SPLICES.size())));
                case 4 ->
                    frames.set(
                            at,
                            new Frame(frame.type, frame.flags ^ 1 << random.nextInt(8), frame.stream, frame.payload));
                case 5 -> frames.set(at, new Frame(random.nextInt(12), frame.flags, frame.stream, frame.payload));
                case 6 -> frames.set(at, new Frame(frame.type, frame.flags, random.nextInt(6), frame.payload));
                default ->
                    frames.set(at, new Frame(frame.type, frame.flags, frame.stream, spoilt(frame.payload, random)));
            }
        }
        return frames;
    }

    private static byte[] spoilt(byte[] payload, SplittableRandom random) {
        if (payload.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        byte[] changed = payload.clone();
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        return changed;
    }

    /** The bytes, one of which may be wrong as well; SETTINGS stand before them. */
    private static byte[] wire(List<Frame> frames, SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frames.forEach(frame -> out.writeBytes(frame.bytes()));
        byte[] bytes = out.toByteArray();
        if (bytes.length > 0 && random.nextInt(8) == 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    /** What the frames of a stream spell up to its END_STREAM, by another reader; null where it has none. */
    private static @Nullable String spelt(byte[] wire, int stream) {
        StringBuilder body = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(wire);
        while (in.remaining() >= 9) {
            int length = (in.get() & 0xff) << 16 | in.getShort() & 0xffff;
            int type = in.get() & 0xff;
            int flags = in.get() & 0xff;
            int of = in.getInt() & Integer.MAX_VALUE;
            if (in.remaining() < length) {
                return null;
            }
            byte[] payload = new byte[length];
            in.get(payload);
            if (of == stream && type == RawHttp2.DATA) {
                int padding = (flags & PADDED) == 0 ? 0 : payload[0] & 0xff;
                int from = (flags & PADDED) == 0 ? 0 : 1;
                body.append(new String(payload, from, length - from - padding, StandardCharsets.ISO_8859_1));
            }
            boolean ends = (flags & 1) != 0 && (type == RawHttp2.DATA || type == RawHttp2.HEADERS);
            if (of == stream && ends) {
                return body.toString();
            }
        }
        return null;
    }

    /** What the exchanges hear until the upstream has closed. */
    private static List<RecordedAnswer> hear(byte[] wire, int longestRead, SplittableRandom random) {
        UpstreamHttp2Pool pool = new UpstreamHttp2Pool(
                CLIENT,
                new Upstream(URI.create("http://127.0.0.1:9"), 0),
                UpstreamTls.DEFAULT,
                new Deadlines(0),
                new ConnectionBudgets(),
                Runnable::run);
        EmbeddedChannel channel = new EmbeddedChannel();
        UpstreamHttp2Connection connection = UpstreamHttp2Codec.connection(pool, pool.new Opening(1_000));
        channel.pipeline().addLast(connection);
        channel.writeInbound(Unpooled.wrappedBuffer(new Frame(RawHttp2.SETTINGS, 0, 0, new byte[0]).bytes()));
        List<RecordedAnswer> all = List.of(new RecordedAnswer(), new RecordedAnswer());
        for (RecordedAnswer heard : all) {
            HeadersMultiMap fields = HeadersMultiMap.httpHeaders();
            fields.add("Host", "a");
            connection
                    .open()
                    .send(
                            heard,
                            new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", fields),
                            null,
                            null,
                            true,
                            EmptyHttpHeaders.INSTANCE);
        }
        for (int at = 0; at < wire.length && channel.isActive(); ) {
            int length = Math.min(
                    wire.length - at, longestRead == wire.length ? longestRead : 1 + random.nextInt(longestRead));
            channel.writeInbound(Unpooled.copiedBuffer(wire, at, length));
            channel.runPendingTasks();
            at += length;
        }
        channel.close();
        channel.runPendingTasks();
        channel.finishAndReleaseAll();
        return all;
    }
}
