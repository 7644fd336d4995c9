package io.inferencegateway.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamMetricsConfigTest {
    @Test
    void a_path_is_asked_for_at_each_upstream_and_a_url_once() {
        assertThat(urls("metrics: \"/stats?format=prometheus\""))
                .containsExactly(
                        URI.create("http://a.models:8080/stats?format=prometheus"),
                        URI.create("http://b.models:8080/stats?format=prometheus"));
        assertThat(urls("metrics: \"http://a.models:8002/metrics\""))
                .containsExactly(URI.create("http://a.models:8002/metrics"));
    }

    @Test
    void a_url_elsewhere_would_be_a_way_to_make_the_gateway_ask_anybody() {
        assertThat(Configs.problems(yaml("metrics: \"http://169.254.169.254/latest\"")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("models.fraud.versions.1.metrics");
                    assertThat(problem.message()).contains("host of one of the version's upstreams");
                });
    }

    @Test
    void what_is_no_path_and_processors_without_metrics_are_named() {
        assertThat(Configs.problems(yaml("metrics: metrics")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("/metrics"));
        assertThat(Configs.problems(yaml("cores: 4"))).singleElement().satisfies(problem -> assertThat(problem.path())
                .isEqualTo("models.fraud.versions.1.cores"));
        assertThat(Configs.problems(yaml("metrics: /metrics, cores: 0"))).hasSize(1);
    }

    private static List<URI> urls(String keys) {
        GatewayConfig.Version version = Configs.version(Configs.model(Configs.valid(yaml(keys)), "fraud"), 1);
        GatewayConfig.MetricsOfUpstreams metrics = version.metrics();
        assertThat(metrics).isNotNull();
        return metrics.urls(version.upstreams());
    }

    private static String yaml(String keys) {
        return "models: { fraud: { stable: 1, versions: { 1: { upstreams: [\"http://a.models:8080/v1\","
                + " \"http://b.models:8080/v1\"], " + keys + " } } } }";
    }
}
