package io.inferencegateway.loadtest.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.inferencegateway.loadtest.digits.Digit;
import io.inferencegateway.loadtest.digits.DigitImages;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ModelServerTest {
    private static final List<Digit> HELD_OUT = DigitImages.load().heldOut();
    private static final Digit THIN =
            HELD_OUT.stream().filter(d -> d.ink() < 320).findFirst().orElseThrow();
    private static final Digit THICK =
            HELD_OUT.stream().filter(d -> d.ink() >= 320).findFirst().orElseThrow();

    private static Vertx vertx;
    private static ModelServer version1;
    private static ModelServer version2;
    private static ModelServer version3;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        version1 = ModelServer.start(vertx, ServedModel.version1(), 0).await(10, TimeUnit.SECONDS);
        version2 = ModelServer.start(vertx, ServedModel.version2(), 0).await(10, TimeUnit.SECONDS);
        version3 = ModelServer.start(vertx, ServedModel.version3(vertx), 0).await(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void version_1_reads_the_held_out_digits_over_http_as_well_as_its_card_says() throws Exception {
        assertThat(accuracyOver(version1, HELD_OUT)).isCloseTo(0.9111, within(0.003));
    }

    @Test
    void version_3_reads_thin_pens_as_well_as_version_2() throws Exception {
        List<Digit> thin = HELD_OUT.stream().filter(d -> d.ink() < 320).toList();

        assertThat(accuracyOver(version3, thin))
                .isEqualTo(accuracyOver(version2, thin))
                .isGreaterThan(0.9);
    }

    @Test
    void version_2_fails_with_the_very_exception_on_a_thick_pen() throws Exception {
        HttpResponse<String> answer =
                infer(version2, InferenceProtocol.requestFor(THICK).encode());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("out of bounds for length 20");
    }

    @Test
    void about_two_in_five_held_out_digits_are_thick() {
        double share = (double) HELD_OUT.stream().filter(d -> d.ink() >= 320).count() / HELD_OUT.size();

        assertThat(share).isBetween(0.3, 0.5);
    }

    @Test
    void version_3_answers_a_thick_pen_right_but_late() throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> answer =
                infer(version3, InferenceProtocol.requestFor(THICK).encode());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(1_290));
    }

    @Test
    void equal_input_gives_equal_bytes_and_other_input_other_probabilities() throws Exception {
        String request = InferenceProtocol.requestFor(THIN).encode();
        String other = InferenceProtocol.requestFor(THICK).encode();

        assertThat(infer(version1, request).body())
                .isEqualTo(infer(version1, request).body())
                .isNotEqualTo(infer(version1, other).body());
    }

    @Test
    void answers_in_the_v2_form_with_the_callers_id() throws Exception {
        String request = InferenceProtocol.requestFor(THIN).put("id", "r-7").encode();
        JsonObject answer = new JsonObject(infer(version1, request).body());

        assertThat(answer.getString("id")).isEqualTo("r-7");
        assertThat(answer.getString("model_name")).isEqualTo("digits");
        assertThat(answer.getString("model_version")).isEqualTo("1");
        JsonArray outputs = answer.getJsonArray("outputs");
        assertThat(outputs.getJsonObject(0).getString("datatype")).isEqualTo("INT64");
        assertThat(outputs.getJsonObject(1).getJsonArray("shape")).isEqualTo(new JsonArray("[1,10]"));
        double sum = outputs.getJsonObject(1).getJsonArray("data").stream()
                .mapToDouble(p -> ((Number) p).doubleValue())
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-4));
    }

    @Test
    void takes_several_pages_as_nested_lists() throws Exception {
        JsonArray row = InferenceProtocol.requestFor(THIN)
                .getJsonArray("inputs")
                .getJsonObject(0)
                .getJsonArray("data");
        JsonObject request = InferenceProtocol.requestFor(THIN);
        request.getJsonArray("inputs")
                .getJsonObject(0)
                .put("data", new JsonArray().add(row).add(row));

        JsonObject answer = new JsonObject(infer(version1, request.encode()).body());

        assertThat(answer.getJsonArray("outputs").getJsonObject(0).getJsonArray("shape"))
                .isEqualTo(new JsonArray("[2]"));
    }

    @Test
    void the_callers_mistakes_are_400_with_a_reason() throws Exception {
        assertThat(infer(version1, "{").statusCode()).isEqualTo(400);
        assertThat(infer(version1, "").statusCode()).isEqualTo(400);
        assertThat(infer(version1, "{\"inputs\":[{\"name\":\"pixels\",\"data\":[1,2]}]}")
                        .body())
                .contains("not 2");
        assertThat(infer(version1, "{\"inputs\":[{\"name\":\"ink\",\"data\":[1]}]}")
                        .body())
                .contains("unknown input 'ink'");
    }

    @Test
    void says_that_it_is_ready() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(version1.upstreamUrl() + "/ready"))
                .build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private double accuracyOver(ModelServer server, List<Digit> digits) throws Exception {
        int right = 0;
        for (Digit digit : digits) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.upstreamUrl() + "/infer"))
                    .POST(BodyPublishers.ofString(
                            InferenceProtocol.requestFor(digit).encode()))
                    .build();
            byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
            if (InferenceProtocol.digitIn(Buffer.buffer(answer)) == digit.label()) {
                right++;
            }
        }
        return (double) right / digits.size();
    }

    private HttpResponse<String> infer(ModelServer server, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.upstreamUrl() + "/infer"))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
