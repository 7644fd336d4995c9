package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.canary.split.Cohort;
import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.route.CanaryWatch;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rollout hears, and what the next request gets. */
class CanaryTrafficTest {
    private static final String GET = "GET /models/m HTTP/1.1\r\nHost: h\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final Watch watch = new Watch();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    /** Writes down what it hears, in order. */
    static class Watch implements CanaryWatch {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final List<Long> callers = new CopyOnWriteArrayList<>();
        final AtomicLong admissions = new AtomicLong();
        final AtomicLong stableAdmissions = new AtomicLong();
        volatile boolean room = true;
        volatile long slowAfterMicros = 100_000;
        final AtomicReference<Runnable> onBad = new AtomicReference<>(() -> {});

        @Override
        public int canary() {
            return 2;
        }

        @Override
        public long slowAfterMicros() {
            return slowAfterMicros;
        }

        @Override
        public boolean canaryHasRoom() {
            return room;
        }

        @Override
        public long canaryAdmitted() {
            return admissions.getAndIncrement();
        }

        @Override
        public void stableAdmitted() {
            stableAdmissions.incrementAndGet();
        }

        @Override
        public void canarySlow(long admission, long caller) {
            heard.add("slow " + admission);
        }

        @Override
        public void canaryCompleted(long admission, long caller, CompletedRequest request, boolean slowReported) {
            boolean slow = slowReported || request.latencyMicros() >= slowAfterMicros();
            callers.add(caller);
            heard.add("canary " + admission + " " + request.status() + (slow ? " slow" : ""));
            if (request.outcome().countsAgainstVersion()) {
                onBad.get().run();
            }
        }

        @Override
        public void stableSlow() {
            heard.add("stable slow");
        }

        @Override
        public void stableCompleted(CompletedRequest request, boolean slowReported) {
            heard.add("stable " + request.status());
        }
    }

    private RunningProxy proxy(RunningProxy.Settings settings, TrafficSplit split, String one, String two) {
        return new RunningProxy(vertx, settings, split, watch, List.of(List.of(one), List.of(two)));
    }

    private RunningProxy halves(RunningProxy.Settings settings) {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        return proxy(settings, new TrafficSplit(1, 2, 5_000, 7), one.url(), two.url());
    }

    private static String with(String field) {
        return "GET /models/m HTTP/1.1\r\nHost: h\r\n" + field + "\r\n\r\n";
    }

