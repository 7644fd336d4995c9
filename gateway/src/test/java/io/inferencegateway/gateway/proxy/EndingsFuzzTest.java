package io.inferencegateway.gateway.proxy;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.observe.CaptureSkip;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.gateway.observe.Captures;
import io.inferencegateway.gateway.observe.LoopGauges;
import io.inferencegateway.gateway.observe.Sample;
import io.inferencegateway.gateway.proxy.FatedCallers.Seen;
import io.inferencegateway.gateway.route.CaptureSettings;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.RateLimit;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ends exchanges at random points, on both sides, over both protocols, through reloads and to a drain that cuts, and
 * holds three logs against each other: what the callers saw, what the upstreams were asked and said, what was recorded.
 */
class EndingsFuzzTest {
    private static final int CALLERS = 8;
    private static final int PLACES = 6;
    private static final int EXCHANGES_EACH = Math.max(40, Integer.getInteger("fuzz.rounds", 5_000) / 100);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    private final FatedUpstream one = new FatedUpstream(vertx);
    private final FatedUpstream other = new FatedUpstream(vertx);

    @AfterEach
    void close() {
        callers.shutdownNow();
        RunningProxy.await(vertx.close());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12})
    void however_exchanges_end_the_logs_of_both_sides_and_the_records_agree(long seed) throws Exception {
        RunningProxy proxy = proxy();
        List<Seen> seen = new ArrayList<>();
        List<Callable<List<Seen>>> work = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            work.add(() -> misbehave(proxy, seed, caller));
        }
        List<Future<List<Seen>>> running = new ArrayList<>();
        work.forEach(each -> running.add(callers.submit(each)));
        Random reloads = new Random(seed);
        while (running.stream().anyMatch(each -> !each.isDone())) {
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            proxy.publish(model -> reloaded(model, reloads));
        }
        for (Future<List<Seen>> each : running) {
            seen.addAll(each.get());
        }

        proxy.publish(model -> with(model, patient(), TrafficSplit.allTo(3)));
        awaitRest(proxy);
        judge(proxy, seen);
        copiesOnlyWhatIsWhole(proxy, seen);
        takesItsFullLimit(proxy);
        cutsAndStaysTrue(proxy);
    }

    // --- what happens ------------------------------------------------------------------------------------------------

    private RunningProxy proxy() throws IOException {
        int dead;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = closed.getLocalPort();
        }
        return new RunningProxy(
                vertx,
                impatient(),
                new TrafficSplit(1, 2, 3_000, 0),
                null,
                List.of(
                        List.of(one.url(), other.url()),
                        List.of(other.url(), "http://127.0.0.1:" + dead),
                        List.of(one.url())));
    }

    private static RunningProxy.Settings impatient() {
        return RunningProxy.DEFAULTS
                .samples(1_000_000)
                .firstByte(300)
                .idle(300)
                .requestBody(300)
                .total(2_000)
                .bodyLimit(Fate.TOO_LARGE - 1)
                .inFlight(PLACES)
                .queue(4, 200)
                .capture(new CaptureSettings(8_000, 1_000));
    }

    private static RunningProxy.Settings patient() {
        return RunningProxy.DEFAULTS.inFlight(PLACES).queue(4, 20_000);
    }

    private static ModelRoute reloaded(ModelRoute model, Random random) {
        RunningProxy.Settings settings = impatient();
        settings = switch (random.nextInt(7)) {
            case 0 -> settings.inFlight(2);
            case 1 -> settings.queue(0, 0);
            case 2 -> settings.rate(new RateLimit(10_000_000, 10, false, null));
            case 3 -> settings.idempotent();
            case 4 -> settings.rescue().inFlight(20);
            case 5 -> settings.generative();
            default -> settings;
        };
        return with(model, settings, new TrafficSplit(1, 2, random.nextInt(5_000), 0));
    }

    /** As a reload makes it: of the same contents, and of nothing that was there before. */
    private static ModelRoute with(ModelRoute model, RunningProxy.Settings settings, TrafficSplit split) {
        Map<Integer, VersionRoute> versions = new HashMap<>();
        model.versions()
                .forEach((number, version) -> versions.put(
                        number,
                        new VersionRoute(
                                version.version(), version.upstreams(), version.hostHeader(), version.upstreamTls())));
        return new ModelRoute(model.id(), split, versions, model.labels(), settings.route(), null);
    }

    private static List<Seen> misbehave(RunningProxy proxy, long seed, int caller) {
        Random random = new Random(seed * 1_000 + caller);
        FatedCallers all = new FatedCallers(proxy, random);
        for (int count = 0; count < EXCHANGES_EACH; ) {
            List<Fate> fates = new ArrayList<>();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                fates.add(Fate.of("f" + seed + '-' + caller + '-' + count++, random));
            }
            if (random.nextBoolean()) {
                all.overHttp1(fates);
            } else {
                all.overHttp2(fates);
            }
        }
        return all.seen();
    }

    private void awaitRest(RunningProxy proxy) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(proxy.inFlight()).isZero();
            assertThat(proxy.queued()).isZero();
            LoopGauges gauges = proxy.gauges();
            assertThat(gauges.reading() + gauges.writing() + gauges.waiting()).isZero();
            assertThat(one.openConnections() + other.openConnections()).isZero();
        });
    }

    // --- what has to be true -----------------------------------------------------------------------------------------

    private void judge(RunningProxy proxy, List<Seen> seen) {
        List<Sample> samples = proxy.samples();
        assertThat(countsOf(samples)).as("records and counts").isEqualTo(proxy.counts());
        Map<String, List<Sample>> records = samples.stream()
                .filter(sample -> sample.track().answersCaller())
                .collect(groupingBy(Sample::requestId));
        assertThat(seen)
                .extracting(each -> each.fate().id())
                .doesNotHaveDuplicates()
                .containsAll(records.keySet());
        for (Seen each : seen) {
            if (each.fate().isKnownModel()) {
                judge(each, records.getOrDefault(each.fate().id(), List.of()));
            }
        }
        long atLeast = seen.stream()
                .filter(each -> !each.fate().isKnownModel() && each.status() == 404)
                .count();
        long atMost = seen.stream().filter(each -> !each.fate().isKnownModel()).count();
        assertThat(proxy.unroutable().getOrDefault(404, 0L) + proxy.unroutable().getOrDefault(499, 0L))
                .isBetween(atLeast, atMost);
        assertThat(proxy.unroutable().keySet()).isSubsetOf(404, 499);
        assertThat(seen).as("some came through").anyMatch(each -> each.status() == 200 && each.whole());
    }

    /** What is copied for the quality plane is whole, as its caller had it, and nothing else is held. */
    private static void copiesOnlyWhatIsWhole(RunningProxy proxy, List<Seen> seen) {
        Captures captures = proxy.captures();
        Map<String, Seen> byId = new HashMap<>();
        seen.forEach(each -> byId.put(each.fate().id(), each));
        Map<String, Sample> records = new HashMap<>();
        proxy.samples().forEach(sample -> records.put(sample.requestId(), sample));
        assertThat(captures.exchanges()).isNotEmpty().allSatisfy(copied -> {
            Seen original = Objects.requireNonNull(byId.get(copied.requestId()));
            Sample record = Objects.requireNonNull(records.get(copied.requestId()));
            assertThat(record.outcome()).as("%s", original).isEqualTo(Outcome.OK);
            assertThat(record.version()).isEqualTo(copied.version());
            assertThat(copied.request()).hasSize(original.fate().length());
            if (original.whole()) {
                assertThat(original.body()).isEqualTo(new String(copied.response(), StandardCharsets.ISO_8859_1));
            }
        });
        assertThat(captures.skipped().get("m")).containsKey(CaptureSkip.BODY_LIMIT);
        assertThat(proxy.captureBudget().reservedBytes())
                .isEqualTo(
                        captures.exchanges().stream().mapToLong(Captured::bytes).sum());
    }

    private void judge(Seen seen, List<Sample> records) {
        String id = seen.fate().id();
        List<Integer> answered = Stream.of(one, other)
                .map(each -> each.answered(id))
                .flatMap(Collection::stream)
                .toList();
        int heads = one.heads(id) + other.heads(id);
        String all = seen + ", recorded " + records + ", upstream had it " + heads + " times and answered " + answered;
        assertThat(records).as(all).hasSizeLessThanOrEqualTo(1);
        if (seen.stayed() || seen.status() > 0 || heads > 0) {
            assertThat(records).as(all).hasSize(1);
        }
        if (seen.stayed()) {
            assertThat(seen.status()).as(all).isPositive();
        }
        if (records.isEmpty()) {
            return;
        }
        Sample record = records.get(0);
        if (record.outcome() == Outcome.CLIENT_ABORT) {
            // Also behind a head that it got: one who ended its side is taken for gone when nothing more comes.
            assertThat(record.status()).as(all).isEqualTo(Exchange.CALLER_LEFT);
            assertThat(seen.stayed()).as(all).isFalse();
        } else if (seen.status() > 0) {
            assertThat(record.status()).as(all).isEqualTo(seen.status());
        }
        if (seen.stayed() && !seen.whole()) {
            assertThat(record.outcome().countsAgainstVersion()).as(all).isTrue();
        }
        if (seen.whole()) {
            judgeWhole(seen, record, answered, all);
        }
        if (!answered.isEmpty() && answered.stream().allMatch(status -> status < 500)) {
            assertThat(record.outcome()).as(all).isNotIn(Outcome.UPSTREAM_RESET, Outcome.UPSTREAM_ERROR);
        }
        assertThat(heads).as(all).isLessThanOrEqualTo(1 + record.retries());
        if (record.upstream() == null) {
            assertThat(heads).as(all).isZero();
        }
    }

    private static void judgeWhole(Seen seen, Sample record, List<Integer> answered, String all) {
        boolean ours = seen.body().startsWith("{");
        if (ours) {
            assertThat(seen.body())
                    .as(all)
                    .contains("\"outcome\":\"" + record.outcome().label() + '"')
                    .contains(seen.fate().id());
        } else if (seen.fate().upstream() != Fate.OfUpstream.GARBLES) {
            if (seen.fate().upstream() != Fate.OfUpstream.STATUS) {
                assertThat(seen.body()).as(all).isEqualTo(seen.fate().id());
            }
            assertThat(record.outcome()).as(all).isEqualTo(AnswerStatus.outcomeOf(seen.status()));
        }
        boolean toldWhole = seen.fate().upstream() != Fate.OfUpstream.ENDS
                && seen.fate().upstream() != Fate.OfUpstream.DIES
                && seen.fate().upstream() != Fate.OfUpstream.STALLS
                && seen.fate().upstream() != Fate.OfUpstream.GARBLES;
        if (!ours && toldWhole) {
            assertThat(answered).as(all).contains(seen.status());
        }
    }

    private static Map<String, Long> countsOf(List<Sample> samples) {
        return samples.stream()
                .collect(groupingBy(
                        sample -> RunningProxy.countKey(
                                sample.version(), sample.track(), sample.status(), sample.outcome()),
                        counting()));
    }

    /** Every place is free again: so many requests reach the upstream at once, and the next one waits. */
    private void takesItsFullLimit(RunningProxy proxy) {
        List<RawHttp> held = new ArrayList<>();
        for (int i = 0; i <= PLACES; i++) {
            held.add(proxy.connect().send("GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n"));
        }
        await().untilAsserted(() -> assertThat(one.held()).isEqualTo(PLACES));
        await().untilAsserted(() -> assertThat(proxy.queued()).isEqualTo(1));
        assertThat(proxy.inFlight()).isEqualTo(PLACES + 1);
        one.release(PLACES);
        await().untilAsserted(() -> assertThat(one.held()).isEqualTo(1));
        one.release(1);
        for (RawHttp caller : held) {
            assertThat(caller.read().content()).isEqualTo("released");
            caller.close();
        }
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isZero());
    }

    private void cutsAndStaysTrue(RunningProxy proxy) {
        long before = proxy.outcomes().getOrDefault("503 shed", 0L);
        List<RawHttp> cut = new ArrayList<>();
        for (int i = 0; i < PLACES + 2; i++) {
            cut.add(proxy.connect().send("GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n"));
        }
        await().untilAsserted(() -> assertThat(proxy.inFlight()).isEqualTo(PLACES + 2));
        await().untilAsserted(() -> assertThat(one.held()).isEqualTo(PLACES));
        RunningProxy.await(proxy.server().drain(Duration.ofMillis(1_200)));
        cut.forEach(caller -> assertThat(caller.isClosedByPeer()).isTrue());
        cut.forEach(RawHttp::close);
        await().untilAsserted(() -> assertThat(proxy.outcomes()).containsEntry("503 shed", before + PLACES + 2));
        assertThat(proxy.inFlight()).isZero();
        assertThat(proxy.queued()).isZero();
        await().untilAsserted(() -> assertThat(one.openConnections()).isZero());
    }
}
