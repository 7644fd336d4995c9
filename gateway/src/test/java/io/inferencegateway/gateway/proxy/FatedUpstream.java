package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream.Connection;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does to each request what its {@link Fate} says, and keeps a log. What it has logged may be read from any thread. */
final class FatedUpstream implements ScriptedUpstream.Script {
    private static final String MARK = "\r\n" + Fate.FIELD + ": ";

    private final Map<String, List<Integer>> answered = new ConcurrentHashMap<>();
    private final Map<String, Integer> heads = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Connection> held = new ConcurrentLinkedQueue<>();
    private final ScriptedUpstream server;

    FatedUpstream(Vertx vertx) {
        this.server = ScriptedUpstream.start(vertx, this);
    }

    String url() {
        return server.url();
    }

    int openConnections() {
        return server.openConnections();
    }

    /** Who asked without a fate: they are answered by {@link #release}. */
    int held() {
        return held.size();
    }

    /** Answers so many of those who have waited longest. */
    void release(int count) {
        for (int i = 0; i < count; i++) {
            Objects.requireNonNull(held.poll(), "somebody who waits").send(ScriptedUpstream.ok("released"));
        }
    }

    /** How often the head of this request came. */
    int heads(String id) {
        return heads.getOrDefault(id, 0);
    }

    /** The statuses of the answers to it that were sent whole. */
    List<Integer> answered(String id) {
        return answered.getOrDefault(id, List.of());
    }

    @Override
    public void onHead(Connection connection) {
        String received = connection.received();
        int at = received.lastIndexOf(MARK);
        int lastHead = received.lastIndexOf(" HTTP/1.1\r\n");
        if (at < lastHead) {
            return;
        }
        Fate fate = Fate.read(received.substring(at + MARK.length(), received.indexOf("\r\n", at + 2)));
        heads.merge(fate.id(), 1, Integer::sum);
        if (fate.upstream() == Fate.OfUpstream.EARLY) {
            connection.after(1 + fate.upstreamDelayMillis(), () -> sendWhole(fate, connection));
        }
    }

    @Override
    public void onRequest(WireMessage request, Connection connection) {
        if (request.field(Fate.FIELD).isEmpty()) {
            held.add(connection);
            return;
        }
        Fate fate = Fate.read(request.field(Fate.FIELD).orElseThrow());
        if (fate.upstream() != Fate.OfUpstream.EARLY) {
            connection.after(1 + fate.upstreamDelayMillis(), () -> answer(fate, connection));
        }
    }

    private void answer(Fate fate, Connection connection) {
        if (connection.isClosed()) {
            return;
        }
        String begin = fate.answer()
                .substring(0, Math.min(fate.upstreamAt(), fate.answer().length()));
        switch (fate.upstream()) {
            case WHOLE, CHUNKED, STATUS, EARLY -> sendWhole(fate, connection);
            case CLOSING -> {
                sendWhole(fate, connection);
                connection.after(1 + fate.upstreamAt() / 20, connection::close);
            }
            case DIES -> connection.send(begin).reset();
            case ENDS -> connection.send(begin).close();
            case STALLS -> connection.send(begin);
            case GARBLES -> connection.send(fate.answer());
        }
    }

    private void sendWhole(Fate fate, Connection connection) {
        if (!connection.isClosed()) {
            int status = fate.upstream() == Fate.OfUpstream.STATUS ? fate.upstreamAt() : 200;
            answered.computeIfAbsent(fate.id(), added -> new CopyOnWriteArrayList<>())
                    .add(status);
            connection.send(fate.answer());
        }
    }
}
