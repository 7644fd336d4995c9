package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.time.Deadlines;
import io.vertx.core.net.NetClient;

/** Where the pools of connections come from. */
public final class UpstreamPools {
    private UpstreamPools() {}

    /**
     * A pool without a connection yet.
     *
     * @param client of the event loop that owns the pool
     * @param tls looked at for an {@code https} upstream
     */
    public static UpstreamPool open(NetClient client, Upstream upstream, UpstreamTls tls, Deadlines deadlines) {
        return new UpstreamHttp1Pool(new UpstreamConnector(client, upstream, tls), deadlines);
    }
}
