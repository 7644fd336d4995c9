package io.inferencegateway.gateway.discovery.dns;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.Resolution.Refresh;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.testsupport.ScriptedDns;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsDirectoryTest {
    private static final ServiceName MODEL = ServiceName.of(URI.create("http://vision.test:9001"));
    private static final ServiceName SERVICE = ServiceName.of(URI.create("srv+http://_predict._tcp.test"));

    private final ScriptedDns dns = new ScriptedDns();
    private final Vertx vertx = Vertx.vertx();

    private DnsDirectory directory(Duration least, Duration most, Duration timeout) {
        CompletableFuture<DnsDirectory> started = new CompletableFuture<>();
        Context context = vertx.getOrCreateContext();
        DnsSettings settings = new DnsSettings(List.of(dns.address()), timeout, new Refresh(least, most));
        context.runOnContext(go -> started.complete(DnsDirectory.start(vertx, context, settings)));
        return started.orTimeout(20, SECONDS).join();
    }

    private DnsDirectory eager() {
        return directory(Duration.ofMillis(100), Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
        dns.close();
    }

    private static void awaitEndpoints(DnsDirectory directory, ServiceName name, Endpoint... endpoints) {
        await(name.toString()).atMost(20, SECONDS).untilAsserted(() -> assertThat(
                        directory.current().endpoints(name))
                .containsExactly(endpoints));
    }

    private static void awaitLookups(DnsDirectory directory, String result) {
        await(result).atMost(20, SECONDS).until(() -> directory.lookups().getOrDefault(result, 0L) >= 2);
    }

    @Test
    void follows_a_name_to_its_new_addresses_once_its_time_to_live_is_over() {
        dns.host("vision.test", 1, "10.0.0.2", "10.0.0.1");
        DnsDirectory directory = eager();
        directory.follow(List.of(MODEL));
        awaitEndpoints(directory, MODEL, new Endpoint("10.0.0.1", 9001), new Endpoint("10.0.0.2", 9001));

        dns.host("vision.test", 1, "10.0.0.2", "10.0.0.3");
        awaitEndpoints(directory, MODEL, new Endpoint("10.0.0.2", 9001), new Endpoint("10.0.0.3", 9001));
        assertThat(directory.lookups().get("found")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void does_not_ask_again_before_the_time_to_live_is_over() {
        dns.host("vision.test", 3600, "10.0.0.1").host("other.test", 0, "10.0.0.9");
        DnsDirectory directory = eager();
        ServiceName other = ServiceName.of(URI.create("http://other.test"));
        directory.follow(List.of(MODEL, other));
        await().atMost(20, SECONDS)
                .until(() ->
                        dns.asked().stream().filter("A other.test."::equals).count() >= 4);
        assertThat(dns.asked().stream().filter("A vision.test."::equals)).hasSize(1);
    }

    @Test
    void keeps_the_last_good_addresses_through_every_kind_of_failure() {
        dns.host("vision.test", 0, "10.0.0.1");
        DnsDirectory directory = directory(Duration.ofMillis(100), Duration.ofSeconds(60), Duration.ofMillis(300));
        directory.follow(List.of(MODEL));
        Endpoint good = new Endpoint("10.0.0.1", 9001);
        awaitEndpoints(directory, MODEL, good);

        dns.forget("vision.test");
        awaitLookups(directory, "not_found");
        dns.host("vision.test", 0);
        awaitLookups(directory, "empty");
        dns.failing(DnsResponseCode.SERVFAIL);
        awaitLookups(directory, "server_failure");
        dns.silent(true);
        awaitLookups(directory, "timeout");
        assertThat(directory.current().endpoints(MODEL)).containsExactly(good);

        dns.silent(false).failing(DnsResponseCode.NOERROR).host("vision.test", 0, "10.0.0.8");
        awaitEndpoints(directory, MODEL, new Endpoint("10.0.0.8", 9001));
    }

    @Test
    void who_waits_for_a_name_hears_when_it_is_found_and_when_it_is_not() throws Exception {
        DnsDirectory directory = directory(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));
        hear(directory, MODEL);
        assertThat(directory.current().endpoints(MODEL)).isEmpty();
        assertThat(directory.lookups()).containsEntry("not_found", 1L);

        dns.host("vision.test", 60, "10.0.0.1");
        // A failure holds for a second, and then whoever needs the name has it looked up again at once.
        await().atMost(20, SECONDS).untilAsserted(() -> {
            hear(directory, MODEL);
            assertThat(directory.current().endpoints(MODEL)).containsExactly(new Endpoint("10.0.0.1", 9001));
        });
    }

    private static void hear(DnsDirectory directory, ServiceName name) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        directory.await(name, heard::countDown);
        assertThat(heard.await(20, SECONDS)).isTrue();
    }

    @Test
    void a_burst_of_requests_for_an_unknown_name_asks_once() throws Exception {
        DnsDirectory directory = directory(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(10));
        CountDownLatch heard = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            directory.await(MODEL, heard::countDown);
        }
        assertThat(heard.await(20, SECONDS)).isTrue();
        assertThat(dns.asked().stream().filter("A vision.test."::equals)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_host_without_an_ipv4_address_is_reached_by_ipv6() {
        dns.host("vision.test", 60, "fd00::1");
        DnsDirectory directory = eager();
        directory.follow(List.of(MODEL));
        awaitEndpoints(directory, MODEL, new Endpoint("fd00::1", 9001));
    }

    @Test
    void a_name_of_the_hosts_file_needs_no_name_server() {
        dns.silent(true);
        DnsDirectory directory = eager();
        ServiceName local = ServiceName.of(URI.create("http://localhost:9001"));
        directory.follow(List.of(local));
        awaitEndpoints(directory, local, new Endpoint("127.0.0.1", 9001));
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void a_service_leads_to_the_addresses_of_its_hosts_with_their_ports_priorities_and_weights() {
        dns.service("_predict._tcp.test", 60, "10 5 9001 a.test", "20 0 9002 b.test", "10 1 9003 gone.test");
        dns.host("a.test", 60, "10.0.0.1", "10.0.0.2").host("b.test", 60, "10.0.0.3");
        DnsDirectory directory = eager();
        directory.follow(List.of(SERVICE));
        awaitEndpoints(
                directory,
                SERVICE,
                new Endpoint("10.0.0.1", 9001, 10, 5),
                new Endpoint("10.0.0.2", 9001, 10, 5),
                new Endpoint("10.0.0.3", 9002, 20, 0));
    }

    @Test
    void a_service_is_looked_up_again_when_the_shortest_time_to_live_of_it_and_its_hosts_is_over() {
        dns.service("_predict._tcp.test", 3600, "0 1 9001 a.test").host("a.test", 1, "10.0.0.1");
        DnsDirectory directory = eager();
        directory.follow(List.of(SERVICE));
        awaitEndpoints(directory, SERVICE, new Endpoint("10.0.0.1", 9001, 0, 1));
        dns.host("a.test", 1, "10.0.0.2");
        awaitEndpoints(directory, SERVICE, new Endpoint("10.0.0.2", 9001, 0, 1));
    }

    @Test
    void a_name_that_nobody_wants_any_more_is_forgotten() {
        dns.host("vision.test", 0, "10.0.0.1");
        DnsDirectory directory = eager();
        directory.follow(List.of(MODEL));
        awaitEndpoints(directory, MODEL, new Endpoint("10.0.0.1", 9001));
        directory.follow(List.of());
        awaitEndpoints(directory, MODEL);
    }

    @Test
    void a_short_name_is_looked_for_in_the_search_domains() {
        SearchPath path = SearchPath.parse(List.of(
                "# a comment",
                "nameserver 10.0.0.53",
                "search ns.svc.cluster.local svc.cluster.local",
                "options x ndots:2"));
        assertThat(path.candidates("vision"))
                .containsExactly("vision.ns.svc.cluster.local.", "vision.svc.cluster.local.", "vision.");
        assertThat(path.candidates("a.b.c"))
                .containsExactly("a.b.c.", "a.b.c.ns.svc.cluster.local.", "a.b.c.svc.cluster.local.");
        assertThat(path.candidates("vision.")).containsExactly("vision.");
        assertThat(SearchPath.NONE.candidates("vision")).containsExactly("vision.");
    }
}
