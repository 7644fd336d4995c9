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
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However requests end, each is booked once, and nothing is left in flight. */
class EndingsTest {
    private static final int CALLERS = 8;
    private static final int REQUESTS_EACH = 40;
    private static final String[] ANSWERS = {
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 404 Missing\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 Nothing\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nha\r\n",
        "nonsense\r\n\r\n",
        ""
    };

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AfterEach
    void close() {
        callers.shutdownNow();
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void as_many_requests_come_in_as_outcomes_come_out(long seed) throws Exception {
        Random answers = new Random(seed);
        ScriptedUpstream upstream = ScriptedUpstream.start(vertx, (request, connection) -> {
            String answer = ANSWERS[answers.nextInt(ANSWERS.length)];
            boolean closes = answers.nextBoolean();
            boolean resets = answers.nextInt(4) == 0;
            connection.after(1 + answers.nextInt(30), () -> {
                if (connection.isClosed()) {
                    return;
                }
                connection.send(answer);
                if (resets) {
                    connection.reset();
                } else if (closes) {
                    connection.close();
                }
            });
        });
        RunningProxy proxy = new RunningProxy(
                vertx,
                RunningProxy.DEFAULTS.firstByte(60).idle(80).requestBody(100).inFlight(6),
                upstream.url());
        AtomicInteger begun = new AtomicInteger();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed * 100 + i);
            work.add(() -> {
                for (int request = 0; request < REQUESTS_EACH; request++) {
                    misbehave(proxy, random, begun);
                }
                return null;
            });
        }
        for (Future<Void> done : callers.invokeAll(work)) {
            done.get();
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(total(proxy)).isEqualTo(begun.get()));
        assertThat(proxy.inFlight()).isZero();
        await().until(() -> upstream.openConnections() == 0);
    }

    private static long total(RunningProxy proxy) {
        return proxy.outcomes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** One request, whole or not, read to its end or not. A request counts once its head is out. */
    private static void misbehave(RunningProxy proxy, Random random, AtomicInteger begun) {
        try (RawHttp caller = proxy.connect()) {
            int kind = random.nextInt(6);
            String head = kind < 3
                    ? "GET /models/m/v/1/x HTTP/1.1\r\nHost: h\r\n\r\n"
                    : "POST /models/m/v/1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n";
            caller.send(head);
            begun.incrementAndGet();
            if (kind >= 3) {
                caller.sendRegardless("x".repeat(random.nextBoolean() ? 2000 : random.nextInt(2000)));
            }
            switch (random.nextInt(4)) {
                case 0 -> proxyHasSeen(caller, random);
                case 1 -> {
                    proxyHasSeen(caller, random);
                    caller.reset();
                }
                default -> {
                    WireMessage ignored = caller.readOrClosed();
                    assertThat(ignored == null || ignored.status() >= 200).isTrue();
                }
            }
        }
    }

    /** Leaves some time in which the request can get anywhere between the socket and its end. */
    private static void proxyHasSeen(RawHttp caller, Random random) {
        long until =
                System.nanoTime() + Duration.ofMillis(5 + random.nextInt(40)).toNanos();
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= until);
        assertThat(caller).isNotNull();
    }
}
