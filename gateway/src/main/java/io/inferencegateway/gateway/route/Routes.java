package io.inferencegateway.gateway.route;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

/**
 * The one place where the data plane learns where traffic goes. Any thread may read or update; a reader sees a whole
 * table or the one before it, never a mix.
 */
public final class Routes {
    private static final AtomicReferenceFieldUpdater<Routes, RoutingTable> CURRENT =
            AtomicReferenceFieldUpdater.newUpdater(Routes.class, RoutingTable.class, "current");

    private volatile RoutingTable current;

    public Routes(RoutingTable initial) {
        this.current = initial;
    }

    /** An exchange reads this once and keeps the answer until it ends. */
    public RoutingTable current() {
        return current;
    }

    /**
     * Publishes what {@code change} makes of the current table. {@code change} may run more than once when another
     * thread publishes first, so it is a pure function of its argument and of state that only ever turns safer.
     *
     * @return the table now in force
     */
    public RoutingTable update(UnaryOperator<RoutingTable> change) {
        while (true) {
            RoutingTable before = current;
            RoutingTable after = change.apply(before);
            if (CURRENT.compareAndSet(this, before, after)) {
                return after;
            }
        }
    }
}
