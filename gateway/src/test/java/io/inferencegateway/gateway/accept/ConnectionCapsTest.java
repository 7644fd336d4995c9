package io.inferencegateway.gateway.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.accept.ConnectionCaps.Limits;
import io.inferencegateway.gateway.accept.ConnectionCaps.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionCapsTest {
    private static InetAddress at(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }

    private static ConnectionCaps caps(int all, int perAddress) {
        return new ConnectionCaps(
                new Limits(all, perAddress), address -> address.getHostAddress().equals("10.9.9.9"));
    }

    @Test
    void one_address_gets_what_it_may_have_and_leaves_the_rest_to_others() throws Exception {
        ConnectionCaps caps = caps(5, 2);
        assertThat(caps.tryOpen(at("10.0.0.1"))).isNull();
        assertThat(caps.tryOpen(at("10.0.0.1"))).isNull();
        assertThat(caps.tryOpen(at("10.0.0.1"))).isEqualTo(Reason.ADDRESS);
        assertThat(caps.tryOpen(at("10.0.0.2"))).isNull();
        caps.closed(at("10.0.0.1"));
        assertThat(caps.tryOpen(at("10.0.0.1"))).isNull();
        assertThat(caps.open()).isEqualTo(3);
        assertThat(caps.refused(Reason.ADDRESS)).isEqualTo(1);
    }

    @Test
    void the_sum_is_limited_for_everyone() throws Exception {
        ConnectionCaps caps = caps(2, 2);
        assertThat(caps.tryOpen(at("10.0.0.1"))).isNull();
        assertThat(caps.tryOpen(null)).isNull();
        assertThat(caps.tryOpen(at("10.0.0.2"))).isEqualTo(Reason.ALL);
        assertThat(caps.tryOpen(at("10.9.9.9"))).isEqualTo(Reason.ALL);
        caps.closed(null);
        assertThat(caps.tryOpen(at("10.0.0.2"))).isNull();
        caps.limit(new Limits(3, 1));
        assertThat(caps.tryOpen(at("10.0.0.2"))).isEqualTo(Reason.ADDRESS);
        assertThat(caps.tryOpen(at("10.0.0.3"))).isNull();
    }

    @Test
    void a_trusted_proxy_stands_for_many_and_is_not_counted_as_one() throws Exception {
        ConnectionCaps caps = caps(10, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(caps.tryOpen(at("10.9.9.9"))).isNull();
        }
        caps.closed(at("10.9.9.9"));
        assertThat(caps.open()).isEqualTo(9);
        assertThat(caps.origins()).isZero();
    }

    @Test
    void an_ipv6_host_is_its_network_of_64_bits() throws Exception {
        ConnectionCaps caps = caps(10, 1);
        assertThat(caps.tryOpen(at("2001:db8:0:1::1"))).isNull();
        assertThat(caps.tryOpen(at("2001:db8:0:1:ffff::2"))).isEqualTo(Reason.ADDRESS);
        assertThat(caps.tryOpen(at("2001:db8:0:2::1"))).isNull();
        // The first 64 bits of this one read as those of 10.0.0.1, which is another host all the same.
        assertThat(caps.tryOpen(at("::a00:1:0:0:0:0"))).isNull();
        assertThat(caps.tryOpen(at("10.0.0.1"))).isNull();
    }

    @Test
    void threads_never_let_in_too_many_and_nothing_is_remembered_of_those_who_left() throws Exception {
        ConnectionCaps caps = caps(30, 7);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> work = IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(thread -> () -> {
                        int most = 0;
                        for (int i = 0; i < 20_000; i++) {
                            InetAddress address = at("10.0.0." + i % 8);
                            if (caps.tryOpen(address) == null) {
                                most = Math.max(most, caps.open());
                                caps.closed(address);
                            }
                        }
                        return most;
                    })
                    .toList();
            for (Future<Integer> most : threads.invokeAll(work)) {
                assertThat(most.get()).isBetween(1, 30);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(caps.open()).isZero();
        assertThat(caps.origins()).isZero();
    }
}
