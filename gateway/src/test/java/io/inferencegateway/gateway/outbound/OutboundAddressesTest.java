package io.inferencegateway.gateway.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nothing is sent to, whatever a name in the configuration comes to mean. */
class OutboundAddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.0.1",
                "fe80::1",
                "fe80::a9fe:a9fe",
                "::ffff:169.254.169.254",
                "fd00:ec2::254",
                "100.100.100.200",
                "192.0.0.192",
                "224.0.0.1",
                "ff02::1",
                "0.0.0.0",
                "::"
            })
    void link_local_and_metadata_addresses_are_refused(String address) {
        assertThat(OutboundAddresses.objection(address)).startsWith("its address is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "fd12::1", "93.184.215.14", "2606:4700::1"})
    void this_machine_private_networks_and_the_rest_of_the_world_are_not(String address) {
        assertThat(OutboundAddresses.objection(address)).isNull();
    }
}
