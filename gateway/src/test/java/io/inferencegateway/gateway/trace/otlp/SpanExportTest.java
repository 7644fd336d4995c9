package io.inferencegateway.gateway.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.PemFile;
import io.inferencegateway.gateway.config.Secret;
import io.inferencegateway.gateway.config.TracingSettings;
import io.inferencegateway.gateway.config.TracingSettings.Header;
import io.inferencegateway.gateway.testsupport.CertificateAuthority;
import io.inferencegateway.gateway.testsupport.LogWatch;
import io.inferencegateway.gateway.testsupport.OtlpReceiver;
import io.inferencegateway.gateway.trace.FinishedSpan;
import io.inferencegateway.gateway.trace.SpanIds;
import io.inferencegateway.gateway.trace.SpanQueue;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.Track;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.resource.v1.Resource;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans on their way to a collector that is well, slow, full, hostile or gone. */
class SpanExportTest {
    private static final Tracing.Pace QUICK = new Tracing.Pace(5, 5, 5, 1_000);
    private static final Secret SECRET = new Secret("S3CRET", new Secret.Origin(Secret.Origin.Kind.FILE, "token"));

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private final SpanQueue queue = new SpanQueue(2_000);
    private final OtlpReceiver collector = new OtlpReceiver(vertx);
    private @Nullable SpanExporter exporter;

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private <T> T onControl(Callable<T> action) throws Exception {
        Promise<T> promise = Promise.promise();
        control.runOnContext(turn -> {
            try {
                promise.complete(action.call());
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return get(promise.future());
    }

    private void export(URI url, Duration timeout, Function<SocketAddress, @Nullable String> objections)
            throws Exception {
        TracingSettings settings = new TracingSettings(
                url,
                0,
                TracingSettings.Follow.EVERYONE,
                "s",
                Map.of(),
                SECRET,
                Map.of("X-Scope-OrgID", new Header("team-a", null), "api-key", new Header(null, SECRET)),
                null,
                timeout,
                2_000);
        export(settings, objections);
    }

    private void export(TracingSettings settings, Function<SocketAddress, @Nullable String> objections)
            throws Exception {
        onControl(() -> {
            SpanExporter made = new SpanExporter(
                    vertx,
                    queue,
                    new SpanEncoder(Resource.getDefaultInstance(), "1"),
                    new SpanCollector(vertx, settings, objections),
                    () -> 0,
                    QUICK);
            exporter = made;
            return vertx.setPeriodic(QUICK.lookMillis(), look -> made.tick(System.nanoTime()));
        });
    }

    private void export() throws Exception {
        export(URI.create(collector.url() + "/v1/traces"), Duration.ofSeconds(5), peer -> null);
    }

    private void finish(int spans) {
        for (int i = 0; i < spans; i++) {
            queue.offer(List.of(span(i + 1)));
        }
    }

    private static FinishedSpan span(long id) {
        return new FinishedSpan.Server(
                new SpanIds("0af7651916cd43dd8448eb211c80319c", null, id, null),
                1_000_000,
                2_000_000,
                "GET",
                "/p",
                "http",
                null,
                "1.1",
                false,
                200,
                Outcome.OK,
                new ModelVersion("m", 1),
                Track.STABLE,
                false,
                0,
                "r",
                0,
                0,
                0,
                1_000,
                0,
                0);
    }

    private static List<String> told(LogWatch log) {
        return log.heard().stream().filter(line -> line.startsWith("spans")).toList();
    }

    private void assertAllArrive(int spans) {
        await().untilAsserted(() -> assertThat(collector.spans()).hasSize(spans));
        assertThat(collector.spans().stream().map(OtlpReceiver.ReceivedSpan::id).distinct())
                .hasSize(spans);
        assertThat(queue.lost()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void batches_arrive_whole_with_what_the_collector_asks_for() throws Exception {
        finish(1_300);
        export();
        assertAllArrive(1_300);
        assertThat(collector.heads()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(head -> assertThat(head)
                .containsEntry("authorization", "Bearer S3CRET")
                .containsEntry("x-scope-orgid", "team-a")
                .containsEntry("api-key", "S3CRET"));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void what_a_collector_cannot_take_now_is_sent_again(int status) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        collector.answering((receiver, request, batch) -> {
            if (asked.incrementAndGet() < SpanExporter.MOST_TRIES) {
                request.response().setStatusCode(status).end();
            } else {
                OtlpReceiver.take(receiver, request, batch);
            }
        });
        finish(10);
        export();
        assertAllArrive(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 404, 500})
    void what_it_refuses_is_lost_and_counted_and_the_next_is_sent(int status) throws Exception {
        collector.answering(status);
        finish(10);
        try (LogWatch log = LogWatch.ofWarnings()) {
            export();
            await().until(() -> queue.lost() == 10);
            assertThat(told(log)).hasSize(1).allMatch(line -> line.contains("it answered " + status));
            assertThat(String.join("", told(log))).doesNotContain("S3CRET");
        }
        assertThat(collector.heads()).hasSize(1);
        collector.answering(OtlpReceiver::take);
        finish(5);
        await().until(() -> collector.spans().size() == 5);
    }

    @Test
    void a_collector_that_is_gone_costs_what_it_misses_and_is_found_again() throws Exception {
        int port = collector.port();
        collector.close();
        finish(2_000);
        finish(50);
        assertThat(queue.lost()).as("beyond the bound").isEqualTo(50);
        export(URI.create("http://127.0.0.1:" + port + "/v1/traces"), Duration.ofSeconds(5), peer -> null);
        await().until(() -> queue.lost() >= 50 + SpanExporter.BATCH);
        OtlpReceiver back = new OtlpReceiver(vertx, port);
        await().until(() -> queue.size() == 0 && back.spans().size() + queue.lost() == 2_050);
        finish(3);
        await().until(() -> back.spans().size() + queue.lost() == 2_053);
        assertThat(back.spans()).isNotEmpty();
    }

    @Test
    void one_that_does_not_answer_is_cut_at_the_timeout() throws Exception {
        AtomicInteger held = new AtomicInteger();
        collector.answering((receiver, request, batch) -> held.incrementAndGet());
        finish(10);
        export(URI.create(collector.url()), Duration.ofMillis(50), peer -> null);
        await().until(() -> queue.lost() == 10);
        assertThat(held).hasValue(SpanExporter.MOST_TRIES);
    }

    @Test
    void an_answer_without_an_end_is_cut() throws Exception {
        collector.answering((receiver, request, batch) -> {
            request.response().setChunked(true);
            vertx.setPeriodic(1, timer -> request.response().write(Buffer.buffer(new byte[16 * 1024])));
        });
        finish(10);
        export();
        await().until(() -> collector.heads().size() >= 1 && queue.size() == 0);
        collector.answering(OtlpReceiver::take);
        finish(3);
        await().until(() -> collector.spans().size() == 3);
    }

    @Test
    void spans_that_a_collector_rejects_of_a_batch_are_counted() throws Exception {
        collector.answering((receiver, request, batch) -> request.response()
                .end(Buffer.buffer(ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(4)
                                .setErrorMessage("too old"))
                        .build()
                        .toByteArray())));
        finish(10);
        export();
        await().until(() -> queue.lost() == 4);
        assertThat(queue.size()).isZero();
    }

    @Test
    void nothing_goes_to_a_peer_that_something_stands_against() throws Exception {
        finish(10);
        try (LogWatch log = LogWatch.ofWarnings()) {
            export(URI.create(collector.url()), Duration.ofSeconds(5), peer -> "it is nobody's");
            await().until(() -> queue.lost() == 10);
            assertThat(told(log)).singleElement().asString().contains("it is nobody's");
        }
        assertThat(collector.heads()).isEmpty();
    }

    @Test
    void a_collector_over_tls_has_to_prove_who_it_is(@TempDir Path folder) throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(folder, "ours");
        CertificateAuthority.Issued issued = authority.issue("localhost", "DNS:localhost,IP:127.0.0.1");
        OtlpReceiver secure = new OtlpReceiver(
                vertx,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(issued.certificate().toString())
                                .addKeyPath(issued.key().toString())));
        finish(10);
        export(overTls(secure, null), peer -> null);
        await().until(() -> queue.lost() == 10);
        assertThat(secure.heads()).isEmpty();
        get(onControl(() -> exporter == null ? Future.<Void>succeededFuture() : exporter.close(100)));
        finish(10);
        export(overTls(secure, Files.readString(authority.certificate())), peer -> null);
        await().until(() -> secure.spans().size() == 10);
    }

    private static TracingSettings overTls(OtlpReceiver secure, @Nullable String authorities) {
        return new TracingSettings(
                URI.create(secure.url().replace("http:", "https:")),
                0,
                TracingSettings.Follow.EVERYONE,
                "s",
                Map.of(),
                null,
                Map.of(),
                authorities == null ? null : new PemFile("ca.pem", authorities),
                Duration.ofSeconds(5),
                2_000);
    }

    @Test
    void what_waits_at_the_end_is_sent() throws Exception {
        onControl(() -> {
            finish(1_200);
            return 0;
        });
        export();
        get(onControl(() -> exporter == null ? Future.<Void>succeededFuture() : exporter.close(5_000)));
        assertAllArrive(1_200);
    }

    @Test
    void the_end_does_not_wait_for_a_collector_that_hangs() throws Exception {
        collector.answering((receiver, request, batch) -> {});
        finish(10);
        export(URI.create(collector.url()), Duration.ofSeconds(30), peer -> null);
        await().until(() -> collector.heads().size() == 1);
        long before = System.nanoTime();
        get(onControl(() -> exporter == null ? Future.<Void>succeededFuture() : exporter.close(100)));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        finish(5);
        await().until(() -> queue.lost() == 10);
        assertThat(queue.size()).as("what came later is another's").isEqualTo(5);
    }
}
