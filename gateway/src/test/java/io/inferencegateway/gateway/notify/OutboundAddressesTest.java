package io.inferencegateway.gateway.notify;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.notify.Carrier.Answer;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nothing is sent to, whatever a name in the configuration comes to mean. */
class OutboundAddressesTest {
    private static final Letter LETTER = new Letter(1, "d1", "rollout.step", 0, "{}");

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

    @Test
    void the_connection_is_asked_where_it_leads_before_anything_is_sent() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<@Nullable String> asked = new ArrayList<>();
        try (ScriptedReceiver receiver = new ScriptedReceiver()) {
            String named = receiver.url("/h").replace("127.0.0.1", "localhost");
            Channel channel = Channel.of(AnnouncerBench.receiver(Kind.WEBHOOK, "hook", named));
            Post wary = new Post(vertx, peer -> {
                asked.add(peer.hostAddress());
                return "its address is not for us";
            });

            Answer refused = wary.send(channel, LETTER, 0).await(20, SECONDS);
            Answer taken = new Post(vertx).send(channel, LETTER, 0).await(20, SECONDS);

            assertThat(asked).containsExactly("127.0.0.1");
            assertThat(refused).isEqualTo(new Answer(Pace.Verdict.REFUSED, "its address is not for us", null));
            assertThat(taken.verdict()).isEqualTo(Pace.Verdict.TAKEN);
            assertThat(receiver.requests).hasSize(1);
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }
}
