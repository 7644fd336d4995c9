package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.time.Deadlines;
import io.vertx.core.net.NetClient;
import java.util.concurrent.Executor;

/** A pool whose connections count among those that all event loops together may open to its upstream. Owner: its event loop. */
abstract class CountedPool implements UpstreamPool, ConnectionBudget.Holder {
    final UpstreamConnector connector;
    final ConnectionBudget budget;
    final Deadlines deadlines;
    final boolean tls;
    private final Upstream upstream;
    private final ConnectionBudgets budgets;
    private final Executor loop;

    CountedPool(
            NetClient client,
            Upstream upstream,
            UpstreamTls tls,
            Deadlines deadlines,
            ConnectionBudgets budgets,
            Executor loop) {
        this.upstream = upstream;
        this.tls = upstream.tls();
        this.deadlines = deadlines;
        this.budgets = budgets;
        this.loop = loop;
        this.budget = budgets.join(upstream, this);
        this.connector = new UpstreamConnector(client, upstream, tls, budget);
    }

    @Override
    public final Executor loop() {
        return loop;
    }

    /** It opens no more, and has nothing to give to other loops. */
    final void leaveBudget() {
        budgets.leave(upstream, this);
    }
}
