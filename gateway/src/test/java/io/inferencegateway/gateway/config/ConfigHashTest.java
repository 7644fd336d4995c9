package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigHashTest {
    @Test
    void layout_and_comments_do_not_matter() {
        String spaced = "# why\n\n" + Configs.MINIMAL + "drain:    30s # the default\n";
        assertThat(ConfigHash.of(Configs.valid(spaced))).isEqualTo(ConfigHash.of(Configs.valid(Configs.MINIMAL)));
    }

    @Test
    void every_value_matters_also_the_hidden_part_of_a_webhook() {
        String first = Configs.MINIMAL + "notifications: { webhooks: [ { url: \"http://h/a\" } ] }\n";
        String second = Configs.MINIMAL + "notifications: { webhooks: [ { url: \"http://h/b\" } ] }\n";
        assertThat(ConfigHash.of(Configs.valid(first)))
                .isNotEqualTo(ConfigHash.of(Configs.valid(second)))
                .isNotEqualTo(ConfigHash.of(Configs.valid(Configs.MINIMAL)));
    }

    @Test
    void fits_a_double_exactly() {
        long hash = ConfigHash.of(Configs.valid(Configs.MINIMAL));
        assertThat((long) (double) hash).isEqualTo(hash).isPositive();
    }

    @Test
    void the_effective_configuration_hides_where_a_webhook_goes_on_its_host() {
        GatewayConfig config = Configs.valid(
                Configs.MINIMAL + "notifications: { webhooks: [ { url: \"http://h:1/T0K3N?k=T0K3N\" } ] }\n");
        assertThat(EffectiveConfig.toJson(config).toString())
                .contains("http://h:1/****")
                .doesNotContain("T0K3N");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "250, 250ms",
        "1500, 1500ms",
        "30000, 30s",
        "90000, 90s",
        "300000, 5m",
        "3600000, 1h",
        "86400000, 1d"
    })
    void durations_are_written_in_the_largest_unit_that_fits(long millis, String written) {
        assertThat(EffectiveConfig.duration(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.01%", "25, 0.25%", "50, 0.5%", "500, 5%", "10000, 100%"})
    void shares_are_written_in_per_cent(int basisPoints, String written) {
        assertThat(EffectiveConfig.share(basisPoints)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"1, 1B", "1536, 1536B", "65536, 64KiB", "16777216, 16MiB", "1073741824, 1GiB"})
    void sizes_are_written_in_the_largest_unit_that_fits(long bytes, String written) {
        assertThat(EffectiveConfig.bytes(bytes)).isEqualTo(written);
    }

    @Test
    void a_secret_matches_its_value_only_and_never_prints_it() {
        Secret secret = new Secret("s3cret", new Secret.Origin(Secret.Origin.Kind.ENVIRONMENT, "TOKEN"));
        assertThat(secret.matches("s3cret")).isTrue();
        assertThat(secret.matches("s3cre")).isFalse();
        assertThat(secret).hasToString("****");
    }
}
