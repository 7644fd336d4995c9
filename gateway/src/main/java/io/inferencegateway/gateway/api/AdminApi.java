package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The admin listener: metrics, probes, the resources under {@code /api/v1}, events and the console. Owned by the control
 * context it was started on; a caller that floods it slows the control plane, never the data plane.
 */
public final class AdminApi {
    static final int MAX_CONNECTIONS = 256;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_REQUEST_LINE_BYTES = 8 * 1024;
    private static final int IDLE_SECONDS = 75;

    /** Three times what Prometheus waits for a scrape by default. */
    private static final Duration UNREAD_LIMIT = Duration.ofSeconds(30);

    private final HttpServer server;
    private final EventStream events;
    private final List<Operation> operations;
    private final AdminConnections connections;

    private AdminApi(HttpServer server, EventStream events, List<Operation> operations, AdminConnections connections) {
        this.server = server;
        this.events = events;
        this.operations = List.copyOf(operations);
        this.connections = connections;
    }

    /** Completes when the listener accepts. Call it on the control context; fails where the address cannot be bound. */
    public static Future<AdminApi> start(Vertx vertx, AdminDependencies needs) {
        return start(vertx, needs, UNREAD_LIMIT);
    }

    /** @param unreadLimit how long a scraper may take to read its page before it is cut */
    static Future<AdminApi> start(Vertx vertx, AdminDependencies needs, Duration unreadLimit) {
        Context control = vertx.getOrCreateContext();
        Promise<AdminApi> started = Promise.promise();
        control.runOnContext(go -> Future.succeededFuture()
                .compose(ignored -> listen(vertx, needs, unreadLimit))
                .onComplete(started));
        return started.future();
    }

    private static Future<AdminApi> listen(Vertx vertx, AdminDependencies needs, Duration unreadLimit) {
        GatewayConfig.Endpoint endpoint = needs.listen();
        EventStream events = new EventStream(vertx, needs.events(), needs.routes());
        List<Operation> operations = operations(vertx, needs, events, unreadLimit);
        AccessGuard guard = new AccessGuard(
                endpoint.host(), needs.config().get().adminAccess().tokens());
        HttpServer server = vertx.createHttpServer(options(endpoint));
        AdminConnections connections = new AdminConnections(MAX_CONNECTIONS);
        AdminApi api = new AdminApi(server, events, operations, connections);
        return server.connectionHandler(connections::admit)
                .invalidRequestHandler(AdminApi::refuseMalformed)
                .requestHandler(new AdminRouter(guard, operations, connections).build(vertx))
                .listen()
                .map(api)
                .onFailure(refused -> events.close());
    }

    private static List<Operation> operations(
            Vertx vertx, AdminDependencies needs, EventStream events, Duration unreadLimit) {
        List<Operation> all = new ArrayList<>();
        all.addAll(new ProbeResource(vertx, needs, unreadLimit).operations());
        all.addAll(new ConsoleResource().operations());
        all.addAll(new RunbookResource().operations());
        all.addAll(new ModelResource(needs).operations());
        all.addAll(new UsageResource(needs).operations());
        all.addAll(new RolloutResource(needs).operations());
        all.addAll(new MonitorResource(needs).operations());
        all.addAll(new SeriesResource(needs).operations());
        all.addAll(new BaselineResource(needs).operations());
        all.addAll(new AlertResource(needs).operations());
        all.addAll(new SilenceResource(needs).operations());
        all.addAll(new NotificationResource(needs).operations());
        all.addAll(new QualityResource(needs).operations());
        all.addAll(new SampleResource(needs).operations());
        all.addAll(new ConfigResource(needs).operations());
        all.addAll(new EventHistoryResource(needs).operations());
        all.add(Operation.get("/api/v1/events", events::serve));
        return all;
    }

    private static HttpServerOptions options(GatewayConfig.Endpoint endpoint) {
        return new HttpServerOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
                .setCompressionSupported(true)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    /** What is not HTTP never reaches the router. */
    private static void refuseMalformed(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        Problem problem = Problem.of(status, HttpResponseStatus.valueOf(status).reasonPhrase());
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(problem.toJson("").toBuffer());
        request.connection().close();
    }

    /** The port in use: the configured one, or the one that was free where 0 was asked for. */
    public int port() {
        return server.actualPort();
    }

    /** Open connections. */
    int connections() {
        return connections.open();
    }

    /** Clients of the event stream. */
    int watchers() {
        return events.clients();
    }

    List<Operation> operations() {
        return operations;
    }

    /** Ends every event stream, then the listener. */
    public Future<Void> close() {
        events.close();
        return server.close();
    }
}
