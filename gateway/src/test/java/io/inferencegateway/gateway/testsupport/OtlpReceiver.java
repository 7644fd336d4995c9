package io.inferencegateway.gateway.testsupport;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A collector of traces on a real socket: it parses OTLP with OpenTelemetry's own messages. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> heads = new CopyOnWriteArrayList<>();
    private final List<String> raw = new CopyOnWriteArrayList<>();
    private volatile Script script = OtlpReceiver::take;

    /** How a batch is answered, once it is read; it counts as received only if the script takes it. */
    public interface Script {
        void answer(OtlpReceiver receiver, HttpServerRequest request, Buffer batch);
    }

    /** One span, in texts; what it has in numbers is written as numbers are. */
    public record ReceivedSpan(
            String trace,
            String id,
            String parent,
            String state,
            String kind,
            String name,
            boolean error,
            long startNanos,
            long endNanos,
            Map<String, String> attributes,
            List<String> events,
            Map<String, String> resource) {
        public String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }

        public boolean isServer() {
            return kind.equals("server");
        }

        /** What upstream of this span gets as {@code traceparent}. */
        public String traceParent() {
            return "00-" + trace + "-" + id + "-01";
        }
    }

    public OtlpReceiver(Vertx vertx) {
        this(vertx, 0);
    }

    public OtlpReceiver(Vertx vertx, int port) {
        this(vertx, new HttpServerOptions().setPort(port));
    }

    public OtlpReceiver(Vertx vertx, HttpServerOptions options) {
        try {
            server = vertx.createHttpServer(options.setHost("127.0.0.1"))
                    .requestHandler(request -> request.body().onSuccess(batch -> {
                        Map<String, String> head = new HashMap<>();
                        head.put(":path", request.uri());
                        request.headers()
                                .forEach(field -> head.put(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
                        heads.add(head);
                        script.answer(this, request, batch);
                    }))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("no collector", e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.actualPort();
    }

    public OtlpReceiver answering(Script next) {
        script = next;
        return this;
    }

    public OtlpReceiver answering(int status) {
        return answering((receiver, request, batch) ->
                request.response().setStatusCode(status).end());
    }

    /** Takes the whole batch. */
    public static void take(OtlpReceiver receiver, HttpServerRequest request, Buffer batch) {
        receiver.keep(batch);
        request.response()
                .putHeader("Content-Type", "application/x-protobuf")
                .end(Buffer.buffer(
                        ExportTraceServiceResponse.getDefaultInstance().toByteArray()));
    }

    /** Writes down the spans of a batch. */
    public void keep(Buffer batch) {
        raw.add(batch.toString("ISO-8859-1"));
        try {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(batch.getBytes());
            for (ResourceSpans ofResource : request.getResourceSpansList()) {
                Map<String, String> resource = texts(ofResource.getResource().getAttributesList());
                ofResource.getScopeSpansList().stream()
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(span -> spans.add(received(span, resource)));
            }
        } catch (java.io.IOException garbled) {
            throw new IllegalStateException("not OTLP", garbled);
        }
    }

    private static ReceivedSpan received(Span span, Map<String, String> resource) {
        return new ReceivedSpan(
                hexadecimal(span.getTraceId()),
                hexadecimal(span.getSpanId()),
                hexadecimal(span.getParentSpanId()),
                span.getTraceState(),
                span.getKind() == Span.SpanKind.SPAN_KIND_SERVER ? "server" : "client",
                span.getName(),
                span.getStatus().getCodeValue() == 2,
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                texts(span.getAttributesList()),
                span.getEventsList().stream().map(Span.Event::getName).toList(),
                resource);
    }

    private static String hexadecimal(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            default -> value.getStringValue();
        };
    }

    public List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    public Optional<ReceivedSpan> server() {
        return spans.stream().filter(ReceivedSpan::isServer).findFirst();
    }

    /** Tries at upstreams, in the order in which they began. */
    public List<ReceivedSpan> clients() {
        return spans.stream()
                .filter(span -> !span.isServer())
                .sorted((left, right) -> Long.compare(left.startNanos(), right.startNanos()))
                .toList();
    }

    /** The fields of each request so far, by their names in lower case, and its target as {@code :path}. */
    public List<Map<String, String>> heads() {
        return List.copyOf(heads);
    }

    /** Every batch that was kept, byte for byte. */
    public String raw() {
        return String.join("", raw);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
