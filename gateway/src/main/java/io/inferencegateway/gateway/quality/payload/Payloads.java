package io.inferencegateway.gateway.quality.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.config.QualitySettings.Format;
import io.inferencegateway.gateway.observe.Captured;
import io.inferencegateway.monitoring.quality.Observation;
import io.inferencegateway.monitoring.quality.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's requests and answers as rows. Pure, and for any thread; whatever the bytes are, nothing is thrown.
 *
 * <p>JSON of 64 levels, numbers of 128 characters and names of 1,024 is read; of a row at most {@value #MOST_FEATURES} values,
 * of a batch at most {@value #MOST_ROWS} rows, its first.
 */
public final class Payloads {
    static final int MOST_ROWS = 1_024;
    static final int MOST_FEATURES = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(128)
                            .maxNameLength(1_024)
                            .build())
                    // Names are the callers': neither to be kept for good nor to be remembered for the next document.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    // Python writes what is missing as NaN.
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final PayloadFormat COMPLETIONS = new Completions();
    private static final PayloadFormat TENSORS = new Tensors();

    /** From what is told apart most surely to what fits everything. */
    private static final List<PayloadFormat> AUTO =
            List.of(COMPLETIONS, TENSORS, ObjectFormats.KSERVE_V1, ObjectFormats.DOMINO, ObjectFormats.FEATURES);

    private final Format format;
    private final @Nullable JsonPointer inputsAt;
    private final @Nullable JsonPointer predictionAt;

    public Payloads(QualitySettings settings) {
        this.format = settings.format();
        this.inputsAt = settings.inputs();
        this.predictionAt = settings.prediction();
    }

    public Reading read(Captured captured) {
        return read(captured.request(), captured.responseType(), captured.response());
    }

    Reading read(byte[] request, @Nullable String responseType, byte[] response) {
        JsonNode asked = json(request);
        PayloadFormat chosen = formatOf(asked);
        boolean isStream = responseType != null
                && responseType.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
        if (isStream && chosen != COMPLETIONS) {
            return new Reading.Skipped(Reading.Reason.STREAM);
        }
        JsonNode said = isStream ? CompletionStream.asAnswer(response, Payloads::json) : json(response);
        if (asked.isMissingNode() && said.isMissingNode()) {
            return new Reading.Skipped(Reading.Reason.NOT_JSON);
        }
        List<Map<String, Value>> inputs =
                inputsAt == null ? chosen.inputs(asked, said) : RowList.of(asked.at(inputsAt));
        List<Value> predictions = predictionAt == null
                ? chosen.predictions(said, inputs.size())
                : Predicted.each(said.at(predictionAt), inputs.size());
        List<Observation> rows = rows(inputs, predictions);
        return rows.isEmpty() ? new Reading.Skipped(Reading.Reason.NO_ROWS) : new Reading.Rows(rows);
    }

    /** Missing where it is none within the bounds. */
    private static JsonNode json(byte[] bytes) {
        try {
            JsonNode document = JSON.readTree(bytes);
            return document.isNull() ? MissingNode.getInstance() : document;
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private PayloadFormat formatOf(JsonNode asked) {
        return switch (format) {
            case AUTO ->
                AUTO.stream().filter(each -> each.fits(asked)).findFirst().orElse(ObjectFormats.FEATURES);
            case FEATURES -> ObjectFormats.FEATURES;
            case DOMINO -> ObjectFormats.DOMINO;
            case KSERVE_V1 -> ObjectFormats.KSERVE_V1;
            case KSERVE_V2 -> TENSORS;
            case OPENAI -> COMPLETIONS;
        };
    }

    private static List<Observation> rows(List<Map<String, Value>> inputs, List<Value> predictions) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < Math.max(inputs.size(), predictions.size()); i++) {
            Map<String, Value> features = i < inputs.size() ? inputs.get(i) : Map.of();
            Value prediction = i < predictions.size() ? predictions.get(i) : Value.MISSING;
            if (!features.isEmpty() || !prediction.equals(Value.MISSING)) {
                rows.add(new Observation(features, prediction.equals(Value.MISSING) ? null : prediction));
            }
        }
        return rows;
    }
}
