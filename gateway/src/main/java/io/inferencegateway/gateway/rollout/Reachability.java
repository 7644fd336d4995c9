package io.inferencegateway.gateway.rollout;

import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Whether somebody listens. Answers on the caller's context and never fails. */
@FunctionalInterface
public interface Reachability {
    /** Whether one of a version's upstreams accepts a connection. */
    Future<Boolean> anyOf(ModelVersion version, List<URI> upstreams);

    /** Takes the word of the checks for a version that has some. */
    default Reachability unlessChecked(Predicate<ModelVersion> hasCheck, Predicate<ModelVersion> passes) {
        return (version, upstreams) ->
                hasCheck.test(version) ? Future.succeededFuture(passes.test(version)) : anyOf(version, upstreams);
    }

    /** Opens a TCP connection to each address and closes it again: nothing is sent, so no model server notices. */
    static Reachability byConnecting(Vertx vertx, Directory directory, Duration timeout) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout((int) timeout.toMillis()));
        return (version, upstreams) -> {
            List<Future<Void>> attempts = upstreams.stream()
                    .map(upstream -> endpoints(directory, ServiceName.of(upstream))
                            .compose(endpoints -> anyAccepts(client, endpoints)))
                    .toList();
            return attempts.isEmpty()
                    ? Future.succeededFuture(false)
                    : Future.any(attempts).map(true).otherwise(false);
        };
    }

    private static Future<List<Endpoint>> endpoints(Directory directory, ServiceName name) {
        Promise<List<Endpoint>> found = Promise.promise();
        directory.await(name, () -> found.complete(directory.current().endpoints(name)));
        return found.future();
    }

    private static Future<Void> anyAccepts(NetClient client, List<Endpoint> endpoints) {
        return endpoints.isEmpty()
                ? Future.failedFuture("no address is known")
                : Future.any(endpoints.stream()
                                .map(each -> client.connect(each.port(), each.address())
                                        .compose(NetSocket::close))
                                .toList())
                        .mapEmpty();
    }
}
