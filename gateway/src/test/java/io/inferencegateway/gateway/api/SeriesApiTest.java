package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesApiTest extends AdminBench {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);

    @Test
    void a_series_has_the_requests_where_they_were_and_gaps_where_there_were_none() throws Exception {
        gateway.statistics.record(FRAUD_1, 30, 200, Outcome.OK, 10_000);
        gateway.statistics.collectNow();
        gateway.clock.advance(Duration.ofSeconds(60));
        gateway.statistics.record(FRAUD_1, 6, 500, Outcome.UPSTREAM_ERROR, 20_000);
        gateway.statistics.collectNow();
        gateway.clock.advance(Duration.ofSeconds(30));

        JsonObject series = gateway.get(
                        "/api/v1/monitors/configured/series?from=2026-11-22T10:00:00Z&to=2026-11-22T10:01:30Z&step=30s")
                .json();

        JsonArray points = series.getJsonArray("points");
        assertThat(points.stream().map(point -> ((JsonObject) point).getLong("total_requests")))
                .containsExactly(30L, 0L, 6L);
        assertThat(points.getJsonObject(0).getDouble("request_rate")).isEqualTo(1.0);
        assertThat(points.getJsonObject(1).getValue("error_rate")).isNull();
        assertThat(points.getJsonObject(1).getValue("p99_latency_ms")).isNull();
        assertThat(points.getJsonObject(2).getDouble("error_rate")).isEqualTo(1.0);
        assertThat(series.getDouble("step_seconds")).isEqualTo(30.0);
        assertThat(series.getJsonObject("summary").getLong("total_requests")).isEqualTo(36);
        assertThat(series.getJsonObject("summary").getDouble("p99_latency_ms")).isEqualTo(20.0);
    }

    @Test
    void a_series_that_makes_no_sense_is_refused() throws Exception {
        String series = "/api/v1/monitors/configured/series";

        assertThat(gateway.get(series + "?from=yesterday").status()).isEqualTo(400);
        assertThat(gateway.get(series + "?from=2000&to=1000").status()).isEqualTo(400);
        assertThat(gateway.get(series + "?step=1ms").status()).isEqualTo(400);
        assertThat(gateway.get(series + "?from=1000&to=9000000&step=1s").status())
                .isEqualTo(400);
        assertThat(gateway.get(series + "?steps=1s").json().getString("detail"))
                .contains("known: from, histogram, step, to");
    }

    @Test
    void a_version_without_a_monitor_has_a_series_too() throws Exception {
        gateway.statistics.record(new ModelVersion("fraud", 2), 10, 200, Outcome.OK, 10_000);
        gateway.clock.advance(Duration.ofSeconds(5));

        JsonObject series =
                gateway.get("/api/v1/models/fraud/versions/2/series?step=10m").json();

        assertThat(series.containsKey("monitor")).isFalse();
        assertThat(series.getString("model") + series.getInteger("version")).isEqualTo("fraud2");
        JsonArray points = series.getJsonArray("points");
        assertThat(points.getJsonObject(points.size() - 1).getLong("total_requests"))
                .isEqualTo(10);
        assertThat(gateway.get("/api/v1/models/fraud/versions/9/series").json().getString("detail"))
                .contains("no version '9'")
                .contains("[1, 2]");
        assertThat(gateway.get("/api/v1/models/nobody/versions/1/series").status())
                .isEqualTo(404);
    }

    @Test
    void a_point_tells_statuses_outcomes_bytes_and_how_sure_its_error_rate_is() throws Exception {
        gateway.statistics.record(FRAUD_1, 90, 200, Outcome.OK, 10_000);
        gateway.statistics.record(FRAUD_1, 10, 502, Outcome.UPSTREAM_RESET, 20_000);
        gateway.clock.advance(Duration.ofSeconds(5));

        JsonObject point = last("/api/v1/models/fraud/versions/1/series?step=10m");

        assertThat(point.getJsonObject("status_codes")).isEqualTo(new JsonObject("{\"200\":90,\"502\":10}"));
        assertThat(point.getJsonObject("outcomes")).isEqualTo(new JsonObject("{\"ok\":90,\"upstream_reset\":10}"));
        assertThat(point.getLong("request_bytes")).isEqualTo(1_000);
        assertThat(point.getLong("response_bytes")).isEqualTo(2_000);
        assertThat(point.getDouble("error_rate_low")).isBetween(0.05, 0.06);
        assertThat(point.getDouble("error_rate_high")).isBetween(0.17, 0.18);
        assertThat(point.containsKey("latency_buckets")).isFalse();
    }

    @Test
    void a_heatmap_has_each_request_in_one_bucket_of_bounds_given_once() throws Exception {
        gateway.statistics.record(FRAUD_1, 7, 200, Outcome.OK, 400);
        gateway.statistics.record(FRAUD_1, 3, 200, Outcome.OK, 12_000);
        gateway.statistics.record(FRAUD_1, 1, 200, Outcome.OK, 90_000_000);
        gateway.clock.advance(Duration.ofSeconds(5));

        String url = "/api/v1/models/fraud/versions/1/series?step=10m&histogram=true";
        JsonArray bounds = gateway.get(url).json().getJsonArray("latency_bounds_ms");
        JsonArray buckets = last(url).getJsonArray("latency_buckets");

        assertThat(buckets.size()).isEqualTo(bounds.size() + 1);
        assertThat(buckets.getLong(0)).isEqualTo(7);
        assertThat(buckets.getLong(bounds.getList().indexOf(15.0))).isEqualTo(3);
        assertThat(buckets.getLong(bounds.size())).isEqualTo(1);
        assertThat(buckets.stream()
                        .mapToLong(count -> ((Number) count).longValue())
                        .sum())
                .isEqualTo(11);
        assertThat(gateway.get("/api/v1/models/fraud/versions/1/series?histogram=yes")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void one_figure_of_all_versions_comes_in_one_answer() throws Exception {
        gateway.statistics.record(FRAUD_1, 30, 200, Outcome.OK, 10_000);
        gateway.statistics.record(new ModelVersion("fraud", 2), 4, 500, Outcome.UPSTREAM_ERROR, 20_000);
        gateway.statistics.collectNow();
        gateway.clock.advance(Duration.ofSeconds(60));
        String time = "from=2026-11-22T10:00:00Z&to=2026-11-22T10:01:00Z&step=30s";

        JsonObject latency = gateway.get("/api/v1/history/trends?" + time).json();
        JsonObject errors =
                gateway.get("/api/v1/history/trends?figure=error_rate&" + time).json();
        JsonObject rates = gateway.get("/api/v1/history/trends?figure=request_rate&" + time)
                .json();

        assertThat(latency.getString("figure")).isEqualTo("p99_latency_ms");
        assertThat(latency.getInteger("left_out")).isZero();
        assertThat(trend(latency, "fraud 1")).containsExactly(10.0, null);
        assertThat(trend(errors, "fraud 2")).containsExactly(1.0, null);
        assertThat(trend(rates, "fraud 1")).containsExactly(1.0, 0.0);
    }

    @Test
    void trends_that_make_no_sense_are_refused() throws Exception {
        assertThat(gateway.get("/api/v1/history/trends?figure=sum").json().encode())
                .contains("request_rate, error_rate, p50_latency_ms");
        assertThat(gateway.get("/api/v1/history/trends?from=2026-11-22T09:50:00Z&step=1s")
                        .json()
                        .encode())
                .contains("more than 120 points");
    }

    private static List<Object> trend(JsonObject answer, String version) {
        return answer.getJsonArray("trends").stream()
                .map(JsonObject.class::cast)
                .filter(each -> version.equals(each.getString("model") + " " + each.getInteger("version")))
                .flatMap(each -> each.getJsonArray("values").stream())
                .toList();
    }

    @Test
    void a_version_that_left_the_file_has_its_history_still() throws Exception {
        String series = "/api/v1/models/churn/versions/9/series";
        assertThat(gateway.get(series).status()).isEqualTo(404);
        gateway.served(new ModelVersion("churn", 9), 10);
        gateway.clock.advance(Duration.ofSeconds(5));

        assertThat(gateway.get(series).json().getJsonObject("summary").getLong("total_requests"))
                .isEqualTo(10);
        assertThat(gateway.get(series + "?step=no").status()).isEqualTo(400);
        assertThat(gateway.get("/api/v1/models/churn/versions/8/series").status())
                .isEqualTo(404);
        assertThat(gateway.get("/api/v1/history/versions").json().getJsonArray("versions"))
                .contains(new JsonObject("{\"model\":\"churn\",\"version\":9,\"configured\":false}"));
    }

    private JsonObject last(String url) throws Exception {
        JsonArray points = gateway.get(url).json().getJsonArray("points");
        return points.getJsonObject(points.size() - 1);
    }
}
