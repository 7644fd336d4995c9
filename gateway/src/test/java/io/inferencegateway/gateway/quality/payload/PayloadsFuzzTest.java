package io.inferencegateway.gateway.quality.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.QualitySettings.Format;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, reading them ends with rows within their bounds or a reason, and tells no text of a prompt. */
class PayloadsFuzzTest {
    private static final int ROUNDS = Math.max(500, Integer.getInteger("fuzz.rounds", 3_000) / 3);
    private static final String SECRET = "SeCrEt";

    private static final List<String> NAMES = List.of(
            "features",
            "data",
            "instances",
            "inputs",
            "name",
            "shape",
            "messages",
            "content",
            "text",
            "prompt",
            "model",
            "predictions",
            "score",
            "outputs",
            "result",
            "usage",
            "completion_tokens",
            "choices",
            "finish_reason",
            "a.b",
            "\\u0000");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22})
    void random_documents_and_random_bytes_are_read_within_bounds(long seed) {
        Random random = new Random(seed);
        List<Payloads> all = new ArrayList<>();
        for (Format format : Format.values()) {
            all.add(PayloadsTest.payloads(format, null, null));
            all.add(PayloadsTest.payloads(format, "/features", "/outputs/0"));
        }
        boolean[] found = new boolean[2];
        for (int round = 0; round < ROUNDS; round++) {
            byte[] request = bytes(random);
            byte[] response = bytes(random);
            @Nullable String type = random.nextInt(4) == 0 ? "text/event-stream" : null;
            for (Payloads payloads : all) {
                Reading reading = payloads.read(request, type, response);
                found[reading instanceof Reading.Rows ? 1 : 0] = true;
                if (reading instanceof Reading.Rows rows) {
                    isWithinBounds(rows.rows());
                }
            }
        }
        assertThat(found).as("both were tried").containsExactly(true, true);
    }

    private static void isWithinBounds(List<Observation> rows) {
        assertThat(rows.size()).isBetween(1, Payloads.MOST_ROWS);
        for (Observation row : rows) {
            assertThat(row.features().size()).isLessThanOrEqualTo(Payloads.MOST_FEATURES);
            for (String name : row.features().keySet()) {
                assertThat(name.length()).isLessThanOrEqualTo(Observation.LONGEST_NAME);
            }
            assertThat(row.features().isEmpty() && row.prediction() == null).isFalse();
            assertThat(row.prediction()).isNotEqualTo(Value.MISSING);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {23, 24})
    void no_text_of_a_completion_is_ever_found(long seed) {
        Random random = new Random(seed);
        Payloads auto = PayloadsTest.payloads(Format.AUTO, null, null);
        for (int round = 0; round < ROUNDS; round++) {
            String asked = List.of(
                            "\"messages\":[", "\"contents\":[", "\"model\":\"m\",\"input\":[", "\"text_input\":[\"x\",")
                    .get(random.nextInt(4));
            String request = "{" + asked + document(random, 0) + "],\"prompt\":" + document(random, 0) + ",\"name\":\""
                    + SECRET + "\"}";
            String response = "{\"choices\":[{\"message\":" + document(random, 0) + ",\"text\":\"" + SECRET
                    + "\"}],\"output\":" + document(random, 0) + ",\"usage\":{}}";
            Reading reading = auto.read(
                    request.getBytes(StandardCharsets.UTF_8), null, response.getBytes(StandardCharsets.UTF_8));
            assertThat(reading).isInstanceOf(Reading.Rows.class).asString().doesNotContain(SECRET);
        }
    }

    private static byte[] bytes(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] document = document(random, 0).getBytes(StandardCharsets.UTF_8);
        for (int spoilt = random.nextInt(8) - 5; spoilt > 0 && document.length > 0; spoilt--) {
            document[random.nextInt(document.length)] = (byte) random.nextInt(256);
        }
        return document;
    }

    private static String document(Random random, int depth) {
        int kind = random.nextInt(depth > 6 ? 5 : 10);
        return switch (kind) {
            case 0 -> "null";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2 -> '"' + SECRET + "x".repeat(random.nextInt(100)) + '"';
            case 3 -> random.nextInt(4) + "";
            case 4 ->
                List.of("0.5", "1e308", "-1e999", "12345678901234567890", "0.1").get(random.nextInt(5));
            case 5, 6, 7 -> object(random, depth);
            default -> list(random, depth);
        };
    }

    private static String object(Random random, int depth) {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = NAMES.get(random.nextInt(NAMES.size())) + (random.nextInt(20) == 0 ? "n".repeat(130) : "");
            members.add('"' + name + "\":" + document(random, depth + 1));
        }
        return '{' + String.join(",", members) + '}';
    }

    private static String list(Random random, int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(document(random, depth + 1));
        }
        return '[' + String.join(",", elements) + ']';
    }
}
