package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.proxy.StrictHttp2Reading.Verdict;
import io.inferencegateway.gateway.proxy.StrictHttp2Stream.Fate;
import io.inferencegateway.gateway.testsupport.Mutations;
import io.inferencegateway.gateway.testsupport.RawHttp2;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What a caller may send over HTTP/2 instead of requests, on real sockets: what reaches the upstream is what
 * {@link StrictHttp2Reading} says was asked for, and nothing is answered otherwise. One input is one connection with up
 * to three requests; after one that must cost its connection, a fresh one is served.
 */
class CallerHttp2FuzzTest {
    /** Each is a connection of its own, so bin/test has fewer of them than of the others. */
    private static final int ROUNDS = Mutations.ROUNDS > 5_000 ? Mutations.ROUNDS : Mutations.ROUNDS * 2 / 5;

    private static final int CALLERS = 8;
    /** Inputs between two looks at the gateway at rest. */
    private static final int BATCH = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final EchoUpstream upstream = new EchoUpstream(vertx);
    private final RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, upstream.url());
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final AtomicInteger[] verdicts = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                errors.add(event.getFormattedMessage());
            }
        }
    };

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    @AfterEach
    void close() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        callers.shutdownNow();
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_26, 48_611, 7_777_777})
    void whatever_frames_a_caller_sends_only_whole_and_valid_requests_reach_the_upstream(long seed) throws Exception {
        for (int from = 0; from < ROUNDS; from += BATCH) {
            int to = Math.min(ROUNDS, from + BATCH);
            AtomicInteger next = new AtomicInteger(from);
            Callable<Void> caller = () -> {
                for (int round = next.getAndIncrement(); round < to; round = next.getAndIncrement()) {
                    run(seed, round);
                }
                return null;
            };
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                running.add(callers.submit(caller));
            }
            for (Future<Void> each : running) {
                each.get();
            }
            comesToRest();
        }
        // The mutations are neither harmless nor hopeless.
        int all = ROUNDS;
        assertThat(verdicts[Verdict.OPEN.ordinal()].get()).isBetween(all * 3 / 10, all * 7 / 10);
        assertThat(verdicts[Verdict.FAULTY.ordinal()].get()).isGreaterThan(all / 10);
        assertThat(served.get()).isGreaterThan(all / 2);
        assertThat(refused.get()).isGreaterThan(all / 10);
    }

    private void run(long seed, int round) throws Exception {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + round);
        byte[] wire = new CallerFrames(random, "i" + seed + '-' + round).wire();
        StrictHttp2Reading reading = StrictHttp2Reading.of(wire);
        reading.streams().values().forEach(stream -> {
            StrictHttp2Request request = stream.request();
            if (stream.mayArrive() && request != null) {
                upstream.expect(request.description());
            }
            (stream.fate() == Fate.SERVED ? served : refused).incrementAndGet();
        });
        verdicts[reading.verdict().ordinal()].incrementAndGet();
        FuzzedConnection connection = new FuzzedConnection(reading);
        try {
            connection.exchange(proxy.h2cPort(), wire, random);
            connection.judge();
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "round " + round + ": " + e + '\n' + connection + '\n'
                            + HexFormat.of().formatHex(wire),
                    e);
        }
        if (reading.verdict() == Verdict.FAULTY) {
            try (RawHttp2 fresh = RawHttp2.connect(proxy.h2cPort())) {
                assertThat(fresh.get(1, "/models/none").answer(1).status()).isEqualTo(404);
                fresh.crash();
            }
        }
    }

    private void comesToRest() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(proxy.inFlight()).isZero();
            LoopGauges gauges = proxy.gauges();
            assertThat(gauges.reading() + gauges.writing() + gauges.waiting()).isZero();
        });
        assertThat(upstream.strange()).as("what nobody asked for").isEmpty();
        upstream.expectNothingMore();
        assertThat(errors).isEmpty();
        // 501 and 505 say what the caller asked for: a method nobody knows, and HTTP/1 in place of the preface.
        assertThat(proxy.outcomes().keySet()).noneMatch(outcome -> outcome.startsWith("5"));
        assertThat(proxy.unroutable().keySet()).allMatch(status -> status < 500 || status == 501 || status == 505);
    }
}
