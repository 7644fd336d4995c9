package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Completions and embeddings as OpenAI's API writes them, and other APIs that ask with a prompt. Of what people write and get
 * only lengths and counts are taken, never a text. The prediction is how many tokens were completed, or else the number that
 * the answer has where predictions usually are. Pure.
 */
final class Completions implements PayloadFormat {
    private static final List<String> MOST_TOKENS = List.of("max_tokens", "max_completion_tokens", "max_output_tokens");
    /** What a text that a model is asked with is called: by OpenAI, text-generation-inference and Triton. */
    private static final List<String> PROMPTS = List.of("prompt", "input", "inputs", "text_input");

    private static final List<String> TEXTS = List.of("content", "text", "parts");
    private static final List<String> COMPLETED = List.of("completion_tokens", "output_tokens");

    @Override
    public boolean fits(JsonNode request) {
        boolean isConversation =
                request.path("messages").isArray() || request.path("contents").isArray();
        boolean namesItsModel = request.path("model").isTextual();
        return isConversation
                || PROMPTS.stream().map(request::path).anyMatch(prompt -> isText(prompt))
                || (namesItsModel && (request.has("prompt") || request.has("input")));
    }

    private static boolean isText(JsonNode node) {
        return node.isTextual() || node.path(0).isTextual();
    }

    @Override
    public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
        if (!fits(request)) {
            return List.of();
        }
        Map<String, Value> features = new LinkedHashMap<>();
        JsonNode messages = request.path(request.path("messages").isArray() ? "messages" : "contents");
        int characters = characters(messages) + characters(request.path("system"));
        for (String prompt : PROMPTS) {
            characters += characters(request.path(prompt));
        }
        features.put("prompt_characters", Value.of(characters));
        if (messages.isArray()) {
            features.put("messages", Value.of(messages.size()));
        }
        putNumber("max_tokens", firstOf(request, MOST_TOKENS), features);
        putNumber("temperature", request.path("temperature"), features);
        JsonNode finishReason = answer.path("choices").path(0).path("finish_reason");
        if (finishReason.isTextual()) {
            features.put("finish_reason", JsonRow.value(finishReason));
        }
        return List.of(features);
    }

    @Override
    public List<Value> predictions(JsonNode answer, int rows) {
        JsonNode tokens = firstOf(answer.path("usage"), COMPLETED);
        if (tokens.isNumber()) {
            return List.of(JsonRow.value(tokens));
        }
        Value usual = Predicted.each(Predicted.placeIn(answer), 1).get(0);
        return List.of(usual instanceof Value.Numeric ? usual : Value.MISSING);
    }

    private static void putNumber(String name, JsonNode node, Map<String, Value> features) {
        if (node.isNumber()) {
            features.put(name, JsonRow.value(node));
        }
    }

    private static JsonNode firstOf(JsonNode object, List<String> names) {
        return names.stream()
                .map(object::path)
                .filter(JsonNode::isNumber)
                .findFirst()
                .orElse(object.path(names.get(0)));
    }

    /** Of a text, of a list of texts, and of a list of parts that may have one. */
    private static int characters(JsonNode content) {
        if (content.isTextual()) {
            String text = content.textValue();
            return text.codePointCount(0, text.length());
        }
        int characters = 0;
        if (content.isArray()) {
            for (JsonNode part : content) {
                characters += characters(part.isObject() ? textOf(part) : part);
            }
        }
        return characters;
    }

    private static JsonNode textOf(JsonNode part) {
        return TEXTS.stream()
                .map(part::path)
                .filter(text -> !text.isMissingNode())
                .findFirst()
                .orElse(part.path("text"));
    }
}