    @Test
    void a_bad_answer_takes_the_traffic_away_before_its_caller_can_send_another_request() {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.answering(vertx, "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, new TrafficSplit(1, 2, 10_000, 7), one.url(), two.url());
        watch.onBad.set(
                () -> proxy.publish(model -> model.withSplit(model.split().withCanaryShare(0))));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(GET).read().status()).isEqualTo(500);
            for (int i = 0; i < 20; i++) {
                assertThat(caller.send(GET).read().content()).isEqualTo("one");
            }
            assertThat(caller.send(with("x-igw-track: canary")).read().content())
                    .isEqualTo("one");
        }
        assertThat(watch.heard)
                .startsWith("canary 0 500")
                .contains("stable 200")
                .hasSize(22);
    }

    @Test
    void an_open_tunnel_is_a_good_answer_however_long_it_lasts() {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.answering(vertx, TunnelTest.YES);
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, new TrafficSplit(1, 2, 10_000, 7), one.url(), two.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(TunnelTest.ASK.replace("/latest/chat?x=1", "")).read();
            assertThat(watch.heard).containsExactly("canary 0 101");
            assertThat(proxy.inFlight()).isOne();
            two.connections().get(0).reset();
            assertThat(caller.isClosedByPeer()).isTrue();
        }
        await().until(() -> proxy.inFlight() == 0);
        assertThat(proxy.outcomes()).containsOnlyKeys("101 upstream_reset");
        assertThat(watch.heard).containsExactly("canary 0 101");
    }

    @Test
    void tells_that_a_canary_is_slow_before_its_answer_comes() {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.start(vertx, (request, connection) -> {});
        RunningProxy proxy = proxy(RunningProxy.DEFAULTS, new TrafficSplit(1, 2, 10_000, 7), one.url(), two.url());
        try (RawHttp caller = proxy.connect()) {
            caller.send(GET);
            await().until(() -> watch.heard.equals(List.of("slow 0")));
            two.connections().get(0).send(ScriptedUpstream.ok("two"));
            assertThat(caller.read().content()).isEqualTo("two");
        }
        await().until(() -> watch.heard.equals(List.of("slow 0", "canary 0 200 slow")));
    }

    @Test
    void time_in_which_the_loop_stood_still_makes_no_request_slow() {
        watch.slowAfterMicros = 500_000;
        Vertx elsewhere = Vertx.vertx();
        try {
            ScriptedUpstream soon = ScriptedUpstream.start(
                    elsewhere,
                    (request, connection) -> connection.after(200, () -> connection.send(ScriptedUpstream.ok("two"))));
            RunningProxy proxy =
                    proxy(RunningProxy.DEFAULTS, new TrafficSplit(1, 2, 10_000, 7), soon.url(), soon.url());
            try (RawHttp caller = proxy.connect()) {
                for (int i = 1; i <= 3; i++) {
                    int received = i;
                    caller.send(GET);
                    await().pollInterval(Duration.ofMillis(5))
                            .until(() -> soon.requests().size() == received);
                    proxy.standStill(1_000);
                    assertThat(caller.read().status()).isEqualTo(200);
                }
            }
            await().until(() -> watch.heard.size() >= 3);
            assertThat(watch.heard).hasSize(3).noneMatch(word -> word.contains("slow"));
        } finally {
            RunningProxy.await(elsewhere.close());
        }
    }

    @Test
    void pinned_labelled_and_forced_requests_are_no_evidence() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS);
        try (RawHttp caller = proxy.connect()) {
            caller.send("GET /models/m/v/2 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("two");
            caller.send("GET /models/m/v/1 HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("one");
            caller.send("GET /models/m/labels/prod HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("one");
            assertThat(caller.send(with("x-igw-track: canary")).read().content())
                    .isEqualTo("two");
            assertThat(caller.send(with("x-igw-track: stable")).read().content())
                    .isEqualTo("one");
        }
        assertThat(watch.heard).isEmpty();
        assertThat(watch.admissions).hasValue(0);
    }

    @Test
    void a_random_split_gives_each_version_about_its_share() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS);
        int two = 0;
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 400; i++) {
                two += caller.send(GET).read().content().equals("two") ? 1 : 0;
            }
        }
        // Five standard deviations of 400 fair coins.
        assertThat(two).isBetween(150, 250);
        assertThat(watch.admissions).hasValue(two);
    }

    @Test
    void stable_serves_what_a_canary_without_room_would_get() {
        watch.room = false;
        RunningProxy proxy = halves(RunningProxy.DEFAULTS);
        try (RawHttp caller = proxy.connect()) {
            for (int i = 0; i < 40; i++) {
                assertThat(caller.send(GET).read().content()).isEqualTo("one");
            }
            assertThat(caller.send(with("x-igw-track: canary")).read().content())
                    .as("the header asks for no trial")
                    .isEqualTo("two");
        }
        assertThat(watch.admissions).hasValue(0);
    }

    @Test
    void after_a_rollback_only_the_canarys_own_url_leads_to_it() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS.stickyHeader("x-user-id"));
        String onCanary = stickyTo(2, new TrafficSplit(1, 2, 5_000, 7));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(with("x-user-id: " + onCanary)).read().content())
                    .isEqualTo("two");
            proxy.publish(model -> model.withRollout(TrafficSplit.allTo(1), null));

            assertThat(caller.send(with("x-user-id: " + onCanary)).read().content())
                    .isEqualTo("one");
            assertThat(caller.send(with("x-igw-track: canary")).read().content())
                    .isEqualTo("one");
            caller.send("GET /models/m/v/2 HTTP/1.1\r\nHost: h\r\nx-igw-track: stable\r\n\r\n");
            assertThat(caller.read().content()).isEqualTo("two");
        }
    }

    private static String stickyTo(int version, TrafficSplit split) {
        int user = 0;
        while (split.versionAt(split.pointOf("u" + user)) != version) {
            user++;
        }
        return "u" + user;
    }

    @Test
    void a_rising_weight_moves_callers_to_the_canary_and_none_back() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS.stickyCookie("uid"));
        Set<String> onCanary = new HashSet<>();
        try (RawHttp caller = proxy.connect()) {
            for (int weight : new int[] {0, 500, 2_500, 5_000, 9_000, 10_000}) {
                proxy.publish(model -> model.withSplit(model.split().withCanaryShare(weight)));
                for (int user = 0; user < 40; user++) {
                    String name = "user-" + user;
                    boolean two = caller.send(with("Cookie: uid=" + name))
                            .read()
                            .content()
                            .equals("two");
                    assertThat(two || !onCanary.contains(name))
                            .as(name + " at " + weight)
                            .isTrue();
                    if (two) {
                        onCanary.add(name);
                    }
                }
                assertThat(onCanary.isEmpty()).isEqualTo(weight == 0);
            }
        }
        assertThat(onCanary).hasSize(40);
    }

    @Test
    void callers_outside_the_cohort_are_stables_and_no_evidence_while_stable_has_some_of_the_cohort() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS);
        Cohort beta = new Cohort("x-cohort", null, List.of("beta", "staff"));
        proxy.publish(model -> model.withRollout(new TrafficSplit(1, 2, 9_999, 7), model.watch(), beta));
        try (RawHttp caller = proxy.connect()) {
            for (String outside : List.of("x-cohort: Beta", "x-cohort: be", "cookie: x-cohort=beta", "a: b")) {
                assertThat(caller.send(with(outside)).read().content()).isEqualTo("one");
            }
            assertThat(watch.heard).isEmpty();
            assertThat(caller.send(with("x-igw-track: canary")).read().content())
                    .as("a forced track still chooses")
                    .isEqualTo("two");
        }
        assertThat(watch.admissions).hasValue(0);
    }

    @Test
    void callers_outside_a_cohort_that_is_all_the_canarys_are_what_it_is_compared_with() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS);
        Cohort beta = new Cohort("x-cohort", null, List.of("beta", "staff"));
        proxy.publish(model -> model.withRollout(new TrafficSplit(1, 2, 10_000, 7), model.watch(), beta));
        try (RawHttp caller = proxy.connect()) {
            assertThat(caller.send(with("X-Cohort: beta")).read().content()).isEqualTo("two");
            assertThat(caller.send(with("x-cohort: staff")).read().content()).isEqualTo("two");
            assertThat(watch.admissions).hasValue(2);
            assertThat(caller.send(with("x-cohort: gamma")).read().content()).isEqualTo("one");
            assertThat(watch.heard).hasSize(3);
            assertThat(watch.stableAdmissions).hasValue(1);
        }
        assertThat(watch.admissions).hasValue(2);
    }

    @Test
    void a_cohort_is_split_by_the_weight_and_can_be_told_by_a_cookie() {
        RunningProxy proxy = halves(RunningProxy.DEFAULTS.stickyHeader("x-user-id"));
        TrafficSplit split = new TrafficSplit(1, 2, 5_000, 7);
        Cohort beta = new Cohort(null, "cohort", List.of("beta"));
        proxy.publish(model -> model.withRollout(split, model.watch(), beta));
        try (RawHttp caller = proxy.connect()) {
            for (int user = 0; user < 20; user++) {
                String expected = split.versionAt(split.pointOf("u" + user)) == 2 ? "two" : "one";
                String key = "x-user-id: u" + user;
                assertThat(caller.send(with(key + "\r\nCookie: a=b; cohort=beta"))
                                .read()
                                .content())
                        .isEqualTo(expected);
                assertThat(caller.send(with(key)).read().content()).isEqualTo("one");
            }
        }
        assertThat(watch.heard).hasSize(20);
    }

    @Test
    void a_sticky_caller_stays_where_its_key_puts_it() {
        TrafficSplit split = new TrafficSplit(1, 2, 5_000, 7);
        RunningProxy byHeader = halves(RunningProxy.DEFAULTS.stickyHeader("x-user-id"));
        try (RawHttp caller = byHeader.connect()) {
            for (int user = 0; user < 20; user++) {
                String expected = split.versionAt(split.pointOf("u" + user)) == 2 ? "two" : "one";
                for (int i = 0; i < 3; i++) {
                    assertThat(caller.send(with("X-User-Id: u" + user)).read().content())
                            .isEqualTo(expected);
                }
            }
        }
        RunningProxy byCookie = halves(RunningProxy.DEFAULTS.stickyCookie("uid"));
        try (RawHttp caller = byCookie.connect()) {
            String expected = split.versionAt(split.pointOf("abc")) == 2 ? "two" : "one";
            for (int i = 0; i < 10; i++) {
                assertThat(caller.send(with("Cookie: xuid=no; uid=abc; z=1"))
                                .read()
                                .content())
                        .isEqualTo(expected);
            }
        }
    }

    /** One caller's faults in a row may be its own affair, so the rollout is told callers apart. */
    @Test
    void tells_callers_apart_by_their_sticky_key_or_else_by_their_address() {
        RunningProxy proxy = proxyOfCanaryOnly(RunningProxy.DEFAULTS.stickyHeader("x-user-id"));
        try (RawHttp caller = proxy.connect();
                RawHttp another = proxy.connect()) {
            caller.send(with("x-user-id: ada")).read();
            another.send(with("x-user-id: ada")).read();
            caller.send(with("x-user-id: bob")).read();
            caller.send(GET).read();
            another.send(GET).read();
        }
        assertThat(watch.callers).hasSize(5);
        assertThat(watch.callers.get(1)).isEqualTo(watch.callers.get(0));
        assertThat(watch.callers.get(2)).isNotEqualTo(watch.callers.get(0));
        assertThat(watch.callers.get(3)).isNotIn(watch.callers.get(0), watch.callers.get(2));
        assertThat(watch.callers.get(4)).isEqualTo(watch.callers.get(3));
    }

    private RunningProxy proxyOfCanaryOnly(RunningProxy.Settings settings) {
        ScriptedUpstream one = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("one"));
        ScriptedUpstream two = ScriptedUpstream.answering(vertx, ScriptedUpstream.ok("two"));
        return proxy(settings, new TrafficSplit(1, 2, 10_000, 7), one.url(), two.url());
    }
}
