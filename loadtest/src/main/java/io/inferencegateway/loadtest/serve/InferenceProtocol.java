package io.inferencegateway.loadtest.serve;

import io.inferencegateway.loadtest.digits.Digit;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the <a href="https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol">Open
 * Inference Protocol</a> (KServe v2) for one model: one input {@code pixels} of shape [N,64], flat or nested data; two
 * outputs, {@code digit} [N] and {@code probabilities} [N,10].
 */
public final class InferenceProtocol {
    static final int MOST_PAGES = 256;

    private InferenceProtocol() {}

    /** @param id the caller's, to be given back */
    record Request(@Nullable String id, List<float[]> pages) {}

    /** The caller's mistake, in words for the caller. */
    static final class BadRequest extends RuntimeException {
        BadRequest(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The request that a client sends for one page. Its parameters say how much ink is on it: the server minds none, and
     * whoever watches inputs needs no pixels.
     */
    public static JsonObject requestFor(Digit digit) {
        JsonArray data = new JsonArray();
        for (float level : digit.pixels()) {
            data.add((int) level);
        }
        JsonObject input = new JsonObject()
                .put("name", "pixels")
                .put("shape", new JsonArray().add(1).add(Digit.PIXELS))
                .put("datatype", "FP32")
                .put("data", data);
        return new JsonObject()
                .put("parameters", new JsonObject().put("ink", (int) digit.ink()))
                .put("inputs", new JsonArray().add(input));
    }

    /**
     * The digit in an answer to {@link #requestFor}.
     *
     * @throws IllegalArgumentException if this is no such answer
     */
    public static int digitIn(Buffer answer) {
        try {
            return new JsonObject(answer)
                    .getJsonArray("outputs")
                    .getJsonObject(0)
                    .getJsonArray("data")
                    .getInteger(0);
        } catch (DecodeException | NullPointerException | IndexOutOfBoundsException | ClassCastException e) {
            throw new IllegalArgumentException("no prediction in the answer", e);
        }
    }

    /** @throws BadRequest if a caller would have to change something */
    static Request parse(Buffer body) {
        try {
            JsonObject request = new JsonObject(body);
            JsonArray inputs = request.getJsonArray("inputs");
            if (inputs == null || inputs.size() != 1) {
                throw new BadRequest("give one input, 'pixels'");
            }
            JsonObject input = inputs.getJsonObject(0);
            if (!"pixels".equals(input.getString("name"))) {
                throw new BadRequest("unknown input '" + input.getString("name") + "', expected 'pixels'");
            }
            JsonArray data = input.getJsonArray("data");
            if (data == null) {
                throw new BadRequest("the input has no data");
            }
            return new Request(request.getString("id"), pages(data));
        } catch (DecodeException | ClassCastException e) {
            throw new BadRequest("this is no KServe v2 inference request: " + e.getMessage());
        }
    }

    private static List<float[]> pages(JsonArray data) {
        List<Number> levels = new ArrayList<>();
        flatten(data, levels);
        int pages = levels.size() / Digit.PIXELS;
        if (pages < 1 || pages > MOST_PAGES || levels.size() != pages * Digit.PIXELS) {
            throw new BadRequest(
                    "data must hold 1 to " + MOST_PAGES + " times " + Digit.PIXELS + " numbers, not " + levels.size());
        }
        List<float[]> result = new ArrayList<>(pages);
        for (int page = 0; page < pages; page++) {
            float[] pixels = new float[Digit.PIXELS];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = levels.get(page * Digit.PIXELS + i).floatValue();
            }
            result.add(pixels);
        }
        return result;
    }

    private static void flatten(JsonArray data, List<Number> into) {
        for (Object element : data) {
            if (element instanceof Number number) {
                into.add(number);
            } else if (element instanceof JsonArray nested) {
                flatten(nested, into);
            } else {
                throw new BadRequest("data must hold numbers only");
            }
        }
    }

    static Buffer answer(ServedModel model, Request request, List<Prediction> predictions) {
        JsonArray digits = new JsonArray();
        JsonArray probabilities = new JsonArray();
        for (Prediction prediction : predictions) {
            digits.add(prediction.digit());
            for (int digit = 0; digit < Digit.CLASSES; digit++) {
                probabilities.add(prediction.probability(digit));
            }
        }
        JsonObject answer = new JsonObject()
                .put("model_name", model.name())
                .put("model_version", Integer.toString(model.version()));
        if (request.id() != null) {
            answer.put("id", request.id());
        }
        JsonArray rows = new JsonArray().add(predictions.size());
        JsonArray table = rows.copy().add(Digit.CLASSES);
        return answer.put(
                        "outputs",
                        new JsonArray()
                                .add(output("digit", "INT64", rows, digits))
                                .add(output("probabilities", "FP32", table, probabilities)))
                .toBuffer();
    }

    private static JsonObject output(String name, String datatype, JsonArray shape, JsonArray data) {
        return new JsonObject()
                .put("name", name)
                .put("datatype", datatype)
                .put("shape", shape)
                .put("data", data);
    }
}
