package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Version;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What generative models do, by OpenTelemetry's semantic conventions for generative AI. Their {@code gen_ai.provider.name} is
 * left out: a gateway does not know who made a model.
 */
final class GenerationFamilies {
    private static final Map<GenerationMeasure, Bounds> BOUNDS = Generations.MEASURES.stream()
            .collect(Collectors.toMap(Function.identity(), measure -> Bounds.all(measure.ladder())));

    private final ExpositionWriter out;
    private final List<VersionCells> versions;

    GenerationFamilies(ExpositionWriter out, List<VersionCells> versions) {
        this.out = out;
        this.versions = versions.stream()
                .filter(each -> !each.version().generations().isEmpty())
                .toList();
    }

    void write() {
        seconds(
                "gen_ai_server_time_to_first_token_seconds",
                "Time to the first token of successful streamed answers.",
                GenerationMeasure.TIME_TO_FIRST_TOKEN);
        seconds(
                "gen_ai_server_time_per_output_token_seconds",
                "Time for each token behind the first of successful streamed answers.",
                GenerationMeasure.TIME_PER_OUTPUT_TOKEN);
        seconds(
                "gen_ai_server_request_duration_seconds",
                "Duration of successful requests to generative models.",
                GenerationMeasure.REQUEST_DURATION);
        out.family(
                "gen_ai_client_token_usage",
                FamilyType.HISTOGRAM,
                "Input and output tokens of requests to generative models.");
        for (VersionCells each : versions) {
            Labels labels = labels(each.version());
            histogram(each, labels.and("gen_ai_token_type", "input"), GenerationMeasure.INPUT_TOKENS);
            histogram(each, labels.and("gen_ai_token_type", "output"), GenerationMeasure.OUTPUT_TOKENS);
        }
    }

    private void seconds(String name, String help, GenerationMeasure measure) {
        out.family(name, FamilyType.HISTOGRAM, help);
        for (VersionCells each : versions) {
            histogram(each, labels(each.version()), measure);
        }
    }

    private void histogram(VersionCells each, Labels labels, GenerationMeasure measure) {
        Distribution distribution = each.version().generations().of(measure);
        Bounds bounds = Objects.requireNonNull(BOUNDS.get(measure));
        out.histogram(labels, distribution, bounds, ExpositionWriter.BucketExemplars.NONE);
    }

    private static Labels labels(Version version) {
        String model = version.id().model();
        return Labels.of(
                "gen_ai_operation_name",
                version.route(),
                "gen_ai_request_model",
                model,
                "gen_ai_response_model",
                model + "-v" + version.id().version());
    }
}
