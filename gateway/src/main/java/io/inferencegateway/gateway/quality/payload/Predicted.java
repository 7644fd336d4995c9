package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.inferencegateway.gateway.quality.rows.JsonRow;
import io.inferencegateway.monitoring.quality.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What stands where an answer has its predictions. Pure.
 *
 * <p>A number is a score and a word a class, unless it is too long for the name of one. Of two probabilities the second is the score, as classifiers with two classes
 * have the positive one there; of more of them, the number of the largest is the class. Of an object the first member with a
 * usual name counts. Everything else, such as an embedding, is no prediction that could be compared.
 */
final class Predicted {
    private static final List<String> USUAL_NAMES = List.of(
            "prediction",
            "predictions",
            "score",
            "scores",
            "probability",
            "probabilities",
            "result",
            "results",
            "output",
            "outputs",
            "label",
            "labels",
            "class",
            "value");

    private static final int DEEPEST = 4;
    /** What rounding may make of a sum of probabilities. */
    private static final double ROUNDING = 0.02;

    private Predicted() {}

    /** The member of an answer that has its predictions, or the answer itself where it is a list or a value. */
    static JsonNode placeIn(JsonNode answer) {
        if (!answer.isObject()) {
            return answer;
        }
        for (String name : USUAL_NAMES) {
            JsonNode member = answer.path(name);
            if (!member.isMissingNode() && !member.isNull()) {
                return member;
            }
        }
        return MissingNode.getInstance();
    }

    /** As {@link PayloadFormat#predictions}, of the place where they are. */
    static List<Value> each(JsonNode place, int rows) {
        List<JsonNode> elements = elements(place);
        if (rows > 1) {
            // Of a batch that is longer than what is looked at, the answer is as well.
            boolean isOneForEach = elements.size() == rows || (rows == Payloads.MOST_ROWS && elements.size() > rows);
            return isOneForEach ? eachOf(elements.subList(0, rows)) : none(rows);
        }
        boolean isList = rows == 0 && place.isArray() && !areProbabilities(elements);
        return isList
                ? eachOf(elements.subList(0, Math.min(elements.size(), Payloads.MOST_ROWS)))
                : List.of(value(place, 1));
    }

    static List<Value> none(int rows) {
        return Collections.nCopies(rows, Value.MISSING);
    }

    private static List<Value> eachOf(List<JsonNode> elements) {
        return elements.stream().map(element -> value(element, 1)).toList();
    }

    private static List<JsonNode> elements(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(elements::add);
        }
        return elements;
    }

    private static Value value(JsonNode node, int depth) {
        if (depth > DEEPEST) {
            return Value.MISSING;
        } else if (node.isObject()) {
            return value(placeIn(node), depth + 1);
        } else if (!node.isArray()) {
            // A text, and no name of a class.
            boolean isTooLong = node.isTextual() && node.textValue().length() > Value.Category.LONGEST;
            return isTooLong ? Value.MISSING : JsonRow.value(node);
        }
        return node.size() == 1 ? value(node.get(0), depth + 1) : of(elements(node));
    }

    /** What one row got. */
    static Value of(List<JsonNode> values) {
        if (values.size() == 1) {
            return JsonRow.value(values.get(0));
        } else if (!areProbabilities(values)) {
            return Value.MISSING;
        } else if (values.size() == 2) {
            return Value.of(values.get(1).doubleValue());
        }
        int largest = 0;
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i).doubleValue() > values.get(largest).doubleValue()) {
                largest = i;
            }
        }
        return new Value.Category(Integer.toString(largest));
    }

    private static boolean areProbabilities(List<JsonNode> values) {
        double sum = 0;
        for (JsonNode each : values) {
            double share = each.isNumber() ? each.doubleValue() : Double.NaN;
            if (!(share >= 0 && share <= 1)) {
                return false;
            }
            sum += share;
        }
        return values.size() > 1 && Math.abs(sum - 1) <= ROUNDING;
    }
}
