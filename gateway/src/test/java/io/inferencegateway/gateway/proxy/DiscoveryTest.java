package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.testsupport.RawHttp;
import io.inferencegateway.gateway.testsupport.ScriptedUpstream;
import io.inferencegateway.gateway.testsupport.WireMessage;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where requests go when names lead elsewhere. */
class DiscoveryTest {
    private static final String REQUEST = "GET /models/m/x HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String NAMED = "http://vision.test:9001";
    private static final ServiceName NAME = ServiceName.of(URI.create(NAMED));

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        RunningProxy.await(vertx.close());
    }

    private ScriptedUpstream answering(String body) {
        return ScriptedUpstream.answering(vertx, ScriptedUpstream.ok(body));
    }

    private static Endpoint at(ScriptedUpstream upstream) {
        return new Endpoint("127.0.0.1", upstream.port());
    }

    @Test
    void a_name_that_was_never_found_is_502_with_dns_error_until_it_is() {
        ScriptedUpstream upstream = answering("one");
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, NAMED);
        WireMessage refused = proxy.exchange(REQUEST);
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.field("proxy-status").orElse("")).contains("error=dns_error");
        assertThat(proxy.exchange("POST /models/m/x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
                        .status())
                .isEqualTo(502);

        proxy.directory().set(NAME, List.of(at(upstream)));
        WireMessage answer = proxy.exchange(REQUEST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(proxy.outcomes()).containsEntry("502 upstream_error", 2L).containsEntry("200 ok", 1L);
        assertThat(proxy.inFlight()).isZero();
    }

    @Test
    void the_addresses_behind_one_name_share_its_requests() {
        ScriptedUpstream one = answering("one");
        ScriptedUpstream two = answering("two");
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, NAMED);
        proxy.directory().set(NAME, List.of(at(one), at(two)));
        TreeSet<String> bodies = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            bodies.add(proxy.exchange(REQUEST).content());
        }
        assertThat(bodies).containsExactly("one", "two");
    }

    @Test
    void an_address_that_left_finishes_what_it_has_and_gets_nothing_new() {
        List<ScriptedUpstream.Connection> held = new CopyOnWriteArrayList<>();
        ScriptedUpstream before = ScriptedUpstream.start(vertx, (request, connection) -> held.add(connection));
        ScriptedUpstream after = answering("after");
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, options -> options.withLoops(1), NAMED);
        proxy.directory().set(NAME, List.of(at(before)));
        try (RawHttp caller = proxy.connect()) {
            caller.send(REQUEST);
            await().atMost(20, TimeUnit.SECONDS).until(() -> held.size() == 1);

            proxy.directory().set(NAME, List.of(at(after)));
            assertThat(proxy.exchange(REQUEST).content()).isEqualTo("after");

            held.get(0).send(ScriptedUpstream.ok("before"));
            assertThat(caller.read().content()).isEqualTo("before");
            await("its connection not to be kept")
                    .atMost(3, TimeUnit.SECONDS)
                    .until(() -> before.openConnections() == 0);
            assertThat(caller.send(REQUEST).read().content()).isEqualTo("after");
        }
        assertThat(before.requests()).hasSize(1);
    }

    @Test
    void the_hosts_of_a_service_are_used_by_priority() {
        String url = "srv+http://_predict._tcp.test/base";
        ScriptedUpstream first = answering("first");
        ScriptedUpstream reserve = answering("reserve");
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, url);
        proxy.directory()
                .set(
                        ServiceName.of(URI.create(url)),
                        List.of(
                                new Endpoint("127.0.0.1", first.port(), 1, 10),
                                new Endpoint("127.0.0.1", reserve.port(), 2, 10)));
        for (int i = 0; i < 20; i++) {
            assertThat(proxy.exchange(REQUEST).content()).isEqualTo("first");
        }
        assertThat(first.lastRequest().startLine()).isEqualTo("GET /base/x HTTP/1.1");
        first.close();
        for (int i = 0; i < 20; i++) {
            assertThat(proxy.exchange(REQUEST).content()).isEqualTo("reserve");
        }
    }

    @Test
    void a_replica_that_fails_its_checks_gets_no_request_on_any_loop_while_another_passes() {
        ScriptedUpstream good = answering("good");
        ScriptedUpstream bad = answering("bad");
        RunningProxy proxy = new RunningProxy(vertx, RunningProxy.DEFAULTS, List.of(List.of(good.url(), bad.url())));
        CheckedReplica failing = CheckedReplica.of(new ModelVersion("m", 1), URI.create(bad.url()), at(bad));
        proxy.checks().publish(Set.of(failing));
        for (int i = 0; i < 40; i++) {
            assertThat(proxy.exchange(REQUEST).content()).isEqualTo("good");
        }
        proxy.checks()
                .publish(
                        Set.of(failing, CheckedReplica.of(new ModelVersion("m", 1), URI.create(good.url()), at(good))));
        TreeSet<String> bodies = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            bodies.add(proxy.exchange(REQUEST).content());
        }
        assertThat(bodies).as("where all fail, none is left out").containsExactly("bad", "good");
    }
}
