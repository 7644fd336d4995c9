package io.inferencegateway.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.discovery.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamPickerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SplittableRandom random = new SplittableRandom(42);

    private static Candidate one(Upstream upstream) {
        return Candidate.of(upstream, 0, 1);
    }

    private UpstreamPicker pickerOf(int replicas) {
        return new UpstreamPicker(
                IntStream.range(0, replicas)
                        .mapToObj(i -> one(new Upstream(URI.create("http://10.0.0." + i + ":80"))))
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
        picker.answered(bad, true, 0);
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

    private static void answer(UpstreamPicker picker, Upstream replica, int good, int bad, long nowNanos) {
        for (int i = 0; i < good; i++) {
            picker.answered(replica, true, nowNanos);
        }
        for (int i = 0; i < bad; i++) {
            picker.answered(replica, false, nowNanos);
        }
    }

    @Test
    void ejects_a_replica_whose_success_rate_is_far_below_its_peers_for_30_seconds() {
        UpstreamPicker picker = pickerOf(3);
        List<Upstream> all = picker.upstreams();
        answer(picker, all.get(0), 200, 0, 0);
        answer(picker, all.get(1), 198, 2, 0);
        answer(picker, all.get(2), 100, 99, 0);
        assertThat(picker.answered(all.get(2), false, 2 * SECOND)).isTrue();
        assertThat(picks(picker, 31 * SECOND)).hasSize(2).doesNotContainKey(all.get(2));
        assertThat(picks(picker, 33 * SECOND)).hasSize(3);
    }

    @Test
    void leaves_a_version_alone_that_fails_on_all_replicas() {
        UpstreamPicker picker = pickerOf(3);
        for (long second = 0; second < 60; second++) {
            for (Upstream replica : picker.upstreams()) {
                answer(picker, replica, 10, 10, second * SECOND);
            }
        }
        assertThat(picks(picker, 60 * SECOND)).hasSize(3);
    }

    @Test
    void says_nothing_of_a_success_rate_over_a_few_requests() {
        UpstreamPicker picker = pickerOf(2);
        answer(picker, picker.upstreams().get(0), 1_000, 0, 0);
        answer(picker, picker.upstreams().get(1), 0, SuccessRate.FEWEST - 1, 0);
        assertThat(picks(picker, 0)).hasSize(2);
        assertThat(picker.answered(picker.upstreams().get(1), false, SECOND)).isTrue();
    }

    @Test
    void ejects_by_success_rate_no_more_than_half_either() {
        UpstreamPicker picker = pickerOf(4);
        List<Upstream> all = picker.upstreams();
        answer(picker, all.get(0), 5_000, 0, 0);
        for (long second = 1; second < 9; second++) {
            for (Upstream bad : all.subList(1, 4)) {
                answer(picker, bad, 0, 60, second * SECOND);
            }
        }
        assertThat(all.stream().filter(each -> each.isEjected(9 * SECOND)).count())
                .isEqualTo(2);
    }

    @Test
    void forgets_what_went_wrong_long_ago() {
        UpstreamPicker picker = pickerOf(2);
        List<Upstream> all = picker.upstreams();
        answer(picker, all.get(0), 1_000, 0, 0);
        answer(picker, all.get(1), 0, SuccessRate.FEWEST - 1, 0);
        for (long second = 60; second < 70; second++) {
            answer(picker, all.get(0), 20, 0, second * SECOND);
            answer(picker, all.get(1), 19, 1, second * SECOND);
        }
        assertThat(picks(picker, 70 * SECOND)).hasSize(2);
    }

    @Test
    void gives_a_replica_that_is_back_its_traffic_slowly() {
        UpstreamPicker picker = pickerOf(4);
        Upstream bad = picker.upstreams().get(0);
        fail(picker, bad, 5, 0);
        long back = 30 * SECOND;
        int first = picks(picker, back).get(bad);
        int later = picks(picker, back + 15 * SECOND).get(bad);
        int inTheEnd = picks(picker, back + 30 * SECOND).get(bad);
        assertThat(first).isBetween(5, 80);
        assertThat(later).isGreaterThan(first).isLessThan(inTheEnd);
        assertThat(inTheEnd).isBetween(180, 320);
    }

    @Test
    void gives_a_new_replica_beside_old_ones_its_traffic_slowly_and_new_ones_among_themselves_an_even_share() {
        long now = 1_000 * SECOND;
        Upstream added = new Upstream(URI.create("http://10.0.1.1"), now);
        UpstreamPicker grown = new UpstreamPicker(
                List.of(
                        one(new Upstream(URI.create("http://10.0.0.1"), 0)),
                        one(new Upstream(URI.create("http://10.0.0.2"), 0)),
                        one(added)),
                random);
        assertThat(picks(grown, now).get(added)).isBetween(5, 130);
        assertThat(picks(grown, now + 30 * SECOND).get(added)).isBetween(250, 420);

        UpstreamPicker fresh = new UpstreamPicker(
                List.of(
                        one(new Upstream(URI.create("http://10.0.0.1"), now)),
                        one(new Upstream(URI.create("http://10.0.0.2"), now))),
                random);
        assertThat(picks(fresh, now))
                .allSatisfy((replica, count) -> assertThat(count).isBetween(400, 600));
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.0.0.7:9001, 10.0.0.7, 9001, 10.0.0.7:9001, ''",
        "http://10.0.0.7, 10.0.0.7, 80, 10.0.0.7:80, ''",
        "https://10.0.0.7/, 10.0.0.7, 443, 10.0.0.7:443, ''",
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

    @Test
    void a_name_and_a_service_keep_their_names_whatever_address_is_behind_them() {
        Upstream named = new Upstream(URI.create("https://Vision.models/x"), new Endpoint("10.0.0.7", 443), 0);
        assertThat(named.authority()).isEqualTo("Vision.models:443");
        assertThat(named.host()).isEqualTo("vision.models");
        assertThat(named.address()).isEqualTo("10.0.0.7");
        assertThat(named.whereabouts()).isEqualTo("Vision.models:443@10.0.0.7:443");
        Upstream service = new Upstream(
                URI.create("srv+https://_predict._tcp.models.internal/base"), new Endpoint("fd00::7", 9001), 0);
        assertThat(service.authority()).isEqualTo("_predict._tcp.models.internal");
        assertThat(service.host()).isEqualTo("models.internal");
        assertThat(service.port()).isEqualTo(9001);
        assertThat(service.tls()).isTrue();
        assertThat(service.basePath()).isEqualTo("/base");
        assertThat(service.whereabouts()).isEqualTo("_predict._tcp.models.internal@[fd00::7]:9001");
    }

    @Test
    void gives_all_to_the_lowest_priority_until_none_of_it_is_usable() {
        Upstream first = new Upstream(URI.create("http://10.0.0.1"));
        Upstream second = new Upstream(URI.create("http://10.0.0.2"));
        Upstream reserve = new Upstream(URI.create("http://10.0.0.9"));
        UpstreamPicker picker = new UpstreamPicker(
                List.of(Candidate.of(reserve, 10, 1), Candidate.of(first, 1, 1), Candidate.of(second, 1, 1)), random);
        assertThat(picks(picker, 60 * SECOND)).doesNotContainKey(reserve).containsKeys(first, second);

        assertThat(picker.pick(60 * SECOND, first)).isSameAs(second);
        fail(picker, first, 5, 60 * SECOND);
        assertThat(picks(picker, 60 * SECOND)).containsOnlyKeys(second);
        assertThat(picker.pick(60 * SECOND, second)).isSameAs(reserve);
    }

    @Test
    void draws_by_weight_and_weight_0_hardly_ever() {
        Upstream heavy = new Upstream(URI.create("http://10.0.0.1"));
        Upstream light = new Upstream(URI.create("http://10.0.0.2"));
        Upstream idle = new Upstream(URI.create("http://10.0.0.3"));
        UpstreamPicker picker = new UpstreamPicker(
                List.of(Candidate.of(heavy, 0, 30), Candidate.of(light, 0, 10), Candidate.of(idle, 0, 0)), random);
        Map<Upstream, Integer> open = new HashMap<>();
        for (int i = 0; i < 4_000; i++) {
            Upstream picked = picker.pick(60 * SECOND, null);
            picked.acquire();
            open.merge(picked, 1, Integer::sum);
        }
        assertThat(open.get(heavy)).isBetween(2_850, 3_150);
        assertThat(open.get(light)).isBetween(850, 1_150);
        assertThat(open.getOrDefault(idle, 0)).isLessThan(20);
    }

    @Test
    void leaves_out_those_that_fail_their_checks_unless_all_of_them_do() {
        UpstreamPicker picker = pickerOf(4);
        List<Upstream> all = picker.upstreams();
        picker.checked(Set.of(all.get(0), all.get(1), all.get(2)), 60 * SECOND);
        assertThat(picks(picker, 60 * SECOND)).containsOnlyKeys(all.get(3));
        assertThat(picker.pick(60 * SECOND, all.get(3))).isNotSameAs(all.get(3));

        picker.checked(Set.copyOf(all), 60 * SECOND);
        assertThat(picks(picker, 60 * SECOND)).containsOnlyKeys(all.toArray(Upstream[]::new));
    }

    @Test
    void an_ejection_adds_to_what_the_checks_took_only_up_to_half() {
        UpstreamPicker picker = pickerOf(4);
        List<Upstream> all = picker.upstreams();
        picker.checked(Set.of(all.get(0), all.get(1)), 0);
        fail(picker, all.get(2), 10, 0);
        assertThat(all.get(2).isEjected(0)).isFalse();
    }

    @Test
    void one_that_passes_its_checks_again_gets_its_traffic_slowly() {
        UpstreamPicker picker = pickerOf(2);
        Upstream back = picker.upstreams().get(0);
        picker.checked(Set.of(back), 60 * SECOND);
        picker.checked(Set.of(), 90 * SECOND);
        assertThat(picks(picker, 90 * SECOND).getOrDefault(back, 0)).isBetween(5, 130);
        assertThat(picks(picker, 120 * SECOND).get(back)).isBetween(350, 650);
    }
}
