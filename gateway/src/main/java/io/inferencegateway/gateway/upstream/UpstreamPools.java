package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.time.Deadlines;
import io.vertx.core.net.NetClient;
import java.util.concurrent.Executor;

/** Where the pools of connections come from. */
public final class UpstreamPools {
    private UpstreamPools() {}

    /**
     * A pool without a connection yet.
     *
     * @param client of the event loop that owns the pool
     * @param protocol what the upstream speaks
     * @param tls looked at for an {@code https} upstream
     * @param budgets of all event loops
     * @param loop that owns the pool
     */
    public static UpstreamPool open(
            NetClient client,
            Upstream upstream,
            UpstreamProtocol protocol,
            UpstreamTls tls,
            Deadlines deadlines,
            ConnectionBudgets budgets,
            Executor loop) {
        return switch (protocol) {
            case HTTP1 -> new UpstreamHttp1Pool(client, upstream, tls, deadlines, budgets, loop);
            case HTTP2 -> new UpstreamHttp2Pool(client, upstream, tls, deadlines, budgets, loop);
        };
    }
}
