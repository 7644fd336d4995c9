package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.observe.EventLog;
import io.inferencegateway.gateway.observe.EventLog.Event;
import io.inferencegateway.gateway.route.Routes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The event log as server-sent events (WHATWG HTML, section 9.2). Owned by the control context.
 *
 * <p>Each client is given what the log holds at the pace at which it reads, with at most {@value #CLIENT_BUFFER_BYTES}
 * bytes under way. One that the log has passed by while it stood still is dropped: it reads a last event {@code dropped},
 * then the end. Who comes back with a Last-Event-ID gets what came after it, behind an event {@code missed} where the log
 * no longer holds all of it.
 */
final class EventStream {
    static final int MAX_CLIENTS = 64;
    static final int CLIENT_BUFFER_BYTES = 256 * 1024;
    private static final long HEARTBEAT_MILLIS = 10_000;
    /** What is left for a client to read the reason why it is dropped. */
    private static final long FAREWELL_MILLIS = 5_000;

    private final EventLog log;
    private final Routes routes;
    private final Set<Client> clients = new HashSet<>();
    private final Runnable unsubscribe;
    private final Vertx vertx;
    private final long heartbeat;

    EventStream(Vertx vertx, EventLog log, Routes routes) {
        this.vertx = vertx;
        this.log = log;
        this.routes = routes;
        this.unsubscribe = log.subscribe(event -> Set.copyOf(clients).forEach(this::feed));
        this.heartbeat =
                vertx.setPeriodic(HEARTBEAT_MILLIS, id -> Set.copyOf(clients).forEach(this::beat));
    }

    /** One reader and the last event that it was given or that does not concern it. */
    private static final class Client {
        final HttpServerResponse response;
        final HttpConnection connection;
        final @Nullable String model;
        long givenId;

        Client(HttpServerResponse response, HttpConnection connection, @Nullable String model, long givenId) {
            this.response = response;
            this.connection = connection;
            this.model = model;
            this.givenId = givenId;
        }
    }

    void serve(RoutingContext ctx) {
        Parameters.allow(ctx, "model");
        String model = Parameters.text(ctx, "model");
        if (model != null && routes.current().model(model) == null) {
            throw Problem.of(404, "there is no model '" + model + "'; /api/v1/models lists them")
                    .asException();
        }
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
        Long lastSeen = lastSeen(ctx.request().getHeader("Last-Event-ID"));
        boolean complete = lastSeen == null || log.holdsAllSince(lastSeen);
        long from = lastSeen == null ? log.lastId() : complete ? lastSeen : log.beforeAll();
        Client client = new Client(response, ctx.request().connection(), model, from);
        response.setChunked(true).setWriteQueueMaxSize(CLIENT_BUFFER_BYTES);
        response.exceptionHandler(gone -> clients.remove(client));
        response.closeHandler(gone -> clients.remove(client));
        response.drainHandler(drained -> feed(client));
        clients.add(client);
        response.write("retry: 2000\n\n");
        if (!complete) {
            response.write(frame("missed", new JsonObject().put("after", lastSeen)));
        }
        feed(client);
    }

    /** How many watch right now. */
    int clients() {
        return clients.size();
    }

    void close() {
        unsubscribe.run();
        vertx.cancelTimer(heartbeat);
        Set.copyOf(clients).forEach(client -> client.response.end());
        clients.clear();
    }

    /** As much of what the client does not have yet as goes out now; the rest follows when it has read that. */
    private void feed(Client client) {
        if (isGone(client)) {
            return;
        }
        HttpServerResponse response = client.response;
        if (response.writeQueueFull()) {
            if (!log.holdsAllSince(client.givenId)) {
                drop(client);
            }
            return;
        }
        for (Event event : log.since(client.givenId)) {
            if (response.writeQueueFull()) {
                return;
            }
            client.givenId = event.id();
            if (client.model == null || event.concerns(client.model)) {
                response.write("id: " + event.id() + "\n" + frame(event.type(), event.data()));
            }
        }
    }

    private void drop(Client client) {
        clients.remove(client);
        JsonObject why = new JsonObject()
                .put("after", client.givenId)
                .put("detail", "read too slowly: what came after this is no longer held; come back for what is");
        client.response.end(frame("dropped", why));
        vertx.setTimer(FAREWELL_MILLIS, waited -> AdminConnections.cut(client.connection));
    }

    /** The id spares a client of one model what did not concern it, should it have to come back. */
    private void beat(Client client) {
        if (!isGone(client) && !client.response.writeQueueFull()) {
            client.response.write(": still here\nid: " + client.givenId + "\n\n");
        }
    }

    private boolean isGone(Client client) {
        boolean gone = client.response.closed() || client.response.ended();
        if (gone) {
            clients.remove(client);
        }
        return gone;
    }

    private static String frame(String type, JsonObject data) {
        return frame(type, data.encode());
    }

    private static String frame(String type, String data) {
        return "event: " + type + "\ndata: " + data + "\n\n";
    }

    private static @Nullable Long lastSeen(@Nullable String header) {
        if (header == null || !header.matches("\\d{1,18}")) {
            return null;
        }
        return Long.valueOf(header);
    }
}
