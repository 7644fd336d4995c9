package io.inferencegateway.gateway.tokens;

import static io.inferencegateway.gateway.tokens.GeneratedAnswer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of answers that only pass. The clock moves 10 ms before each chunk. */
class AnswerTokensTest {
    private static final String STREAM = "text/event-stream; charset=utf-8";
    private static final String JSON = "application/json";

    /** Three tokens, of which one looks like usage, and a count in an event of its own. */
    private static final String OPENAI_STREAM =
            """
            : a comment keeps the line open

            data: {"choices":[{"delta":{"content":"Grüß"}}],"usage":null}

            event: message
            data:{"choices":[{"delta":{"content":"\\"usage\\":{\\"prompt_tokens\\":99,\\"completion_tokens\\":99}"}}]}
            id: 7

            data: {"choices":[{"delta":
            data:  {"content":"!"}}]}

            data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}

            data: [DONE]

            """;

    private static final String ANTHROPIC_STREAM =
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"m","content":[],"usage":{"input_tokens":25,"output_tokens":1}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

            """;

    private long nowNanos = -5;

    private GeneratedAnswer read(AnswerTokens tokens, byte[]... chunks) {
        long start = nowNanos;
        for (byte[] chunk : chunks) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(10);
            ByteBuf buffer = Unpooled.wrappedBuffer(chunk);
            tokens.body(buffer, nowNanos);
            assertThat(buffer.readableBytes()).isEqualTo(chunk.length);
            assertThat(buffer.refCnt()).isEqualTo(1);
        }
        return tokens.end(start, 77_000);
    }

    private GeneratedAnswer read(@Nullable String type, @Nullable String coding, String... chunks) {
        byte[][] bytes = Arrays.stream(chunks).map(AnswerTokensTest::utf8).toArray(byte[][]::new);
        return read(new AnswerTokens(type, coding), bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertTokens(GeneratedAnswer answer, long input, long output) {
        assertThat(answer.inputTokens()).as("input").isEqualTo(input);
        assertThat(answer.outputTokens()).as("output").isEqualTo(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void finds_the_same_wherever_a_stream_is_cut(String lineEnd) {
        byte[] whole = utf8(OPENAI_STREAM.replace("\n", lineEnd));
        for (int cut = 0; cut <= whole.length; cut++) {
            AnswerTokens tokens = new AnswerTokens(STREAM, null);
            GeneratedAnswer answer =
                    read(tokens, Arrays.copyOf(whole, cut), Arrays.copyOfRange(whole, cut, whole.length));
            assertTokens(answer, 12, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void counts_events_with_data_and_neither_comments_nor_the_farewell(String lineEnd) {
        EventScanner scanner = new EventScanner(new UsageScanner());
        for (byte value : utf8(OPENAI_STREAM.replace("\n", lineEnd) + "data\n\ndata:\n\nretry: 5\n\ndata: unended")) {
            scanner.process(value);
        }
        assertThat(scanner.events()).isEqualTo(4);
    }

    @Test
    void what_only_resembles_the_farewell_is_an_event() {
        EventScanner scanner = new EventScanner(new UsageScanner());
        for (byte value : utf8("data: [DONE\n\ndata: [DONE]]\n\ndata: x[DONE]\n\ndata:[DONE]\n\n")) {
            scanner.process(value);
        }
        assertThat(scanner.events()).isEqualTo(3);
    }

    @Test
    void the_first_token_comes_with_the_first_event_and_not_with_a_comment() {
        GeneratedAnswer answer = read(STREAM, null, ": wait\n\n", "data: a\n", "\n", ": on\n\n", "data: b\n\n");
        assertThat(answer).isEqualTo(new GeneratedAnswer(77_000, 30_000, 20_000, UNKNOWN, UNKNOWN));
    }

    @Test
    void the_farewell_is_no_part_of_the_time_of_tokens() {
        GeneratedAnswer answer = read(
                STREAM,
                "identity",
                "data: a\n\n",
                "data: {\"usage\":{\"completion_tokens\":6, \"prompt_tokens\": 2 }}\n\n",
                ": bye\n\n",
                "data: [DONE]\n\n");
        assertThat(answer).isEqualTo(new GeneratedAnswer(77_000, 10_000, 2_000, 2, 6));
    }

    @Test
    void one_token_has_no_time_between_tokens() {
        assertThat(read(STREAM, null, "data: a\n\n").perOutputTokenMicros()).isEqualTo(UNKNOWN);
        String usage = "data: {\"usage\":{\"output_tokens\":1}}\n\n";
        assertThat(read(STREAM, null, "data: a\n\n", usage).perOutputTokenMicros())
                .isEqualTo(UNKNOWN);
    }

    @Test
    void reads_the_usage_of_other_apis() {
        assertTokens(read(STREAM, null, ANTHROPIC_STREAM), 25, 15);
        assertTokens(
                read(
                        STREAM,
                        null,
                        "data: {\"type\":\"response.completed\",\"response\":{\"output\":[],"
                                + "\"usage\":{\"input_tokens\":8,\"output_tokens\":9}}}\n\n"),
                8,
                9);
        assertTokens(read("Application/Problem+JSON", null, "{\"usage\":{\"prompt_tokens\":4}}"), 4, UNKNOWN);
    }

    @Test
    void an_answer_in_one_piece_has_tokens_and_no_times_of_them() {
        GeneratedAnswer answer = read(
                JSON, null, "{\"choices\":[{}],\"usage\":{\"prompt_tokens\":3,", "\"completion_tokens\":4}}", "\n");
        assertThat(answer).isEqualTo(new GeneratedAnswer(77_000, UNKNOWN, UNKNOWN, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":9}\"}",
                "{\"text\":\"\\\\\\\"usage\",\"x\":{\"prompt_tokens\":9}}",
                "{\"choices\":[{\"usage\":{\"prompt_tokens\":9}}]}",
                "{\"choices\":{\"usage\":{\"prompt_tokens\":9}}}",
                "{\"message\":{},\"other\":{\"usage\":{\"prompt_tokens\":9}}}",
                "{\"message\":{\"content\":[{\"input\":{\"usage\":{\"prompt_tokens\":9}}}]}}",
                "{\"usage\":{\"details\":{\"prompt_tokens\":9},\"list\":[{\"prompt_tokens\":9}]}}",
                "{\"usage\":[{\"prompt_tokens\":9}]}",
                "{\"usage\":\"prompt_tokens\",\"prompt_tokens\":9}",
                "{\"usage\":{},\"prompt_tokens\":9}",
                "[{\"usage\":{\"prompt_tokens\":9}}]",
                "{\"my_usage\":{\"prompt_tokens\":9},\"usage_\":{\"prompt_tokens\":9}}",
                "\"usage\":{\"prompt_tokens\":9}",
                "{\"usage\":{\"prompt_tokens_of_a_longer_name\":9}}",
            })
    void is_not_fooled_by_what_only_looks_like_usage(String document) {
        assertTokens(read(JSON, null, document), UNKNOWN, UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-5",
                "1.5",
                "1e3",
                "1E+3",
                "\"12\"",
                "null",
                "true",
                "{\"prompt\":1}",
                "[1]",
                "1000000001",
                "7x",
                ""
            })
    void a_count_that_can_be_none_is_none(String count) {
        assertTokens(
                read(JSON, null, "{\"usage\":{\"prompt_tokens\":" + count + ",\"completion_tokens\":8}}"), UNKNOWN, 8);
    }

    @Test
    void a_count_of_four_hundred_digits_is_none() {
        assertTokens(
                read(JSON, null, "{\"usage\":{\"prompt_tokens\":1" + "0".repeat(400) + ",\"completion_tokens\":8}}"),
                UNKNOWN,
                8);
        assertTokens(read(JSON, null, "{\"usage\":{\"prompt_tokens\":1000000000}}"), 1_000_000_000, UNKNOWN);
    }

    @Test
    void a_compressed_stream_is_timed_and_not_read() {
        GeneratedAnswer answer = read(STREAM, "gzip", "data: a\n\n", OPENAI_STREAM);
        assertThat(answer).isEqualTo(new GeneratedAnswer(77_000, 10_000, UNKNOWN, UNKNOWN, UNKNOWN));
        assertTokens(read(JSON, "br", "{\"usage\":{\"prompt_tokens\":4}}"), UNKNOWN, UNKNOWN);
    }

    @Test
    void what_is_neither_a_stream_nor_json_is_not_read() {
        assertThat(read("text/plain", null, "{\"usage\":{\"prompt_tokens\":4}}"))
                .isEqualTo(new GeneratedAnswer(77_000, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN));
        assertTokens(read(null, null, "{\"usage\":{\"prompt_tokens\":4}}"), UNKNOWN, UNKNOWN);
    }

    @Test
    void any_bytes_give_counts_within_bounds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "{}[]:,\"\\ 0123456789\n\rdata:usageprompt_tokens-.e";
        String[] words = {"\"usage\":{", "\"prompt_tokens\":", "\"output_tokens\":", "data: ", "\n\n", "999999999"};
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < 60; i++) {
                text.append(
                        random.nextBoolean()
                                ? words[random.nextInt(words.length)]
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            GeneratedAnswer answer = read(random.nextBoolean() ? STREAM : JSON, null, text.toString());
            assertThat(answer.inputTokens()).as("seed %d: %s", seed, text).isBetween(UNKNOWN, UsageScanner.MOST_TOKENS);
            assertThat(answer.outputTokens())
                    .as("seed %d: %s", seed, text)
                    .isBetween(UNKNOWN, UsageScanner.MOST_TOKENS);
        }
    }
}
