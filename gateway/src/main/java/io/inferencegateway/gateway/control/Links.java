package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a person reads on: the runbook of a model and the console, as configured now. */
public final class Links {
    private final Supplier<GatewayConfig> config;

    public Links(Supplier<GatewayConfig> config) {
        this.config = config;
    }

    /** @param event what happened, such as {@code rolled_back}; fills {@code {event}} */
    public @Nullable String runbook(String model, int version, String event) {
        GatewayConfig.Model configured = config.get().models().get(model);
        String template = configured == null ? null : configured.runbook();
        return template == null
                ? null
                : template.replace("{model}", encoded(model))
                        .replace("{version}", Integer.toString(version))
                        .replace("{event}", encoded(event));
    }

    public @Nullable String console() {
        URI console = config.get().notifications().consoleUrl();
        return console == null ? null : console + "/";
    }

    /** A rollout in the admin API's shape, with the runbook for the phase it is in. */
    public JsonObject shown(RolloutView rollout) {
        return with(rollout.toJson(), runbook(rollout.model(), rollout.canary(), rollout.phase()));
    }

    JsonObject with(JsonObject shown, @Nullable String runbook) {
        if (runbook != null) {
            shown.put("runbook", runbook);
        }
        String console = console();
        return console == null ? shown : shown.put("link", console);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
