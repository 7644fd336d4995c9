package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.proxy.StrictHttp2Reading.Verdict;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sends one input over a connection of its own and holds what comes back against a reading of it. */
final class FuzzedConnection {
    private static final int PATIENCE_MILLIS = 20_000;

    private final StrictHttp2Reading reading;
    private final Map<Integer, Heard> streams = new TreeMap<>();
    private final StrictHpack hpack = new StrictHpack(Integer.MAX_VALUE);
    private boolean pinged;
    private boolean ended;

    /** What came on one stream. */
    private static final class Heard {
        private final Map<String, String> fields = new HashMap<>();
        private final StringBuilder content = new StringBuilder();
        private boolean ended;
        private int reset = -1;

        int status() {
            return Integer.parseInt(fields.getOrDefault(":status", "-1"));
        }

        @Override
        public String toString() {
            return fields + " " + content + (ended ? " whole" : "") + " reset " + reset;
        }
    }

    FuzzedConnection(StrictHttp2Reading reading) {
        this.reading = reading;
    }

    /** Until everything that must come has come. */
    void exchange(int port, byte[] wire, SplittableRandom random) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            // So that a million of them do not use up the ports of this machine.
            socket.setSoLinger(random.nextInt(8) > 0, 0);
            send(socket, wire, random);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (!isDone()) {
                receive(in);
            }
        }
    }

    private static void send(Socket socket, byte[] wire, SplittableRandom random) throws IOException {
        try {
            int pieces = 1 + random.nextInt(3);
            for (int at = 0; at < wire.length; ) {
                int length = --pieces > 0 ? 1 + random.nextInt(wire.length - at) : wire.length - at;
                socket.getOutputStream().write(wire, at, length);
                at += length;
            }
        } catch (SocketException closed) {
            // Reading shows whether that was in order.
        }
    }

    private boolean isDone() {
        if (ended) {
            return true;
        }
        if (reading.verdict() == Verdict.FAULTY || (reading.hasSentinel() && !pinged)) {
            return false;
        }
        return reading.streams().entrySet().stream()
                .filter(each -> reading.mustEnd(each.getValue()))
                .map(each -> streams.get(each.getKey()))
                .allMatch(heard -> heard != null && (heard.ended || heard.reset >= 0));
    }

    private void receive(DataInputStream in) throws Exception {
        try {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int id = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException();
            }
            frame(type, flags, streams.computeIfAbsent(id, first -> new Heard()), payload);
        } catch (EOFException | SocketException closed) {
            ended = true;
        }
    }

    private void frame(int type, int flags, Heard stream, byte[] payload) throws StrictHpack.Malformed {
        switch (type) {
            case RawHttp2.HEADERS -> {
                assertThat(flags & (RawHttp2.END_HEADERS | StrictHttp2Reading.PADDED))
                        .isEqualTo(RawHttp2.END_HEADERS);
                int priority = (flags & RawHttp2.WITH_PRIORITY) != 0 ? 5 : 0;
                hpack.decode(Arrays.copyOfRange(payload, priority, payload.length))
                        .forEach(field -> stream.fields.put(field.name(), field.value()));
                stream.ended |= (flags & RawHttp2.END_STREAM) != 0;
            }
            case RawHttp2.DATA -> {
                stream.content.append(new String(payload, StandardCharsets.ISO_8859_1));
                stream.ended |= (flags & RawHttp2.END_STREAM) != 0;
            }
            case RawHttp2.RST_STREAM -> stream.reset = ByteBuffer.wrap(payload).getInt();
            case RawHttp2.PING ->
                pinged |= (flags & RawHttp2.ACK) != 0
                        && ByteBuffer.wrap(payload).getLong() == StrictHttp2Reading.SENTINEL;
            case RawHttp2.GOAWAY -> {
                int code = ByteBuffer.wrap(payload).getInt(4);
                stream.content.append("goaway ").append(code).append(new String(payload, 8, payload.length - 8));
                assertThat(code).as("the code of GOAWAY").isNotEqualTo(RawHttp2.INTERNAL_ERROR);
            }
            default -> {}
        }
    }

    /** Whether all of it agrees with the reading. */
    void judge() {
        if (reading.verdict() == Verdict.OPEN) {
            assertThat(ended).as("the connection was ended").isFalse();
        }
        streams.remove(0);
        streams.forEach((id, heard) -> {
            StrictHttp2Stream stream = reading.streams().get(id);
            if (stream == null) {
                assertThat(heard.fields).as("stream %d", id).isEmpty();
            } else {
                judge(id, stream, heard);
            }
        });
    }

    private void judge(int id, StrictHttp2Stream stream, Heard heard) {
        String all = "stream " + id + ' ' + stream.fate() + ": " + heard;
        int status = heard.status();
        // The one status of 5xx that says what the caller did: a method that nobody knows.
        assertThat(status >= 500 && status != 501).as(all).isFalse();
        if (heard.reset >= 0) {
            assertThat(heard.reset).as(all).isNotEqualTo(RawHttp2.INTERNAL_ERROR);
        }
        StrictHttp2Request request = stream.request();
        if (status == 200 && request != null) {
            assertThat(stream.mayArrive()).as(all).isTrue();
            if (heard.ended && !request.isHead()) {
                assertThat(heard.content.toString()).as(all).isEqualTo(request.description());
            }
        }
        if (!reading.mustEnd(stream)) {
            return;
        }
        switch (stream.fate()) {
            case SERVED -> assertThat(status == 200 && heard.ended).as(all).isTrue();
            case REFUSED -> assertThat(status >= 400 && heard.ended).as(all).isTrue();
            case MALFORMED ->
                assertThat(heard.reset >= 0 && status != 200).as(all).isTrue();
            case UNFINISHED, RESET -> throw new AssertionError(all);
        }
    }

    @Override
    public String toString() {
        String expected = reading.streams().entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue().fate())
                .collect(Collectors.joining(" "));
        return reading.verdict() + " (" + reading.why() + ") " + expected + "; heard " + streams
                + (pinged ? " pinged" : "") + (ended ? " ended" : "");
    }
}
