package io.inferencegateway.gateway.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.inferencegateway.gateway.config.NotificationSettings.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The list {@code notifications.routes}. Owner: the reading thread. */
final class RouteReader {
    private static final int MOST = 100;
    private static final ScalarType<String> VALUE =
            ScalarType.text("a text of 1 to 64 characters", text -> Optional.of(text)
                    .filter(each -> !each.isEmpty() && each.length() <= 64));

    private final Problems problems;
    private final Set<String> receivers;

    /** @param receivers the names that a route may send to */
    RouteReader(Problems problems, Set<String> receivers) {
        this.problems = problems;
        this.receivers = receivers;
    }

    List<Route> read(Section notifications) {
        List<Route> routes = new ArrayList<>();
        List<Section.Entry> elements = notifications.list("routes");
        if (elements.size() > MOST) {
            Section.Entry first = elements.get(MOST);
            problems.add(first.value(), first.path(), "more than " + MOST + " routes are not read");
        }
        for (Section.Entry element : elements.stream().limit(MOST).toList()) {
            routes.add(route(Section.of(element.value(), element.path(), problems)));
        }
        return routes;
    }

    private Route route(Section route) {
        Map<String, List<String>> match = new LinkedHashMap<>();
        Section labels = route.section("match");
        for (String label : Route.LABELS) {
            if (labels.entry(label) != null) {
                match.put(label, values(labels, label));
            }
        }
        labels.refuseTheRest();
        route.requiredEntry("to", "the names of the receivers it goes to");
        List<String> to = new ArrayList<>();
        List<Section.Entry> named = route.list("to");
        for (Section.Entry each : named) {
            route.scalar(each.value(), each.path(), ScalarType.NAME).ifPresent(name -> {
                to.add(name);
                if (!receivers.contains(name)) {
                    String mend = Spelling.nearest(name, receivers)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("there are "
                                    + String.join(
                                            ", ", receivers.stream().sorted().toList()));
                    problems.add(each.value(), each.path(), "is the name of no receiver; " + mend);
                }
            });
        }
        Section.Entry toAt = route.entry("to");
        if (toAt != null && named.isEmpty() && toAt.value() instanceof SequenceNode) {
            problems.add(toAt.value(), toAt.path(), "must name a receiver");
        }
        boolean goesOn = route.value("continue", ScalarType.FLAG, false);
        route.refuseTheRest();
        return new Route(match, to, goesOn);
    }

    /** One value or several. */
    private List<String> values(Section labels, String label) {
        Section.Entry entry = labels.entry(label);
        if (entry == null) {
            return List.of();
        }
        if (entry.value() instanceof ScalarNode scalar) {
            boolean number = label.equals("version") && Section.formOf(scalar) == ScalarType.Form.INTEGER;
            return number
                    ? List.of(scalar.getValue())
                    : labels.scalar(scalar, entry.path(), VALUE).stream().toList();
        }
        List<String> values = new ArrayList<>();
        for (Section.Entry each : labels.list(label)) {
            labels.scalar(each.value(), each.path(), VALUE).ifPresent(values::add);
        }
        return values;
    }

    static void show(List<Route> routes, ObjectNode to) {
        ArrayNode shown = to.putArray("routes");
        for (Route route : routes) {
            ObjectNode one = shown.addObject();
            ObjectNode match = one.putObject("match");
            route.match().forEach((label, values) -> values.forEach(match.withArray(label)::add));
            route.to().forEach(one.putArray("to")::add);
            one.put("continue", route.goesOn());
        }
    }
}
