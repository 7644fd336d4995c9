package io.inferencegateway.gateway.trace.otlp;

import com.google.protobuf.ByteString;
import io.inferencegateway.gateway.observe.ErrorType;
import io.inferencegateway.gateway.observe.ObservedExchange;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.trace.AttemptTrace;
import io.inferencegateway.gateway.trace.FinishedSpan;
import io.inferencegateway.gateway.trace.SpanIds;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.RequestMethod;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.SpanFlags;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * Spans in the words of OpenTelemetry's semantic conventions for HTTP, and in the gateway's own where those have none
 * ({@code inference_gateway.*}). Pure.
 */
final class SpanEncoder {
    private static final String SCOPE = "io.inferencegateway.gateway";
    private static final int SAMPLED = 1;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private final Resource resource;
    private final String release;

    /** @param release the gateway's */
    SpanEncoder(Resource resource, String release) {
        this.resource = resource;
        this.release = release;
    }

    /** One export request. */
    byte[] encode(List<FinishedSpan> spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder().setName(SCOPE).setVersion(release));
        for (FinishedSpan span : spans) {
            scope.addSpans(encode(span));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                        ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static Span encode(FinishedSpan span) {
        SpanIds ids = span.ids();
        Span.Builder encoded = Span.newBuilder()
                .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(ids.traceId())))
                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(0, ids.spanId())))
                .setStartTimeUnixNano(span.startNanos())
                .setEndTimeUnixNano(Math.max(span.startNanos(), span.endNanos()));
        String parent = ids.parentId();
        if (parent != null) {
            encoded.setParentSpanId(ByteString.copyFrom(HexFormat.of().parseHex(parent)));
        }
        String state = ids.state();
        if (state != null) {
            encoded.setTraceState(state);
        }
        boolean known = RequestMethod.of(span.method()) != RequestMethod.OTHER;
        Attributes attributes = new Attributes(encoded::addAttributes);
        attributes.add("http.request.method", known ? span.method() : "_OTHER");
        if (!known) {
            attributes.add("http.request.method_original", span.method());
        }
        String name = known ? span.method() : "HTTP";
        if (span instanceof FinishedSpan.Server server) {
            encoded.setKind(Span.SpanKind.SPAN_KIND_SERVER)
                    .setFlags(SAMPLED | flagsOfParent(parent != null))
                    .setName(server.version() == null ? name : name + ' ' + route(server.version()));
            describe(server, attributes);
            if (server.outcome().countsAgainstVersion() || server.status() >= FIRST_SERVER_ERROR) {
                encoded.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
            }
            if (server.status() == SWITCHING_PROTOCOLS) {
                encoded.addEvents(Span.Event.newBuilder()
                        .setName("switched protocols")
                        .setTimeUnixNano(server.startNanos() + server.latencyMicros() * 1_000));
            }
        } else if (span instanceof FinishedSpan.Client client) {
            encoded.setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                    .setFlags(SAMPLED | flagsOfParent(false))
                    .setName(name);
            describe(client, attributes);
            if (client.error() != null || client.status() >= FIRST_CLIENT_ERROR) {
                encoded.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
            }
        }
        return encoded.build();
    }

    /** Whether the parent is another process's is known of every span. */
    private static int flagsOfParent(boolean remote) {
        return SpanFlags.SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK_VALUE
                | (remote ? SpanFlags.SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK_VALUE : 0);
    }

    private static void describe(FinishedSpan.Server span, Attributes to) {
        to.add("url.scheme", span.scheme()).add("url.path", span.path());
        ModelVersion version = span.version();
        if (version != null) {
            to.add("http.route", route(version));
        }
        if (span.authority() != null) {
            place(span.authority(), to);
        }
        to.add("network.protocol.version", span.protocolVersion());
        if (span.outcome() != Outcome.CLIENT_ABORT) {
            to.add("http.response.status_code", span.status());
        }
        String error = ErrorType.of(span.outcome(), span.status());
        if (!error.isEmpty()) {
            to.add("error.type", error);
        }
        if (span.grpc()) {
            to.add("rpc.system", "grpc");
        }
        to.add("http.request.body.size", span.requestBytes()).add("http.response.body.size", span.responseBytes());
        if (version != null) {
            to.add("inference_gateway.model", version.model())
                    .add("inference_gateway.version", version.version())
                    .add("inference_gateway.track", span.track().label())
                    .add("inference_gateway.canary", span.canary());
        }
        to.add("inference_gateway.outcome", span.outcome().label())
                .add("inference_gateway.retries", span.retries())
                .add("inference_gateway.request_id", span.requestId());
        millis("inference_gateway.queue_ms", span.waitedMicros() == 0 ? -1 : span.waitedMicros(), to);
        millis("inference_gateway.connect_ms", span.connectMicros(), to);
        millis("inference_gateway.first_byte_ms", span.firstByteMicros(), to);
    }

    private static void describe(FinishedSpan.Client span, Attributes to) {
        place(span.authority(), to);
        to.add("url.full", (span.tls() ? "https://" : "http://") + span.authority() + span.path())
                .add("network.peer.address", span.address())
                .add("network.peer.port", span.port())
                .add("network.protocol.version", span.protocol() == UpstreamProtocol.HTTP2 ? "2" : "1.1");
        if (span.status() != 0) {
            to.add("http.response.status_code", span.status());
        }
        if (span.error() != null) {
            to.add("error.type", span.error());
        } else if (span.status() >= FIRST_CLIENT_ERROR) {
            to.add("error.type", Integer.toString(span.status()));
        }
        if (span.ordinal() > 0 && !span.why().equals(AttemptTrace.SHADOW)) {
            to.add("http.request.resend_count", span.ordinal());
        }
        to.add("inference_gateway.model", span.version().model())
                .add("inference_gateway.version", span.version().version())
                .add("inference_gateway.attempt", span.why());
        if (span.abandoned()) {
            to.add("inference_gateway.abandoned", true);
        }
    }

    private static void millis(String name, long micros, Attributes to) {
        if (micros != ObservedExchange.NOT_MEASURED) {
            to.add(name, micros / 1_000.0);
        }
    }

    private static String route(ModelVersion version) {
        return "/models/" + version.model() + "/v/" + version.version();
    }

    /** Host and, where it is given, port. */
    private static void place(String authority, Attributes to) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']') && authority.length() - colon <= 6;
        String number = port ? authority.substring(colon + 1) : "";
        if (!number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            to.add("server.address", authority.substring(0, colon)).add("server.port", Integer.parseInt(number));
        } else {
            to.add("server.address", authority);
        }
    }
}
