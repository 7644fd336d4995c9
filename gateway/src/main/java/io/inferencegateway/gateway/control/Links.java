package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.observe.Monitor;
import io.inferencegateway.gateway.rollout.RolloutView;
import io.inferencegateway.monitoring.alert.AlertNotice;
import io.inferencegateway.monitoring.stats.ModelVersion;
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
        return template == null ? null : filled(template, model, version, event);
    }

    /**
     * What to do about an alert: as its rule says, else its monitor, else the model, else the gateway's own page, if it is
     * known where people reach that.
     */
    public @Nullable String runbook(AlertNotice notice, @Nullable Monitor monitor, String state) {
        String configured = configuredRunbook(notice, monitor, state);
        String page = ownRunbook(notice, monitor);
        URI console = config.get().notifications().consoleUrl();
        return configured != null || page == null || console == null ? configured : console + page;
    }

    private @Nullable String configuredRunbook(AlertNotice notice, @Nullable Monitor monitor, String state) {
        if (notice.runbook() != null || monitor == null) {
            return notice.runbook();
        }
        ModelVersion version = monitor.version();
        String template = monitor.about().runbook();
        return template == null
                ? runbook(version.model(), version.version(), state)
                : filled(template, version.model(), version.version(), state);
    }

    /** The admin listener's own page on what to do, a path: there is one for each preset. */
    public static @Nullable String ownRunbook(AlertNotice notice, @Nullable Monitor monitor) {
        if (notice.preset() == null) {
            return null;
        }
        String page = "/runbooks/" + notice.preset();
        return monitor == null
                ? page
                : page + "?model=" + monitor.version().model() + "&version="
                        + monitor.version().version();
    }

    private static String filled(String template, String model, int version, String event) {
        return template.replace("{model}", encoded(model))
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
