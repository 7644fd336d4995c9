package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Completions and embeddings as OpenAI's API writes them. Of what people write and get only lengths and counts are taken,
 * never a text. The prediction is how many tokens were completed. Pure.
 */
final class Completions implements PayloadFormat {
    private static final List<String> MOST_TOKENS = List.of("max_tokens", "max_completion_tokens", "max_output_tokens");
    private static final List<String> COMPLETED = List.of("completion_tokens", "output_tokens");

    @Override
    public boolean fits(JsonNode request) {
        return request.path("messages").isArray()
                || (request.path("model").isTextual() && (request.has("prompt") || request.has("input")));
    }

    @Override
    public List<Map<String, Value>> inputs(JsonNode request, JsonNode answer) {
        if (!fits(request)) {
            return List.of();
        }
        Map<String, Value> features = new LinkedHashMap<>();
        int characters = characters(request.path("prompt")) + characters(request.path("input"));
        JsonNode messages = request.path("messages");
        for (JsonNode message : messages) {
            characters += characters(message.path("content"));
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
        return List.of(tokens.isNumber() ? JsonRow.value(tokens) : Value.MISSING);
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
        JsonNode text = part.path("text");
        return text.isMissingNode() ? part.path("content") : text;
    }
}
