package io.inferencegateway.gateway.api;

import io.inferencegateway.gateway.config.EffectiveConfig;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.QualitySettings;
import io.inferencegateway.gateway.quality.QualityProblem;
import io.inferencegateway.gateway.quality.QualityReports;
import io.inferencegateway.gateway.quality.ReportJson;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What models are asked and answer, against what they were, and the baselines for it. */
final class QualityResource {
    private static final int HIGHEST_VERSION = 999_999_999;
    private static final int MOST_ACTOR = 100;
    private static final Logger LOG = LoggerFactory.getLogger(QualityResource.class);
    private static final String BASELINES = "/api/v1/quality/baselines";

    private final AdminDependencies needs;
    private final QualityReports quality;

    QualityResource(AdminDependencies needs) {
        this.needs = needs;
        this.quality = needs.quality();
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/api/v1/quality/reports", this::reports),
                Operation.get("/api/v1/quality/reports/{id}", ctx -> Answers.json(ctx, 200, whole(report(model(ctx))))),
                Operation.get(BASELINES, this::baselines),
                Operation.get(BASELINES + "/{id}", this::baseline),
                Operation.post(BASELINES + "/{id}", this::freeze),
                Operation.delete(BASELINES + "/{id}", this::drop));
    }

    private void reports(RoutingContext ctx) {
        Parameters.allow(ctx);
        Answers.json(ctx, 200, Answers.list("reports", quality.all(), ReportJson::summary));
    }

    private JsonObject whole(QualityReport report) {
        JsonObject json = ReportJson.whole(report);
        GatewayConfig.Model model = needs.config().get().models().get(report.model());
        QualitySettings settings = model == null ? null : model.quality();
        return settings == null
                ? json
                : json.put("sample", EffectiveConfig.share(settings.sampleBasisPoints()))
                        .put("every", EffectiveConfig.duration(settings.every()));
    }

    private void baselines(RoutingContext ctx) {
        Parameters.allow(ctx);
        List<JsonObject> all = quality.all().stream()
                .map(report -> ReportJson.baseline(report.model(), report.reference()))
                .filter(Objects::nonNull)
                .toList();
        Answers.json(ctx, 200, Answers.list("baselines", all, each -> each));
    }

    private void baseline(RoutingContext ctx) {
        String model = model(ctx).id();
        JsonObject baseline = ReportJson.baseline(model, report(model(ctx)).reference());
        if (baseline == null) {
            throw QualityProblem.noBaseline(model);
        }
        Answers.json(ctx, 200, baseline);
    }

    private void freeze(RoutingContext ctx) {
        ModelRoute model = model(ctx);
        report(model);
        JsonBody body = JsonBody.required(ctx);
        int version = body.integer("version", 0, HIGHEST_VERSION);
        String actor = AccessGuard.actor(ctx, body.note("actor", MOST_ACTOR));
        body.check();
        if (!model.versions().containsKey(version)) {
            String known = model.versions().keySet().stream().sorted().toList().toString();
            body.reject("version", "model '" + model.id() + "' has no version " + version + "; it has " + known);
            body.check();
        }
        ctx.response().putHeader("Location", BASELINES + "/" + model.id());
        Answers.json(
                ctx, 201, quality.freeze(model.id(), version, actor).map(reference -> told(model.id(), reference)));
    }

    private JsonObject told(String model, QualityReport.Reference reference) {
        JsonObject json = Objects.requireNonNull(ReportJson.baseline(model, reference));
        needs.events().publish("baseline", json);
        return json;
    }

    private void drop(RoutingContext ctx) {
        ModelRoute model = model(ctx);
        report(model);
        quality.drop(model.id())
                .onSuccess(gone -> {
                    LOG.info("baseline dropped model={} actor={}", model.id(), AccessGuard.actor(ctx, null));
                    needs.events().publish("baseline", new JsonObject().put("model", model.id()));
                    ctx.response().setStatusCode(204).end();
                })
                .onFailure(ctx::fail);
    }

    private ModelRoute model(RoutingContext ctx) {
        return ModelResource.model(ctx, needs.routes());
    }

    private QualityReport report(ModelRoute model) {
        return quality.of(model.id()).orElseThrow(() -> QualityProblem.switchedOff(model.id()));
    }
}
