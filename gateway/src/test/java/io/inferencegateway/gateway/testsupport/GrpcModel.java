package io.inferencegateway.gateway.testsupport;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A model server that speaks gRPC, with gRPC's own library; its messages are text. */
public final class GrpcModel implements AutoCloseable {
    private static final String SERVICE = "pkg.Model";
    private static final Metadata.Key<String> STATUS_WANTED =
            Metadata.Key.of("x-status-wanted", Metadata.ASCII_STRING_MARSHALLER);

    private final AtomicInteger received = new AtomicInteger();
    private final BlockingQueue<String> hanging = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();
    private final Queue<Metadata> heads = new ConcurrentLinkedQueue<>();
    private final Server server;
    private volatile Status always = Status.OK;

    public GrpcModel() {
        ServerServiceDefinition service = ServerServiceDefinition.builder(SERVICE)
                .addMethod(method(SERVICE, "Echo", MethodType.UNARY), ServerCalls.asyncUnaryCall(this::echo))
                .addMethod(method(SERVICE, "Hang", MethodType.UNARY), ServerCalls.asyncUnaryCall(this::hang))
                .addMethod(
                        method(SERVICE, "Count", MethodType.SERVER_STREAMING),
                        ServerCalls.asyncServerStreamingCall(this::count))
                .addMethod(
                        method(SERVICE, "Join", MethodType.CLIENT_STREAMING),
                        ServerCalls.asyncClientStreamingCall(GrpcModel::join))
                .addMethod(
                        method(SERVICE, "Chat", MethodType.BIDI_STREAMING),
                        ServerCalls.asyncBidiStreamingCall(GrpcModel::chat))
                .build();
        ServerInterceptor writesDown = new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata head, ServerCallHandler<Q, A> next) {
                received.incrementAndGet();
                heads.add(head);
                String wanted = head.get(STATUS_WANTED);
                Status status = wanted == null ? always : Status.fromCodeValue(Integer.parseInt(wanted));
                if (!status.isOk()) {
                    call.close(status.withDescription("as wanted"), new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                return next.startCall(call, head);
            }
        };
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(ServerInterceptors.intercept(service, writesDown))
                .maxInboundMessageSize(64 << 20)
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on every call ends with this. */
    public GrpcModel failing(Status.Code code) {
        always = code.toStatus();
        return this;
    }

    /** @param service as the caller names it: what stands before the last slash of the path */
    public static MethodDescriptor<String, String> method(String service, String name, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(service + "/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private void echo(String request, StreamObserver<String> answer) {
        answer.onNext(request);
        answer.onCompleted();
    }

    private void hang(String request, StreamObserver<String> answer) {
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(() -> cancelled.add(request));
        hanging.add(request);
    }

    /** As many messages as the request says, of as many bytes each; after a minus sign it fails with INTERNAL at the end. */
    private void count(String request, StreamObserver<String> answer) {
        String[] wanted = request.split(" ");
        int messages = Integer.parseInt(wanted[0]);
        String message = "x".repeat(Integer.parseInt(wanted[1]));
        ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) answer;
        call.setOnCancelHandler(() -> cancelled.add(request));
        int[] sent = {0};
        call.setOnReadyHandler(() -> {
            while (call.isReady() && sent[0] < Math.abs(messages)) {
                call.onNext(message);
                sent[0]++;
                received.incrementAndGet();
                if (sent[0] == Math.abs(messages)) {
                    if (messages < 0) {
                        call.onError(
                                Status.INTERNAL.withDescription("at its end").asRuntimeException());
                    } else {
                        call.onCompleted();
                    }
                }
            }
        });
    }

    private static StreamObserver<String> join(StreamObserver<String> answer) {
        StringBuilder all = new StringBuilder();
        return new Hears(all::append, () -> {
            answer.onNext(all.toString());
            answer.onCompleted();
        });
    }

    private static StreamObserver<String> chat(StreamObserver<String> answer) {
        return new Hears(message -> answer.onNext("re: " + message), answer::onCompleted);
    }

    /** Calls and messages sent so far. */
    public int received() {
        return received.get();
    }

    /** The values of a field of each call so far; null where it had none. */
    public List<@Nullable String> fields(String name) {
        Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        List<@Nullable String> values = new ArrayList<>();
        heads.forEach(head -> values.add(head.get(key)));
        return values;
    }

    /** The request of the next call that will not be answered. */
    public String hanging() throws InterruptedException {
        return String.valueOf(hanging.poll(10, TimeUnit.SECONDS));
    }

    /** The request of the next call that was cancelled. */
    public String cancelled() throws InterruptedException {
        return String.valueOf(cancelled.poll(10, TimeUnit.SECONDS));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private record Hears(Consumer<String> message, Runnable end) implements StreamObserver<String> {
        @Override
        public void onNext(String value) {
            message.accept(value);
        }

        @Override
        public void onError(Throwable fault) {
            // The caller left.
        }

        @Override
        public void onCompleted() {
            end.run();
        }
    }

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
