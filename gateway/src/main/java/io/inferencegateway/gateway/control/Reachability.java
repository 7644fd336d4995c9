package io.inferencegateway.gateway.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Whether somebody listens. Answers on the caller's context and never fails. */
@FunctionalInterface
public interface Reachability {
    /** Whether one of these upstreams accepts a connection. */
    Future<Boolean> anyOf(List<URI> upstreams);

    /** Opens a TCP connection to each and closes it again: nothing is sent, so no model server notices. */
    static Reachability byConnecting(Vertx vertx, Duration timeout) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) timeout.toMillis()));
        return upstreams -> {
            if (upstreams.isEmpty()) {
                return Future.succeededFuture(false);
            }
            List<Future<Void>> attempts = upstreams.stream()
                    .map(upstream ->
                            client.connect(portOf(upstream), upstream.getHost()).compose(NetSocket::close))
                    .toList();
            return Future.any(attempts).map(true).otherwise(false);
        };
    }

    private static int portOf(URI upstream) {
        if (upstream.getPort() >= 0) {
            return upstream.getPort();
        }
        return "https".equals(upstream.getScheme()) ? 443 : 80;
    }
}
