package io.inferencegateway.gateway.route;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The one place where the data plane learns where traffic goes. Any thread may read or update; a reader sees a whole
 * table or the one before it, never a mix.
 */
public final class Routes {
    private final AtomicReference<RoutingTable> current;

    public Routes(RoutingTable initial) {
        this.current = new AtomicReference<>(initial);
    }

    /** An exchange reads this once and keeps the answer until it ends. */
    public RoutingTable current() {
        return current.get();
    }

    /**
     * Publishes what {@code change} makes of the current table. {@code change} may run more than once when another
     * thread publishes first, so it is a pure function of its argument and of state that only ever turns safer.
     *
     * @return the table now in force
     */
    public RoutingTable update(UnaryOperator<RoutingTable> change) {
        while (true) {
            RoutingTable before = current.get();
            RoutingTable after = change.apply(before);
            if (current.compareAndSet(before, after)) {
                return after;
            }
        }
    }
}
