package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a limit that follows the load does for an upstream that more requests make slower. */
class AdaptiveLimitTest {
    private static final int CALLERS = 60;
    private static final int GOOD_FOR = 10;
    private static final int ALONE_MILLIS = 50;
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger busy = new AtomicInteger();

    @AfterEach
    void close() {
        callers.shutdownNow();
        RunningProxy.await(vertx.close());
    }

    @Test
    void goodput_stays_where_it_would_collapse_without() throws Exception {
        RunningProxy unprotected = new RunningProxy(
                vertx, RunningProxy.DEFAULTS.inFlight(CALLERS), slowing().url());
        int collapsed = goodputOf(unprotected);
        RunningProxy adaptive = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.inFlight(CALLERS).adaptive(4, CALLERS),
                slowing().url());
        int kept = goodputOf(adaptive);
        assertThat(kept).isGreaterThan(2 * collapsed);
        assertThat(adaptive.gauges().concurrencyLimits().get("m")).isBetween(4, CALLERS - 10);
        assertThat(unprotected.gauges().concurrencyLimits()).isEmpty();
        assertThat(adaptive.outcomes()).containsKeys("200 ok", "503 shed");
        await().untilAsserted(() -> assertThat(adaptive.inFlight()).isZero());
    }

    @Test
    void what_is_over_the_limit_is_shed_with_retry_after_and_never_less_than_the_minimum_let_in() {
        AtomicInteger asked = new AtomicInteger();
        ScriptedUpstream silent = ScriptedUpstream.start(vertx, (request, connection) -> asked.incrementAndGet());
        RunningProxy proxy =
                new RunningProxy(vertx, RunningProxy.DEFAULTS.inFlight(9).adaptive(5, 8), silent.url());
        List<RawHttp> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(proxy.connect().send(GET));
        }
        await().until(() -> asked.get() == 5);
        WireMessage shed = proxy.exchange(GET);
        assertThat(shed.status()).isEqualTo(503);
        assertThat(shed.field("retry-after")).isPresent();
        held.forEach(RawHttp::close);
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
        assertThat(proxy.outcomes()).isEqualTo(Map.of("499 client_abort", 5L, "503 shed", 1L));
    }

    @Test
    void who_waits_gets_a_place_as_before() {
        List<ScriptedUpstream.Connection> asked = new CopyOnWriteArrayList<>();
        ScriptedUpstream patient = ScriptedUpstream.start(vertx, (request, connection) -> asked.add(connection));
        RunningProxy proxy = new RunningProxy(
                vertx, RunningProxy.DEFAULTS.inFlight(9).adaptive(1, 1).queue(5, 20_000), patient.url());
        try (RawHttp first = proxy.connect().send(GET)) {
            await().until(() -> asked.size() == 1);
            try (RawHttp second = proxy.connect().send(GET)) {
                await().until(() -> proxy.queued() == 1);
                asked.get(0).send(ScriptedUpstream.ok("1"));
                assertThat(first.read().status()).isEqualTo(200);
                await().until(() -> asked.size() == 2);
                asked.get(1).send(ScriptedUpstream.ok("2"));
                assertThat(second.read().content()).isEqualTo("2");
            }
        }
    }

    private ScriptedUpstream slowing() {
        busy.set(0);
        return ScriptedUpstream.start(vertx, (request, connection) -> {
            double over = Math.max(1, (double) busy.incrementAndGet() / GOOD_FOR);
            connection.after((long) (ALONE_MILLIS * over * over), () -> {
                busy.decrementAndGet();
                connection.send(ScriptedUpstream.ok("x"));
            });
        });
    }

    /** How many good answers callers get that never rest, in the second half of ten seconds. */
    private int goodputOf(RunningProxy proxy) throws Exception {
        AtomicInteger good = new AtomicInteger();
        long begin = System.nanoTime();
        long half = begin + Duration.ofSeconds(5).toNanos();
        long end = begin + Duration.ofSeconds(10).toNanos();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            work.add(() -> {
                try (RawHttp caller = proxy.connect()) {
                    while (System.nanoTime() - end < 0) {
                        int status = caller.send(GET).read().status();
                        if (status == 200 && System.nanoTime() - half >= 0) {
                            good.incrementAndGet();
                        } else if (status == 503) {
                            await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                        }
                    }
                }
                return null;
            });
        }
        for (Future<Void> each : callers.invokeAll(work)) {
            each.get();
        }
        return good.get();
    }
}
