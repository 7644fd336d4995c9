package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.observe.MetricsView.Version;
import io.inferencegateway.gateway.resources.VersionUsage;
import io.inferencegateway.gateway.tokens.GeneratedAnswer;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Outcome;
import io.inferencegateway.monitoring.stats.VersionRecorder;
import io.inferencegateway.monitoring.stats.Window;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Metrics views for tests. */
final class Views {
    private Views() {}

    static Interval interval(List<? extends CompletedRequest> requests) {
        VersionRecorder recorder = new VersionRecorder();
        requests.forEach(recorder::record);
        return recorder.drain();
    }

    /** The requests that stand for these, as one loop would pick them. */
    static Exemplars exemplars(List<FakeExchange> requests) {
        ExemplarSlots slots = new ExemplarSlots();
        requests.forEach(slots::offer);
        return slots.drain();
    }

    /** What one loop counts of these. */
    static Generations generations(GeneratedAnswer... answers) {
        GenerationCounts counts = new GenerationCounts();
        List.of(answers).forEach(counts::record);
        return counts.drain();
    }

    static Version version(String model, int number, Interval totals, OptionalDouble weight) {
        return version(model, number, totals, Exemplars.NONE, weight);
    }

    static Version version(String model, int number, Interval totals, Exemplars exemplars, OptionalDouble weight) {
        return version(model, number, totals, exemplars, Generations.NONE, weight);
    }

    static Version version(
            String model,
            int number,
            Interval totals,
            Exemplars exemplars,
            Generations generations,
            OptionalDouble weight) {
        return new Version(
                new ModelVersion(model, number),
                totals,
                exemplars,
                generations,
                Version.ANY_HOST,
                "predict",
                "onnx",
                new Load(3, 1),
                weight,
                Map.of(Window.FIVE_MINUTES, Health.WARNING, Window.ONE_DAY, Health.UNKNOWN),
                List.of(new MetricsView.Upstream("127.0.0.1:9001", true, 2)),
                false);
    }

    /** The same where stable answers for it when it fails. */
    static Version rescued(Version version) {
        return new Version(
                version.id(),
                version.totals(),
                version.exemplars(),
                version.generations(),
                version.host(),
                version.route(),
                version.framework(),
                version.load(),
                version.weight(),
                version.health(),
                version.upstreams(),
                true);
    }

    static MetricsView of(Version... versions) {
        return new MetricsView(
                new MetricsView.Identity("http", "default", "ops", "k8s.io/ingress-nginx", "pod\"1\\\n"),
                List.of(versions),
                Map.of(new Unroutable(404, Outcome.CLIENT_ERROR), 7L),
                Map.of("refused_connect", 2L),
                Map.of("interval", 1L),
                Map.of("found", 12L, "timeout", 1L),
                Map.of("all", 0L, "address", 9L),
                Map.of("fraud", 37),
                Map.of("not_tls", 3L),
                List.of(new MetricsView.Delivery("slack-1", "delivered", 6)),
                List.of(new MetricsView.Rollout(
                        "fraud", "rolled_back", Map.of("error-rate", 3.62), Map.of("error-rate", 1L))),
                List.of(new MetricsView.Shadow(
                        new ModelVersion("fraud", 2), Map.of("dropped_busy", 5L, "dropped_stale", 0L), 90, 10)),
                new MetricsView.Config(1_234_567, true, 1_800_000_000_250L),
                Map.of("success", 4L, "invalid", 1L),
                new MetricsView.Storage(false, Map.of("full", 3L)),
                new MetricsView.Resources(Map.of("active", 5L, "waiting", 4L), 200_000_000, 12.5),
                Map.of("models.example.org", 1_900_000_000.0),
                List.of(new VersionUsage(
                        new ModelVersion("fraud", 2),
                        OptionalDouble.of(1.5),
                        OptionalDouble.of(0.75),
                        OptionalDouble.of(512_000_000),
                        OptionalDouble.empty(),
                        OptionalDouble.of(4),
                        OptionalDouble.of(0.25),
                        812.5,
                        1,
                        3,
                        "status 500",
                        null)));
    }

    static MetricsView empty() {
        return new MetricsView(
                MetricsView.Identity.ofHost("h"),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                new MetricsView.Config(0, true, 0),
                Map.of(),
                new MetricsView.Storage(true, Map.of()),
                new MetricsView.Resources(Map.of(), 0, 0),
                Map.of(),
                List.of());
    }
}
