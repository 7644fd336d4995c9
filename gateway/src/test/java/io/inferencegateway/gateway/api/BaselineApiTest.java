package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BaselineApiTest extends AdminBench {
    private static final ModelVersion FRAUD_1 = new ModelVersion("fraud", 1);
    private static final String URL = "/api/v1/models/fraud/versions/1/baseline";

    @Test
    void says_honestly_that_there_is_not_enough_yet() throws Exception {
        gateway.statistics.record(FRAUD_1, 100, 200, Outcome.OK, 10_000);
        gateway.statistics.collectNow();
        gateway.clock.advance(Duration.ofSeconds(5));

        JsonObject baseline = gateway.get(URL).json();

        assertThat(baseline.getBoolean("enough")).isFalse();
        assertThat(baseline.getString("detail")).contains("1 points").contains("100 over a day");
        JsonObject errorRate = baseline.getJsonArray("metrics").getJsonObject(0);
        assertThat(errorRate.getValue("warning")).isNull();
        assertThat(errorRate.getDouble("high")).isBetween(0.03, 0.04);
    }

    @Test
    void suggests_thresholds_with_the_data_that_speak_for_them() throws Exception {
        for (int piece = 0; piece < 110; piece++) {
            gateway.statistics.record(FRAUD_1, 99, 200, Outcome.OK, 10_000 + 50L * piece);
            gateway.statistics.record(FRAUD_1, 1, 500, Outcome.UPSTREAM_ERROR, 30_000);
            gateway.statistics.collectNow();
            gateway.clock.advance(Duration.ofMinutes(15));
            gateway.onControl(() -> {
                gateway.history.tick();
                return true;
            });
        }

        JsonObject baseline = gateway.get(URL + "?since=2d").json();

        assertThat(baseline.getBoolean("enough")).isTrue();
        assertThat(baseline.getInteger("points")).isEqualTo(110);
        assertThat(baseline.getLong("total_requests")).isEqualTo(11_000);
        JsonObject errorRate = baseline.getJsonArray("metrics").getJsonObject(0);
        assertThat(errorRate.getDouble("overall")).isEqualTo(0.01);
        assertThat(errorRate.getDouble("warning")).isBetween(0.0125, 0.03);
        assertThat(errorRate.getDouble("critical")).isEqualTo(2 * errorRate.getDouble("warning"));
        assertThat(errorRate.getInteger("points_above")).isZero();
        JsonObject p95 = baseline.getJsonArray("metrics").getJsonObject(1);
        assertThat(p95.getDouble("warning")).isGreaterThan(15.4);
        assertThat(gateway.get(URL + "?since=61d").status()).isEqualTo(400);
        assertThat(gateway.get(URL + "?since=week").status()).isEqualTo(400);
    }
}
