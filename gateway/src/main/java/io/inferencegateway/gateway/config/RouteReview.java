package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Route;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.monitoring.alert.AlertNotice;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What is valid in {@code notifications.routes} and leaves somebody untold: routes that match nothing, that others stand in
 * front of, or whose receivers don't listen, and alerts that reach nobody. Owner: the reading thread.
 */
final class RouteReview {
    /** More are counted. */
    private static final int MOST_NAMED = 5;

    /** Only alerts have them. */
    private static final List<String> OF_ALERTS = List.of("owner", "monitor", "rule");

    private final GatewayConfig config;
    private final NotificationSettings settings;
    private final Problems warnings;

    private RouteReview(GatewayConfig config, Problems warnings) {
        this.config = config;
        this.settings = config.notifications();
        this.warnings = warnings;
    }

    /** @param config what was read from the document, which is valid */
    static void review(Node document, GatewayConfig config, Problems warnings) {
        if (!config.notifications().routes().isEmpty()) {
            Section notifications = Section.of(document, "", warnings).section("notifications");
            new RouteReview(config, warnings).review(notifications);
        }
    }

    private void review(Section notifications) {
        List<Section.Entry> elements = notifications.list("routes");
        List<Route> routes = settings.routes();
        for (int i = 0; i < routes.size(); i++) {
            Section.Entry at = elements.get(i);
            String why = fault(routes.get(i));
            String before = inFront(elements, i);
            if (why != null) {
                warnings.add(at.value(), at.path(), why);
            } else if (before != null) {
                warnings.add(
                        at.value(),
                        at.path(),
                        "is never looked at: all that it matches ends at " + before + "; move it up, or give that one"
                                + " continue: true");
            }
        }
        Section.Entry all = notifications.entry("routes");
        if (all != null) {
            unheard(all);
        }
    }

    private @Nullable String fault(Route route) {
        Set<Topic> topics = topics(route);
        if (topics.isEmpty()) {
            return "matches nothing: rollouts have no " + String.join(", no ", OF_ALERTS)
                    + ", and topic is alerts or rollouts";
        }
        List<String> models = route.match().get("model");
        if (models != null && models.stream().noneMatch(config.models()::containsKey)) {
            return "matches nothing: there is no model " + quoted(models)
                    + Spelling.nearest(models.get(0), config.models().keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("");
        }
        List<String> versions = route.match().get("version");
        if (versions != null && versions.stream().noneMatch(version -> hasVersion(models, version))) {
            return "matches nothing: no model that it matches has version " + quoted(versions);
        }
        boolean heard = settings.receivers().stream()
                .filter(receiver -> route.to().contains(receiver.name()))
                .anyMatch(receiver -> receiver.topics().stream().anyMatch(topics::contains));
        return heard
                ? null
                : "tells nobody: events of " + quoted(route.to()) + " leave out "
                        + topics.stream().map(Topic::label).collect(Collectors.joining(" and "));
    }

    private static Set<Topic> topics(Route route) {
        Set<Topic> topics = EnumSet.allOf(Topic.class);
        List<String> chosen = route.match().get("topic");
        if (chosen != null) {
            topics.removeIf(topic -> !chosen.contains(topic.label()));
        }
        if (OF_ALERTS.stream().anyMatch(route.match()::containsKey)) {
            topics.remove(Topic.ROLLOUTS);
        }
        return topics;
    }

    private boolean hasVersion(@Nullable List<String> models, String version) {
        return config.models().entrySet().stream()
                .filter(model -> models == null || models.contains(model.getKey()))
                .anyMatch(model -> model.getValue().versions().keySet().stream()
                        .anyMatch(number -> number.toString().equals(version)));
    }

    /** The path of a route before it where all of it ends, or null. */
    private @Nullable String inFront(List<Section.Entry> elements, int place) {
        Route route = settings.routes().get(place);
        for (int i = 0; i < place; i++) {
            Route earlier = settings.routes().get(i);
            if (!earlier.goesOn() && takesAllOf(earlier, route)) {
                return elements.get(i).path();
            }
        }
        return null;
    }

    private static boolean takesAllOf(Route earlier, Route route) {
        return earlier.match().entrySet().stream().allMatch(wanted -> {
            List<String> values = route.match().get(wanted.getKey());
            return values != null && wanted.getValue().containsAll(values);
        });
    }

    /** Alerts of the file that no receiver is told, though some are told of others. */
    private void unheard(Section.Entry routes) {
        List<Receiver> listeners = settings.receivers().stream()
                .filter(receiver -> receiver.topics().contains(Topic.ALERTS))
                .toList();
        if (listeners.isEmpty()) {
            return;
        }
        Map<String, GatewayConfig.Monitor> monitors =
                config.monitors().stream().collect(Collectors.toMap(GatewayConfig.Monitor::name, Function.identity()));
        List<String> unheard = config.alerts().stream()
                .filter(alert -> {
                    Map<String, String> labels = labels(alert, monitors.get(alert.monitor()));
                    return listeners.stream().noneMatch(each -> settings.reaches(each.name(), labels));
                })
                .map(alert -> alert.monitor() + "/" + alert.rule().name())
                .toList();
        if (!unheard.isEmpty()) {
            String more = unheard.size() > MOST_NAMED ? " and " + (unheard.size() - MOST_NAMED) + " more" : "";
            warnings.add(
                    routes.value(),
                    routes.path(),
                    "reach nobody with the alerts "
                            + unheard.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")) + more
                            + "; a last route without match would take them");
        }
    }

    private static Map<String, String> labels(ConfiguredAlert alert, GatewayConfig.@Nullable Monitor monitor) {
        AlertNotice notice = alert.rule().notice();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("topic", Topic.ALERTS.label());
        labels.put("monitor", alert.monitor());
        labels.put("rule", alert.rule().name());
        labels.put("severity", notice.severity());
        if (notice.owner() != null) {
            labels.put("owner", notice.owner());
        }
        if (monitor != null) {
            labels.put("model", monitor.model());
            labels.put("version", Integer.toString(monitor.version()));
        }
        return labels;
    }

    private static String quoted(Collection<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" or "));
    }
}
