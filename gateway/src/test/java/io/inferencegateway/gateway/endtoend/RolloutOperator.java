package io.inferencegateway.gateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Who operates the rollouts of {@code fraud} over the admin API of one gateway.
 *
 * @param patience how long a phase is waited for
 */
record RolloutOperator(GatewayProcess gateway, Callers callers, Duration patience) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "/api/v1/models/fraud/";

    /** @param body as the API takes it */
    void start(String body) throws Exception {
        Callers.Answer started = callers.post(gateway.admin().resolve(MODEL + "rollouts"), body);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
    }

    /** Version 2 at one weight, held for longer than any test; it is progressing when this returns. */
    void startAt(String weight) throws Exception {
        start("{\"version\":2,\"steps\":[{\"weight\":\"" + weight + "\",\"hold\":\"1h\"}]}");
        awaitPhase("progressing");
    }

    void command(String command) throws Exception {
        Callers.Answer done = callers.post(gateway.admin().resolve(MODEL + "rollout/" + command), "{}");
        assertThat(done.status()).as(done.body()).isEqualTo(200);
    }

    JsonNode rollout() throws Exception {
        return JSON.readTree(
                callers.get(gateway.admin().resolve(MODEL + "rollout")).body());
    }

    String phase() throws Exception {
        return text("phase");
    }

    String text(String field) throws Exception {
        return rollout().get(field).asText();
    }

    void awaitPhase(String phase) {
        Awaitility.await(phase).atMost(patience).untilAsserted(() -> assertThat(phase())
                .isEqualTo(phase));
    }

    /** Where the split chooses the version. */
    URI split() {
        return gateway.traffic().resolve("/models/fraud/latest/predict");
    }
}
