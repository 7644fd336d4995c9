package io.inferencegateway.gateway.config;

import io.inferencegateway.gateway.config.GatewayConfig.Model;
import io.inferencegateway.gateway.config.GatewayConfig.Monitor;
import io.inferencegateway.monitoring.stats.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The list {@code monitors}. Owner: the reading thread. */
final class MonitorReader {
    private static final List<String> WINDOWS =
            Stream.of(Window.values()).map(Window::label).toList();
    private static final ScalarType<String> WINDOW = ScalarType.text(
            "one of " + String.join(", ", WINDOWS), text -> Optional.of(text).filter(WINDOWS::contains));
    private static final Pattern OWNER_TEXT = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final Pattern DESCRIPTION_TEXT = Pattern.compile("[^\\p{Cntrl}]{1,500}");
    static final ScalarType<String> OWNER =
            ScalarType.text("a text of 1 to 64 characters on one line", text -> Optional.of(text)
                    .filter(OWNER_TEXT.asMatchPredicate()));
    private static final ScalarType<String> DESCRIPTION =
            ScalarType.text("a text of 1 to 500 characters on one line", text -> Optional.of(text)
                    .filter(DESCRIPTION_TEXT.asMatchPredicate()));

    private final Problems problems;
    private final Map<String, Model> models;
    private final AlertReader alerts;

    private MonitorReader(Problems problems, Map<String, Model> models, AlertReader alerts) {
        this.problems = problems;
        this.models = models;
        this.alerts = alerts;
    }

    /**
     * @param models that a monitor may name
     * @param alerts gets the rules of each
     */
    static List<Monitor> read(Section root, Map<String, Model> models, AlertReader alerts, Problems problems) {
        MonitorReader reader = new MonitorReader(problems, models, alerts);
        List<Monitor> monitors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Section.Entry element : root.list("monitors")) {
            reader.monitor(Section.of(element.value(), element.path(), problems), names)
                    .ifPresent(monitors::add);
        }
        return monitors;
    }

    private Optional<Monitor> monitor(Section monitor, Set<String> names) {
        Optional<String> name = monitor.required("name", ScalarType.NAME, "the monitor's name in API and alerts");
        Optional<String> model = monitor.required("model", ScalarType.NAME, "the id of a model");
        Optional<Integer> version = monitor.required("version", ScalarType.VERSION, "a version of that model");
        Optional<String> window = monitor.required("window", WINDOW, "how far back it looks");
        Optional<String> owner = monitor.optional("owner", OWNER);
        Optional<String> description = monitor.optional("description", DESCRIPTION);
        Optional<String> runbook = monitor.optional("runbook", RunbookReader.RUNBOOK);
        alerts.monitor(monitor, name.orElse(null), owner.orElse(null));
        monitor.refuseTheRest();
        Section.Entry nameAt = monitor.entry("name");
        if (name.isPresent() && !names.add(name.get()) && nameAt != null) {
            problems.add(nameAt.value(), nameAt.path(), "is the name of another monitor too; names are unique");
        }
        boolean exists = model.isPresent() && isServed(monitor, model.get(), version);
        if (!exists || name.isEmpty() || version.isEmpty() || window.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Monitor(
                name.get(),
                model.get(),
                version.get(),
                window.get(),
                owner.orElse(null),
                description.orElse(null),
                runbook.orElse(null)));
    }

    private boolean isServed(Section monitor, String id, Optional<Integer> version) {
        Model model = models.get(id);
        Section.Entry modelAt = monitor.entry("model");
        Section.Entry versionAt = monitor.entry("version");
        if (model == null && modelAt != null) {
            String mend = Spelling.nearest(id, models.keySet())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("");
            problems.add(modelAt.value(), modelAt.path(), "there is no model '" + id + "' under 'models'" + mend);
            return false;
        }
        boolean known = model != null && (version.isEmpty() || model.versions().containsKey(version.get()));
        if (!known && versionAt != null && model != null) {
            problems.add(
                    versionAt.value(),
                    versionAt.path(),
                    "model '" + id + "' has the versions "
                            + ModelReader.listed(model.versions().keySet()) + " only");
        }
        return known;
    }
}
