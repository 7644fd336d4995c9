package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsConfigTest {
    private static String file(String dns, String upstream) {
        return dns + "\nmodels: { m: { stable: 1, versions: { 1: { upstreams: [\"" + upstream + "\"] } } } }\n";
    }

    @Test
    void reads_servers_and_bounds_and_shows_them() {
        GatewayConfig config = Configs.valid(file(
                "dns: { servers: [127.0.0.1, \"127.0.0.1:8600\", \"[::1]:53\", \"fd00::53\"], timeout: 1s, refresh-least: 1s,"
                        + " refresh-most: 2s }",
                "srv+http://_predict._tcp.models.internal/base"));
        assertThat(config.dns().servers())
                .containsExactly(
                        new InetSocketAddress("127.0.0.1", 53),
                        new InetSocketAddress("127.0.0.1", 8600),
                        new InetSocketAddress("::1", 53),
                        new InetSocketAddress("fd00::53", 53));
        assertThat(config.dns().refreshMost()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.models().get("m").versions().get(1).upstreams())
                .containsExactly(URI.create("srv+http://_predict._tcp.models.internal/base"));
        GatewayConfig again = Configs.valid(EffectiveConfig.toJson(config).toPrettyString());
        assertThat(again.dns()).isEqualTo(config.dns());
        assertThat(YamlAsJson.schemaErrors(EffectiveConfig.toJson(config))).isEmpty();
    }

    @Test
    void asks_the_servers_of_the_host_where_none_are_named() {
        assertThat(Configs.valid(file("", "http://h:1")).dns().servers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns: { servers: [localhost] }",
                "dns: { servers: [\"127.0.0.1:0\"] }",
                "dns: { servers: [\"127.0.0.1:70000\"] }",
                "dns: { servers: [\"1.2.3\"] }",
                "dns: { servers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4, 1.1.1.5, 1.1.1.6, 1.1.1.7, 1.1.1.8, 1.1.1.9] }",
                "dns: { timeout: 0s }",
                "dns: { refresh-least: 2m }",
                "dns: { refresh-least: 2s, refresh-most: 1s }",
                "dns: { ttl: 1s }"
            })
    void says_where_it_is_wrong(String dns) {
        assertThat(Configs.problems(file(dns, "http://h:1")))
                .anySatisfy(problem -> assertThat(problem.path()).startsWith("dns."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srv+http://models.internal",
                "srv+http://_predict._tcp.models.internal:80",
                "srv+http://_predict._tcp",
                "srv+ftp://_predict._tcp.models.internal",
                "srv+http://user@_predict._tcp.models.internal",
                "srv+http://_predict._tcp.models.internal/x?y"
            })
    void a_service_is_written_as_service_protocol_and_domain_without_a_port(String url) {
        assertThat(Configs.problems(file("", url))).isNotEmpty();
    }
}
