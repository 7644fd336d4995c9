package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPeersTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,       10.255.0.1,          true",
        "10.0.0.0/8,       11.0.0.1,            false",
        "192.0.2.64/26,    192.0.2.127,         true",
        "192.0.2.64/26,    192.0.2.128,         false",
        "192.0.2.1,        192.0.2.1,           true",
        "192.0.2.1,        192.0.2.2,           false",
        "0.0.0.0/0,        8.8.8.8,             true",
        "0.0.0.0/0,        ::1,                 false",
        "::1,              ::1,                 true",
        "::1,              0:0:0:0:0:0:0:1,     true",
        "2001:db8::/33,    2001:db8:7fff::1,    true",
        "2001:db8::/33,    2001:db8:8000::1,    false",
        "fe80::/10,        fe80::1%eth0,        true",
        "::/0,             10.0.0.1,            false",
        "10.0.0.0/8,       ::ffff:10.0.0.1,     true",
        "10.0.0.0/8,       localhost,           false",
        "10.0.0.0/8,       '',                  false",
    })
    void a_range_holds_its_addresses_and_no_others(String range, String address, boolean trusted) {
        assertThat(TrustedPeers.of(List.of("198.51.100.7", range)).contains(address))
                .isEqualTo(trusted);
    }

    @Test
    void nobody_is_trusted_by_default() {
        assertThat(TrustedPeers.of(List.of()).contains("127.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "/8", ""})
    void what_is_no_range_is_an_error(String range) {
        assertThatThrownBy(() -> TrustedPeers.of(List.of(range))).isInstanceOf(IllegalArgumentException.class);
    }
}
