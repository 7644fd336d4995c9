package io.inferencegateway.gateway.quality;

import io.inferencegateway.gateway.quality.rows.ProfileJson;
import io.inferencegateway.monitoring.quality.Baseline;
import io.inferencegateway.monitoring.quality.QualityReport;
import io.vertx.core.json.JsonObject;

/** A baseline that was frozen from live traffic, as it is stored. Pure. */
final class BaselineDocument {
    private BaselineDocument() {}

    static JsonObject encode(Baseline baseline) {
        QualityReport.Reference origin = baseline.origin();
        return new JsonObject()
                .put("version", origin.version())
                .put("created_at", origin.createdMillis())
                .put("created_by", origin.createdBy())
                .put("profile", ProfileJson.encode(baseline.profile()));
    }

    /** @throws RuntimeException where the document is damaged */
    static Baseline decode(JsonObject document) {
        return Baseline.ofLive(
                document.getInteger("version"),
                ProfileJson.decode(document.getJsonObject("profile")),
                document.getLong("created_at"),
                document.getString("created_by"));
    }
}
