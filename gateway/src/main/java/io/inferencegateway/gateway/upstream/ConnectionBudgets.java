package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The budgets of all addresses, shared by the event loops. Thread-safe. */
public final class ConnectionBudgets {
    private final Map<Place, ConnectionBudget> budgets = new ConcurrentHashMap<>();

    private record Place(String address, int port) {}

    /** The budget of the upstream's address; the holder stays with it until {@link #leave}. */
    ConnectionBudget join(Upstream upstream, ConnectionBudget.Holder holder) {
        return budgets.compute(place(upstream), (place, known) -> {
            ConnectionBudget budget = known == null ? new ConnectionBudget() : known;
            budget.add(holder);
            return budget;
        });
    }

    /** What nobody holds any more is forgotten. */
    void leave(Upstream upstream, ConnectionBudget.Holder holder) {
        budgets.computeIfPresent(place(upstream), (place, known) -> {
            known.remove(holder);
            return known.isUnused() ? null : known;
        });
    }

    /** Connections that are open to this address over all loops. */
    public int open(String address, int port) {
        ConnectionBudget budget = budgets.get(new Place(address, port));
        return budget == null ? 0 : budget.open();
    }

    private static Place place(Upstream upstream) {
        return new Place(upstream.address(), upstream.port());
    }
}
