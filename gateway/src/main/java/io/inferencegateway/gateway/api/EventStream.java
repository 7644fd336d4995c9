package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.EventLog.Event;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The event log as server-sent events (WHATWG HTML, section 9.2). Owned by the control context. A client that does not
 * keep up with {@value #CLIENT_BUFFER_BYTES} bytes is cut; it comes back with its Last-Event-ID and is told what it
 * missed.
 */
final class EventStream {
    static final int MAX_CLIENTS = 64;
    static final int CLIENT_BUFFER_BYTES = 256 * 1024;
    private static final long HEARTBEAT_MILLIS = 10_000;

    private final EventLog log;
    private final Set<Client> clients = new HashSet<>();
    private final Runnable unsubscribe;
    private final Vertx vertx;
    private final long heartbeat;

    EventStream(Vertx vertx, EventLog log) {
        this.vertx = vertx;
        this.log = log;
        this.unsubscribe = log.subscribe(event -> broadcast(frame(event)));
        this.heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, id -> broadcast(": still here\n\n"));
    }

    private record Client(HttpServerResponse response, HttpConnection connection) {}

    void serve(RoutingContext ctx) {
        if (clients.size() >= MAX_CLIENTS) {
            throw Problem.of(503, MAX_CLIENTS + " clients watch already; close one")
                    .asException();
        }
        HttpServerResponse response = ctx.response();
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // A compressor would hold events back until its block is full.
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            response.end();
            return;
        }
        Client client = new Client(response, ctx.request().connection());
        response.setChunked(true).setWriteQueueMaxSize(CLIENT_BUFFER_BYTES);
        response.exceptionHandler(gone -> clients.remove(client));
        response.closeHandler(gone -> clients.remove(client));
        clients.add(client);
        send(client, "retry: 2000\n\n");
        Long lastSeen = lastSeen(ctx.request().getHeader("Last-Event-ID"));
        if (lastSeen != null) {
            log.since(lastSeen).forEach(event -> send(client, frame(event)));
        }
    }

    /** How many watch right now. */
    int clients() {
        return clients.size();
    }

    void close() {
        unsubscribe.run();
        vertx.cancelTimer(heartbeat);
        Set.copyOf(clients).forEach(client -> client.response().end());
        clients.clear();
    }

    private void broadcast(String frame) {
        Set.copyOf(clients).forEach(client -> send(client, frame));
    }

    private void send(Client client, String frame) {
        HttpServerResponse response = client.response();
        if (response.closed() || response.ended()) {
            clients.remove(client);
        } else if (response.writeQueueFull()) {
            clients.remove(client);
            client.connection().close();
        } else {
            response.write(frame);
        }
    }

    private static String frame(Event event) {
        return "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.data() + "\n\n";
    }

    private static @Nullable Long lastSeen(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,18}")) {
            return null;
        }
        return Long.valueOf(header);
    }
}
