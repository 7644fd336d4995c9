package io.inferencegateway.gateway.quality.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.config.QualitySettings.Format;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.QualityPolicy;
import io.inferencegateway.monitoring.quality.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows are read from a request and its answer. */
class PayloadsTest {
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    static Payloads payloads(Format format, @Nullable String inputs, @Nullable String prediction) {
        return new Payloads(new QualitySettings(
                10_000,
                64 << 10,
                format,
                inputs == null ? null : JsonPointer.compile(inputs),
                prediction == null ? null : JsonPointer.compile(prediction),
                Duration.ofMinutes(1),
                new QualityPolicy(Duration.ofMinutes(15), 200, 0.15, Map.of()),
                null));
    }

    private static final Payloads AUTO = payloads(Format.AUTO, null, null);

    private static Reading read(Payloads payloads, String request, @Nullable String type, String response) {
        return payloads.read(request.getBytes(StandardCharsets.UTF_8), type, response.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Observation> rows(Payloads payloads, String request, String response) {
        Reading reading = read(payloads, request, "application/json", response);
        assertThat(reading).isInstanceOf(Reading.Rows.class);
        return ((Reading.Rows) reading).rows();
    }

    private static List<Observation> rows(String request, String response) {
        return rows(AUTO, request, response);
    }

    private static Reading.Reason reason(Payloads payloads, String request, @Nullable String type, String response) {
        Reading reading = read(payloads, request, type, response);
        assertThat(reading).isInstanceOf(Reading.Skipped.class);
        return ((Reading.Skipped) reading).reason();
    }

    /** @param namesAndValues numbers, words and null by turns with their names */
    private static Map<String, Value> features(@Nullable Object... namesAndValues) {
        Map<String, Value> features = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            features.put(String.valueOf(namesAndValues[i]), value(namesAndValues[i + 1]));
        }
        return features;
    }

    private static Value value(@Nullable Object value) {
        if (value instanceof Number number) {
            return new Value.Numeric(number.doubleValue());
        }
        return value == null ? Value.MISSING : new Value.Category(value.toString());
    }

    private static Observation row(@Nullable Object prediction, Map<String, Value> features) {
        return new Observation(features, prediction == null ? null : value(prediction));
    }

    // --- plain features ----------------------------------------------------------------------------------------------

    @Test
    void features_stand_in_an_object_of_their_own_beside_what_else_is_said() {
        assertThat(rows(
                        "{\"id\":7,\"features\":{\"income\":41000.5,\"zip\":\"10115\",\"new\":true,\"age\":null}}",
                        "{\"score\":0.25,\"took\":3}"))
                .containsExactly(row(0.25, features("income", 41000.5, "zip", "10115", "new", "true", "age", null)));
    }

    @Test
    void an_object_without_one_is_the_features_itself() {
        assertThat(rows("{\"a\":1,\"b\":{\"c\":\"x\"}}", "{\"label\":\"spam\"}"))
                .containsExactly(row("spam", features("a", 1, "b.c", "x")));
    }

    @Test
    void a_batch_is_a_row_for_each_of_its_elements() {
        assertThat(rows("[{\"a\":1},{\"a\":2}]", "{\"predictions\":[0.1,0.2]}"))
                .containsExactly(row(0.1, features("a", 1)), row(0.2, features("a", 2)));
        assertThat(rows("{\"features\":[{\"a\":1},{\"a\":2}]}", "[{\"score\":0.1},{\"score\":0.2}]"))
                .containsExactly(row(0.1, features("a", 1)), row(0.2, features("a", 2)));
    }

    @Test
    void values_without_names_are_called_by_their_place() {
        assertThat(rows("{\"features\":[1,\"x\"]}", "0.5")).containsExactly(row(0.5, features("f0", 1, "f1", "x")));
        assertThat(rows("{\"features\":[[1,2],[3,4]]}", "[0.5,0.6]"))
                .containsExactly(row(0.5, features("f0", 1, "f1", 2)), row(0.6, features("f0", 3, "f1", 4)));
    }

    @Test
    void a_frame_of_pandas_has_its_names_beside_its_values_or_in_records() {
        String split =
                "{\"dataframe_split\":{\"index\":[0,1],\"columns\":[\"a\",\"b\"],\"data\":[[1,\"x\"],[null,\"y\"]]}}";
        assertThat(rows(split, "{\"predictions\":[0.1,0.2]}"))
                .containsExactly(row(0.1, features("a", 1, "b", "x")), row(0.2, features("a", null, "b", "y")));
        assertThat(rows("{\"dataframe_records\":[{\"a\":1},{\"a\":2}]}", "{\"predictions\":[0.1,0.2]}"))
                .containsExactly(row(0.1, features("a", 1)), row(0.2, features("a", 2)));
        assertThat(rows("{\"inputs\":[[1,2],[3,4]]}", "{\"predictions\":[0.1,0.2]}"))
                .containsExactly(row(0.1, features("f0", 1, "f1", 2)), row(0.2, features("f0", 3, "f1", 4)));
    }

    @Test
    void what_is_no_number_is_missing() {
        assertThat(rows("{\"a\":NaN,\"b\":-Infinity,\"c\":1e999,\"d\":2}", "{\"score\":NaN}"))
                .containsExactly(row(null, features("a", null, "b", null, "c", null, "d", 2)));
    }

    @Test
    void a_batch_with_another_number_of_predictions_has_none() {
        assertThat(rows("[{\"a\":1},{\"a\":2}]", "{\"predictions\":[0.1,0.2,0.3]}"))
                .containsExactly(row(null, features("a", 1)), row(null, features("a", 2)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prediction\":0.5}|0.5",
                "{\"result\":{\"score\":\"high\"}}|high",
                "{\"predictions\":[7]}|7",
                "{\"outputs\":[[0.3]]}|0.3",
                "true|true",
                "{\"probabilities\":[0.1,0.9]}|0.9",
                "{\"probability\":[0.1,0.7,0.2]}|1",
                "{\"took\":3}|",
                "{\"prediction\":null}|",
                "{\"prediction\":[0.1,5,-3]}|",
                "{\"prediction\":1e999}|",
                "no json|",
            })
    void a_prediction_is_found_by_its_usual_names(String answer, @Nullable String prediction) {
        Value expected = prediction == null
                ? null
                : prediction.matches("[0-9.]+") && !answer.contains("0.7")
                        ? new Value.Numeric(Double.parseDouble(prediction))
                        : new Value.Category(prediction);
        assertThat(rows("{\"a\":1}", answer)).containsExactly(new Observation(features("a", 1), expected));
    }

    @Test
    void pointers_say_where_to_look_instead() {
        Payloads payloads = payloads(Format.AUTO, "/customer/attributes", "/decision/p~1risk");
        assertThat(rows(
                        payloads,
                        "{\"customer\":{\"name\":\"Ada\",\"attributes\":{\"a\":1}},\"features\":{\"b\":2}}",
                        "{\"score\":0.1,\"decision\":{\"p/risk\":0.9}}"))
                .containsExactly(row(0.9, features("a", 1)));
        assertThat(rows(payloads, "{\"customer\":{\"attributes\":[{\"a\":1},{\"a\":2}]}}", "{}"))
                .containsExactly(row(null, features("a", 1)), row(null, features("a", 2)));
        assertThat(reason(payloads, "{\"b\":2}", null, "{\"score\":0.1}")).isEqualTo(Reading.Reason.NO_ROWS);
    }

    // --- protocols ---------------------------------------------------------------------------------------------------

    @Test
    void domino_has_its_inputs_under_data_and_its_answer_under_result() {
        assertThat(rows(
                        "{\"data\":{\"dropperc\":0.1,\"plan\":\"basic\"}}",
                        "{\"model_time_in_ms\":3,\"release\":{\"model_version_number\":2},\"result\":0.42}"))
                .containsExactly(row(0.42, features("dropperc", 0.1, "plan", "basic")));
        assertThat(rows(
                        payloads(Format.DOMINO, null, null),
                        "{\"data\":[{\"a\":1},{\"a\":2}]}",
                        "{\"timestamp\":1,\"result\":[{\"score\":0.1},{\"score\":0.2}]}"))
                .containsExactly(row(0.1, features("a", 1)), row(0.2, features("a", 2)));
    }

    @Test
    void kserve_v1_has_instances_and_predictions() {
        assertThat(rows("{\"instances\":[{\"a\":1},{\"a\":2}]}", "{\"predictions\":[0,1]}"))
                .containsExactly(row(0, features("a", 1)), row(1, features("a", 2)));
        assertThat(rows("{\"instances\":[[6.8,2.8],[6.1,3.4]]}", "{\"predictions\":[[0.2,0.8],[0.6,0.4]]}"))
                .containsExactly(row(0.8, features("f0", 6.8, "f1", 2.8)), row(0.4, features("f0", 6.1, "f1", 3.4)));
        assertThat(rows("{\"instances\":[5,6]}", "{\"predictions\":[0.5,0.6]}"))
                .containsExactly(row(0.5, features("f0", 5)), row(0.6, features("f0", 6)));
    }

    @Test
    void kserve_v2_has_a_tensor_for_one_feature_or_several() {
        assertThat(
                        rows(
                                """
                        {"inputs":[
                          {"name":"age","shape":[2],"datatype":"INT64","data":[31,45]},
                          {"name":"plan","shape":[2,1],"datatype":"BYTES","data":["basic","pro"]},
                          {"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4]]},
                          {"name":"threshold","shape":[1],"datatype":"FP32","data":[0.5]}]}""",
                                """
                        {"outputs":[
                          {"name":"embedding","shape":[2,3],"datatype":"FP32","data":[1,2,3,4,5,6]},
                          {"name":"score","shape":[2,1],"datatype":"FP32","data":[0.1,0.2]}]}"""))
                .containsExactly(
                        row(0.1, features("age", 31, "plan", "basic", "x.0", 1, "x.1", 2)),
                        row(0.2, features("age", 45, "plan", "pro", "x.0", 3, "x.1", 4)));
    }

    @Test
    void a_tensor_whose_shape_and_values_do_not_fit_together_is_left_out() {
        for (String shape :
                List.of("[3]", "[2,2]", "[-1]", "[0]", "[]", "[65536,65536]", "[1e9,1e9,1e9]", "\"2\"", "{\"a\":2}")) {
            assertThat(rows(
                            "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"data\":[1]},{\"name\":\"b\",\"shape\":"
                                    + shape + ",\"data\":[1,2]}]}",
                            "{}"))
                    .as(shape)
                    .containsExactly(row(null, features("a", 1)));
        }
    }

    @Test
    void of_completions_only_lengths_and_counts_are_read() {
        List<Observation> rows = rows(
                """
                {"model":"m","messages":[{"role":"system","content":"Be brief."},
                  {"role":"user","content":[{"type":"text","text":"h\u00e9llo \ud83d\ude00"},{"type":"image_url"}]}],
                 "max_tokens":20,"temperature":0.7,"user":"ada@example.org"}""",
                """
                {"choices":[{"message":{"content":"a secret"},"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":9,"completion_tokens":4}}""");
        assertThat(rows)
                .containsExactly(row(
                        4,
                        features(
                                "prompt_characters",
                                16,
                                "messages",
                                2,
                                "max_tokens",
                                20,
                                "temperature",
                                0.7,
                                "finish_reason",
                                "stop")));
        assertThat(rows.toString()).doesNotContain("secret", "brief", "ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"prompt\":\"private words\"}",
                "{\"model\":\"m\",\"prompt\":[\"private \",\"words\"]}",
                "{\"model\":\"m\",\"input\":\"private words\"}",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"private words\"}]}",
                "{\"messages\":[{\"content\":\"private words\"}]}",
                "{\"prompt\":\"private words\",\"n_predict\":128}",
                "{\"inputs\":\"private words\",\"parameters\":{\"max_new_tokens\":9}}",
                "{\"text_input\":\"private words\"}",
                "{\"contents\":[{\"parts\":[{\"text\":\"private \"},{\"text\":\"words\"}]}]}",
                "{\"system\":\"private \",\"messages\":[{\"content\":\"words\"}]}"
            })
    void no_text_of_a_prompt_is_a_feature_whatever_the_request_is_called(String request) {
        List<Observation> rows = rows(request, "{\"data\":[{\"embedding\":[0.1,0.9]}]}");
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).features()).containsEntry("prompt_characters", new Value.Numeric(13));
        assertThat(rows.toString()).doesNotContain("private");
    }

