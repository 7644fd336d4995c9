package io.inferencegateway.gateway.route;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every model and where its traffic goes. Immutable; replaced as a whole through {@link Routes}. */
public final class RoutingTable {
    private final Map<String, ModelRoute> models;

    private RoutingTable(Map<String, ModelRoute> models) {
        this.models = models;
    }

    public static RoutingTable of(Collection<ModelRoute> models) {
        Map<String, ModelRoute> byId = new HashMap<>();
        models.forEach(model -> byId.put(model.id(), model));
        return new RoutingTable(byId);
    }

    /** The model with exactly this id, or null: a caller checks on the next line. */
    public @Nullable ModelRoute model(String id) {
        return models.get(id);
    }

    public Collection<ModelRoute> models() {
        return models.values();
    }

    /** The same table with one model added or replaced. */
    public RoutingTable with(ModelRoute model) {
        Map<String, ModelRoute> changed = new HashMap<>(models);
        changed.put(model.id(), model);
        return new RoutingTable(changed);
    }
}
