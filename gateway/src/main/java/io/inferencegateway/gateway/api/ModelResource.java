package io.inferencegateway.gateway.api;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.control.Links;
import io.inferencegateway.gateway.observe.MonitorSnapshot;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.gateway.rollout.WaitingRollout;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.health.HealthClassifier;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import io.inferencegateway.monitoring.stats.WindowStats;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Models: their versions, where traffic goes, and how each version does. */
final class ModelResource {
    /** What the overview judges by: recent enough to act on, long enough to have requests in it. */
    private static final Window OVERVIEW = Window.FIVE_MINUTES;

    private static final long RECENT_MILLIS = 30_000;

    /** History lies in stretches of ten seconds. */
    private static final long STRETCH_MILLIS = 10_000;

    private final AdminDependencies needs;
    private final Links links;

    ModelResource(AdminDependencies needs) {
        this.needs = needs;
        this.links = new Links(needs.config());
    }

    List<Operation> operations() {
        return List.of(Operation.get("/api/v1/models", this::list), Operation.get("/api/v1/models/{id}", this::one));
    }

    /** @throws ProblemException 404 where there is no such model */
    static ModelRoute model(RoutingContext ctx, Routes routes) {
        String id = Parameters.path(ctx, "id");
        ModelRoute model = routes.current().model(id);
        if (model == null) {
            throw Problem.of(404, "there is no model '" + id + "'; /api/v1/models lists them")
                    .asException();
        }
        return model;
    }

    private void list(RoutingContext ctx) {
        Answers.json(ctx, 200, needs.statistics().collectNow().map(collected -> {
            List<ModelRoute> models = needs.routes().current().models().stream()
                    .sorted(Comparator.comparing(ModelRoute::id))
                    .toList();
            return Answers.list("models", models, model -> render(model, List.of(OVERVIEW)));
        }));
    }

    private void one(RoutingContext ctx) {
        ModelRoute model = model(ctx, needs.routes());
        Answers.json(
                ctx, 200, needs.statistics().collectNow().map(collected -> render(model, List.of(Window.values()))));
    }

    private JsonObject render(ModelRoute model, List<Window> windows) {
        TrafficSplit split = model.split();
        JsonArray versions = new JsonArray();
        Health worst = Health.UNKNOWN;
        for (VersionRoute version : sorted(model)) {
            JsonObject figures = new JsonObject();
            windows.forEach(window -> figures.put(window.label(), figures(version.version(), window)));
            Health health = snapshot(version.version(), OVERVIEW).health();
            worst = worse(worst, health);
            int number = version.version().version();
            versions.add(new JsonObject()
                    .put("version", number)
                    .put("role", number == split.stable() ? "stable" : number == split.canary() ? "canary" : "pinned")
                    .put("weight", RolloutView.share(share(split, number)))
                    .put("health", health.label())
                    .put("framework", framework(version.version()))
                    .put("upstreams", upstreams(version))
                    .put("in_flight", needs.statistics().openRequests(version.version()))
                    .put("resources", ResourcesView.of(needs.resources(), version.version()))
                    .put("recent", recent(version.version()))
                    .put("windows", figures));
        }
        JsonObject labels = new JsonObject();
        model.labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue()));
        return new JsonObject()
                .put("id", model.id())
                .put("stable", split.stable())
                .put("canary", split.hasCanary() ? split.canary() : null)
                .put("split", split(split))
                .put("labels", labels)
                .put("health", worst.label())
                .put("versions", versions)
                .put(
                        "rollout",
                        needs.rollouts().current(model.id()).map(links::shown).orElse(null))
                .put(
                        "waiting",
                        needs.rollouts()
                                .waiting(model.id())
                                .map(WaitingRollout::toJson)
                                .orElse(null));
    }

    private JsonObject figures(ModelVersion version, Window window) {
        return bare(snapshot(version, window));
    }

    private static JsonObject bare(MonitorSnapshot snapshot) {
        JsonObject figures = snapshot.toJson();
        // They stand above it already.
        figures.remove("model");
        figures.remove("version");
        figures.remove("window");
        return figures;
    }

    /** What the last half minute brought: the rate that a live view shows. */
    private JsonObject recent(ModelVersion version) {
        long now = needs.clock().millis();
        long from = Math.floorDiv(now - RECENT_MILLIS, STRETCH_MILLIS) * STRETCH_MILLIS;
        WindowStats stats =
                needs.statistics().series(version, from, now, now - from).get(0);
        return bare(MonitorSnapshot.of(
                version,
                OVERVIEW,
                stats,
                HealthClassifier.classify(stats, needs.statistics().policy(version))));
    }

    private MonitorSnapshot snapshot(ModelVersion version, Window window) {
        return needs.monitors().measure(version, window);
    }

    private static JsonObject split(TrafficSplit split) {
        JsonObject shares = new JsonObject();
        Stream.of(split.stable(), split.canary())
                .distinct()
                .forEach(version -> shares.put(version.toString(), RolloutView.share(share(split, version))));
        return shares;
    }

    private static int share(TrafficSplit split, int version) {
        if (version == split.stable()) {
            return TrafficSplit.WHOLE - split.canaryBasisPoints();
        }
        return version == split.canary() ? split.canaryBasisPoints() : 0;
    }

    private String framework(ModelVersion version) {
        GatewayConfig.Model model = needs.config().get().models().get(version.model());
        GatewayConfig.Version configured =
                model == null ? null : model.versions().get(version.version());
        return configured == null ? "" : configured.framework();
    }

    private static JsonArray upstreams(VersionRoute version) {
        JsonArray urls = new JsonArray();
        version.upstreams().forEach(upstream -> urls.add(upstream.toString()));
        return urls;
    }

    private static List<VersionRoute> sorted(ModelRoute model) {
        return model.versions().values().stream()
                .sorted(Comparator.comparingInt(version -> version.version().version()))
                .toList();
    }

    private static Health worse(Health left, Health right) {
        return rank(left) >= rank(right) ? left : right;
    }

    private static int rank(Health health) {
        return switch (health) {
            case UNKNOWN -> 0;
            case HEALTHY -> 1;
            case WARNING -> 2;
            case CRITICAL -> 3;
        };
    }
}
