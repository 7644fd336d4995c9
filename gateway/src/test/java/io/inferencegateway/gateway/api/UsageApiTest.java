package io.inferencegateway.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.monitoring.usage.CallerUsage;
import io.inferencegateway.monitoring.usage.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageApiTest extends AdminBench {
    private static final String FRAUD = "/api/v1/models/fraud/usage";

    @Test
    void names_the_busiest_callers_and_what_the_others_may_have_sent() throws Exception {
        gateway.onControl(() -> {
            gateway.usage.add(Map.of(
                    "fraud",
                    new Usage(
                            100,
                            0,
                            List.of(
                                    new CallerUsage("a", 60, 10, 6, 600, 1_200),
                                    new CallerUsage("b", 30, 0, 0, 300, 600),
                                    new CallerUsage("c", 10, 0, 0, 1, 1)))));
            return null;
        });

        JsonObject usage = gateway.get(FRAUD + "?limit=2").json();

        assertThat(usage.getLong("total_requests")).isEqualTo(100);
        assertThat(usage.getLong("others_at_most")).isEqualTo(20);
        JsonArray callers = usage.getJsonArray("callers");
        assertThat(callers).hasSize(2);
        assertThat(callers.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("caller", "a")
                        .put("requests", 60)
                        .put("at_most_over", 10)
                        .put("share", 0.6)
                        .put("errors", 6)
                        .put("request_bytes", 600)
                        .put("response_bytes", 1_200));
    }

    @Test
    void says_that_it_is_not_counted_and_what_it_cannot_read() throws Exception {
        assertThat(gateway.get(FRAUD).json().getString("by")).isEqualTo("none");
        assertThat(gateway.get("/api/v1/models/nobody/usage").status()).isEqualTo(404);
        assertThat(gateway.get(FRAUD + "?since=forever").status()).isEqualTo(400);
        assertThat(gateway.get(FRAUD + "?since=32d").json().encode()).contains("usage is kept for 31d");
        assertThat(gateway.get(FRAUD + "?limit=0").status()).isEqualTo(400);
    }
}
