package io.inferencegateway.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.discovery.Answer.Failure;
import io.inferencegateway.gateway.discovery.Resolution.Refresh;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResolutionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Refresh REFRESH = new Refresh(Duration.ofSeconds(5), Duration.ofSeconds(60));
    private static final Endpoint ONE = new Endpoint("10.0.0.1", 80);
    private static final Endpoint TWO = new Endpoint("10.0.0.2", 80);

    private static Resolution found(long ttlSeconds, long nowNanos) {
        return Resolution.unknown(0).after(Answer.Found.of(List.of(ONE), ttlSeconds), nowNanos, REFRESH);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "3, 5", "5, 5", "30, 30", "60, 60", "86400, 60", "4294967295, 60"})
    void a_name_is_looked_up_when_its_time_to_live_is_over_within_the_bounds(long ttl, long afterSeconds) {
        assertThat(found(ttl, 7).dueNanos()).isEqualTo(7 + afterSeconds * SECOND);
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void whatever_fails_the_last_good_addresses_stay(Failure why) {
        Resolution good = found(30, 0);
        Resolution failed = good.after(new Answer.Failed(why), 30 * SECOND, REFRESH);
        assertThat(failed.endpoints()).containsExactly(ONE);
        assertThat(failed.movedFrom(good)).isFalse();
        assertThat(failed.failure()).isEqualTo(why);
        assertThat(failed.dueNanos()).isEqualTo(35 * SECOND);
    }

    @Test
    void only_the_first_of_the_same_failures_and_the_recovery_are_news() {
        Resolution good = found(30, 0);
        Resolution failed = good.after(new Answer.Failed(Failure.NOT_FOUND), 1, REFRESH);
        Resolution again = failed.after(new Answer.Failed(Failure.NOT_FOUND), 2, REFRESH);
        Resolution otherwise = again.after(new Answer.Failed(Failure.TIMEOUT), 3, REFRESH);
        Resolution well = otherwise.after(Answer.Found.of(List.of(ONE), 1), 4, REFRESH);
        assertThat(failed.turnedFrom(good)).isTrue();
        assertThat(again.turnedFrom(failed)).isFalse();
        assertThat(otherwise.turnedFrom(again)).isTrue();
        assertThat(well.turnedFrom(otherwise)).isTrue();
        assertThat(well.movedFrom(otherwise)).isFalse();
    }

    @Test
    void the_order_and_repetition_of_an_answer_are_no_change_and_a_longer_one_is_cut() {
        assertThat(Answer.Found.of(List.of(TWO, ONE, TWO), 1)).isEqualTo(Answer.Found.of(List.of(ONE, TWO), 1));
        assertThat(Answer.Found.of(List.of(), 1)).isEqualTo(new Answer.Failed(Failure.EMPTY));
        List<Endpoint> many = IntStream.range(1, 1_000)
                .mapToObj(port -> new Endpoint("::1", port))
                .toList();
        assertThat(Answer.Found.of(many, 1))
                .isInstanceOfSatisfying(
                        Answer.Found.class, cut -> assertThat(cut.endpoints()).hasSize(Answer.Found.MOST_ENDPOINTS));
    }

    @ParameterizedTest
    @CsvSource({
        "http://Vision.models, vision.models, 80, false, false, vision.models, Vision.models:80",
        "https://10.0.0.1:9/x, 10.0.0.1, 9, false, true, 10.0.0.1, 10.0.0.1:9",
        "http://[fd00::1]:9, fd00::1, 9, false, true, fd00::1, [fd00::1]:9",
        "srv+https://_p._tcp.a.internal/x, _p._tcp.a.internal, 0, true, false, a.internal, _p._tcp.a.internal"
    })
    void an_upstream_url_names_what_is_to_be_looked_up(
            URI url, String name, int port, boolean service, boolean address, String certified, String authority) {
        ServiceName read = ServiceName.of(url);
        assertThat(read).isEqualTo(new ServiceName(name, port, service));
        assertThat(read.isAddress()).isEqualTo(address);
        assertThat(read.certifiedName()).isEqualTo(certified);
        assertThat(ServiceName.authorityOf(url)).isEqualTo(authority);
    }

    @Test
    void a_book_knows_addresses_without_being_told_and_forgets_names() {
        ServiceName name = new ServiceName("m", 80, false);
        AddressBook book = AddressBook.EMPTY.with(name, List.of(ONE));
        assertThat(book.endpoints(name)).containsExactly(ONE);
        assertThat(book.with(name, List.of()).endpoints(name)).isEmpty();
        assertThat(AddressBook.EMPTY.endpoints(new ServiceName("10.0.0.1", 80, false)))
                .containsExactly(ONE);
    }
}
