package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A stream of completions as the one answer that it would have been, without the texts. Pure. */
final class CompletionStream {
    private static final String DATA = "data:";

    private CompletionStream() {}

    /** @param json reads an event; what is none of JSON is missing */
    static JsonNode asAnswer(byte[] stream, Function<byte[], JsonNode> json) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode choice = answer.putArray("choices").addObject();
        new String(stream, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(DATA))
                .forEach(line -> {
                    JsonNode event = json.apply(line.substring(DATA.length()).getBytes(StandardCharsets.UTF_8));
                    JsonNode finishReason = event.path("choices").path(0).path("finish_reason");
                    if (finishReason.isTextual()) {
                        choice.set("finish_reason", finishReason);
                    }
                    if (event.path("usage").isObject()) {
                        answer.set("usage", event.path("usage"));
                    }
                });
        return answer;
    }
}
