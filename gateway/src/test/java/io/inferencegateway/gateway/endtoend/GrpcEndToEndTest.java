package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.inferencegateway.gateway.testsupport.GrpcModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout of a model that is called over gRPC, where every answer is an HTTP 200. */
class GrpcEndToEndTest {
    private static final MethodDescriptor<String, String> ECHO =
            GrpcModel.method("models/fraud/latest/pkg.Model", "Echo", MethodType.UNARY);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Callers callers = new Callers();

    @Test
    void a_canary_that_ends_every_call_with_internal_is_rolled_back() throws Exception {
        try (GrpcModel stable = new GrpcModel();
                GrpcModel canary = new GrpcModel().failing(Status.Code.INTERNAL);
                GatewayProcess gateway = GatewayProcess.start(directory, config(stable, canary))) {
            RolloutOperator operator = new RolloutOperator(gateway, callers, Duration.ofSeconds(10));
            operator.startAt("10%");
            ManagedChannel channel = Grpc.newChannelBuilder(
                            gateway.h2c().getAuthority(), InsecureChannelCredentials.create())
                    .build();
            try {
                int failed = 0;
                for (int i = 0; i < 1_000; i++) {
                    failed += isFailure(channel) ? 1 : 0;
                }
                assertThat(failed).isBetween(1, 15);
                assertThat(operator.phase()).isEqualTo("rolled_back");
                assertThat(operator.text("reason")).contains("error-rate");
                int before = canary.received();
                for (int i = 0; i < 200; i++) {
                    assertThat(isFailure(channel)).isFalse();
                }
                assertThat(canary.received()).isEqualTo(before);
            } finally {
                channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            }
        }
    }

    private static boolean isFailure(ManagedChannel channel) {
        try {
            assertThat(ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, "hello"))
                    .isEqualTo("hello");
            return false;
        } catch (StatusRuntimeException failed) {
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
            return true;
        }
    }

    private Path config(GrpcModel stable, GrpcModel canary) throws Exception {
        String yaml =
                """
                listen:
                  traffic: { host: 127.0.0.1, port: 0 }
                  h2c: { host: 127.0.0.1, port: 0 }
                  admin: { host: 127.0.0.1, port: 0 }
                state: { url: "sqlite:state/igw.db" }
                models:
                  fraud:
                    stable: 1
                    versions:
                      1: { upstreams: ["%s"], protocol: http2 }
                      2: { upstreams: ["%s"], protocol: http2 }
                """
                        .formatted(stable.url(), canary.url());
        return Files.writeString(directory.resolve("gateway.yaml"), yaml);
    }
}
