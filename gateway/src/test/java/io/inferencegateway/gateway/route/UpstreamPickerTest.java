package io.inferencegateway.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamPickerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SplittableRandom random = new SplittableRandom(42);

    private UpstreamPicker pickerOf(int replicas) {
        return new UpstreamPicker(
                IntStream.range(0, replicas)
                        .mapToObj(i -> new Upstream(URI.create("http://10.0.0." + i + ":80")))
                        .toList(),
                random);
    }

    private static void fail(UpstreamPicker picker, Upstream replica, int times, long nowNanos) {
        for (int i = 0; i < times; i++) {
            picker.failed(replica, nowNanos);
        }
    }

    private Map<Upstream, Integer> picks(UpstreamPicker picker, long nowNanos) {
        Map<Upstream, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            counts.merge(picker.pick(nowNanos, null), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void never_takes_the_busiest_of_all() {
        UpstreamPicker picker = pickerOf(3);
        picker.upstreams().get(0).acquire();
        assertThat(picks(picker, 0))
                .doesNotContainKey(picker.upstreams().get(0))
                .hasSize(2);
    }

    @Test
    void spreads_evenly_where_all_are_idle() {
        assertThat(picks(pickerOf(4), 0)).hasSize(4).allSatisfy((replica, count) -> assertThat(count)
                .isBetween(180, 320));
    }

    @Test
    void keeps_loads_within_a_few_of_each_other() {
        UpstreamPicker picker = pickerOf(10);
        for (int i = 0; i < 1_000; i++) {
            picker.pick(0, null).acquire();
        }
        assertThat(picker.upstreams())
                .allSatisfy(replica -> assertThat(replica.inFlight()).isBetween(95, 105));
    }

    @Test
    void ejects_after_five_failures_in_a_row_and_takes_back_after_30_seconds() {
        UpstreamPicker picker = pickerOf(2);
        Upstream bad = picker.upstreams().get(0);
        fail(picker, bad, 4, 0);
        bad.answered();
        fail(picker, bad, 4, 0);
        assertThat(picks(picker, 0)).hasSize(2);
        fail(picker, bad, 1, 0);
        assertThat(picks(picker, 29 * SECOND)).doesNotContainKey(bad);
        assertThat(picks(picker, 30 * SECOND)).hasSize(2);
    }

    @Test
    void ejects_longer_each_time_until_the_replica_has_stayed_in() {
        UpstreamPicker picker = pickerOf(2);
        Upstream bad = picker.upstreams().get(0);
        fail(picker, bad, 5, 0);
        fail(picker, bad, 5, 31 * SECOND);
        assertThat(picks(picker, 90 * SECOND)).doesNotContainKey(bad);
        assertThat(picks(picker, 92 * SECOND)).hasSize(2);
        long later = 500 * SECOND;
        fail(picker, bad, 5, later);
        assertThat(picks(picker, later + 29 * SECOND)).doesNotContainKey(bad);
        assertThat(picks(picker, later + 30 * SECOND)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "4, 2", "5, 2"})
    void never_ejects_more_than_half(int replicas, int most) {
        UpstreamPicker picker = pickerOf(replicas);
        List<Upstream> all = picker.upstreams();
        all.forEach(replica -> fail(picker, replica, 20, 0));
        assertThat(all.stream().filter(replica -> replica.isEjected(1)).count()).isEqualTo(most);
        assertThat(picks(picker, 1)).hasSize(replicas - most);
    }

    @Test
    void avoids_the_replica_that_just_failed_unless_it_is_the_only_one() {
        UpstreamPicker two = pickerOf(2);
        Upstream failed = two.upstreams().get(1);
        for (int i = 0; i < 100; i++) {
            assertThat(two.pick(0, failed)).isNotSameAs(failed);
        }
        UpstreamPicker one = pickerOf(1);
        assertThat(one.pick(0, one.upstreams().get(0))).isSameAs(one.upstreams().get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:9001, h, 9001, h:9001, ''",
        "http://h, h, 80, h:80, ''",
        "https://h/, h, 443, h:443, ''",
        "http://[::1]:9/a/b/, ::1, 9, [::1]:9, /a/b"
    })
    void reads_an_upstream_url(String url, String host, int port, String authority, String basePath) {
        Upstream upstream = new Upstream(URI.create(url));
        assertThat(upstream.host()).isEqualTo(host);
        assertThat(upstream.port()).isEqualTo(port);
        assertThat(upstream.authority()).isEqualTo(authority);
        assertThat(upstream.basePath()).isEqualTo(basePath);
        assertThat(upstream.tls()).isEqualTo(url.startsWith("https"));
    }
}