    @Test
    void a_number_in_the_answer_to_a_prompt_is_its_prediction_and_a_text_is_none() {
        String request = "{\"inputs\":\"private words\"}";
        assertThat(rows(request, "[{\"label\":\"angry\",\"score\":0.9}]"))
                .containsExactly(row(0.9, features("prompt_characters", 13)));
        assertThat(rows(request, "{\"output\":\"secret\"}"))
                .containsExactly(row(null, features("prompt_characters", 13)));
        assertThat(rows("{\"a\":1}", "{\"output\":\"" + "w".repeat(65) + "\"}"))
                .containsExactly(row(null, features("a", 1)));
    }

    @Test
    void a_stream_of_completions_is_read_as_the_answer_that_it_is() {
        String stream =
                """
                data: {"choices":[{"delta":{"content":"private"},"finish_reason":null}]}

                data: {"choices":[{"delta":{},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"completion_tokens":12}}

                data: [DONE]

                """;
        Reading reading = read(AUTO, "{\"messages\":[]}", EVENT_STREAM, stream);
        assertThat(reading)
                .isEqualTo(new Reading.Rows(
                        List.of(row(12, features("prompt_characters", 0, "messages", 0, "finish_reason", "length")))));
        assertThat(reason(AUTO, "{\"a\":1}", EVENT_STREAM, "data: {\"score\":1}\n\n"))
                .isEqualTo(Reading.Reason.STREAM);
    }

    @Test
    void what_is_no_completion_is_not_read_as_one_where_the_format_says_so() {
        Payloads openai = payloads(Format.OPENAI, null, null);
        assertThat(reason(openai, "{\"name\":\"Ada\"}", null, "{\"text\":\"hello\"}"))
                .isEqualTo(Reading.Reason.NO_ROWS);
        assertThat(rows(openai, "{\"name\":\"Ada\"}", "{\"score\":1}")).containsExactly(row(1, Map.of()));
    }

    // --- bounds ------------------------------------------------------------------------------------------------------

    @Test
    void an_answer_without_a_request_that_can_be_read_is_a_prediction_of_its_own() {
        assertThat(rows("", "{\"score\":0.5}")).containsExactly(row(0.5, Map.of()));
        assertThat(rows("--boundary\r\n\r\nGIF89a", "{\"label\":\"cat\"}")).containsExactly(row("cat", Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''|NOT_JSON",
                "x|y|NOT_JSON",
                "null|null|NOT_JSON",
                "{}|{}|NO_ROWS",
                "[]|[]|NO_ROWS",
                "7|{}|NO_ROWS"
            })
    void where_there_is_nothing_it_is_said_why(String request, String response, Reading.Reason reason) {
        assertThat(reason(AUTO, request, null, response)).isEqualTo(reason);
    }

    @Test
    void a_document_that_is_too_deep_or_has_too_long_a_number_or_name_is_none() {
        String deep = "{\"a\":".repeat(65) + "1" + "}".repeat(65);
        String number = "{\"a\":" + "1".repeat(129) + "}";
        String name = "{\"" + "n".repeat(1_025) + "\":1}";
        for (String hostile : List.of(deep, number, name, "[".repeat(200_000), "{\"a\":1} trailing")) {
            assertThat(reason(AUTO, hostile, null, hostile)).isEqualTo(Reading.Reason.NOT_JSON);
        }
    }

    @Test
    void long_names_are_left_out_and_of_long_texts_only_that_they_are() {
        String name = "n".repeat(129);
        assertThat(rows("{\"" + name + "\":1,\"b\":\"" + "w".repeat(65) + "\"}", "{}"))
                .containsExactly(row(null, features("b", "long text")));
    }

    @Test
    void of_a_batch_and_of_a_row_so_much_is_read_and_no_more() {
        String[] instances = new String[2_000];
        Arrays.fill(instances, "{\"a\":1}");
        String[] scores = new String[2_000];
        Arrays.fill(scores, "0.5");
        List<Observation> rows = rows(
                "{\"instances\":[" + String.join(",", instances) + "]}",
                "{\"predictions\":[" + String.join(",", scores) + "]}");
        assertThat(rows).hasSize(Payloads.MOST_ROWS).containsOnly(row(0.5, features("a", 1)));

        StringBuilder wide = new StringBuilder("{");
        for (int i = 0; i < 2_000; i++) {
            wide.append("\"f").append(i).append("\":1,");
        }
        assertThat(rows(wide + "\"z\":1}", "1").get(0).features()).hasSize(Payloads.MOST_FEATURES);
        assertThat(rows("[" + String.join(",", scores) + "]", "1").get(0).features())
                .hasSize(Payloads.MOST_FEATURES);
        assertThat(rows("", "[" + String.join(",", scores) + "]")).hasSize(Payloads.MOST_ROWS);
        String tensor = "[{\"name\":\"a\",\"shape\":[2000],\"data\":[" + String.join(",", scores) + "]}]";
        assertThat(rows("{\"inputs\":" + tensor + "}", "{\"outputs\":" + tensor + "}"))
                .hasSize(Payloads.MOST_ROWS)
                .containsOnly(row(0.5, features("a", 0.5)));
    }
}
