package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.admission.Admission;
import io.inferencegateway.gateway.discovery.AddressBook;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.observe.LoopTelemetry;
import io.inferencegateway.gateway.route.Candidate;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamPicker;
import io.inferencegateway.gateway.route.UpstreamProtocol;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.gateway.time.Deadlines;
import io.inferencegateway.gateway.upstream.ConnectionBudgets;
import io.inferencegateway.gateway.upstream.UpstreamPool;
import io.inferencegateway.gateway.upstream.UpstreamPools;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of all versions as one event loop knows them, with its connections to them. Owner: that event loop. A
 * replica is an address: where a name leads to several, each of them is picked, ejected and connected to by itself.
 */
final class Replicas {
    /** Versions that left the routing table are forgotten once this many entries have piled up beyond it. */
    private static final int FORGOTTEN_SLACK = 64;

    private static final long LEAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Routes routes;
    private final Directory directory;
    private final CheckResults checks;
    private final Admission admission;
    private final ConnectionBudgets connections;
    private final LoopTelemetry telemetry;
    private final NetClient client;
    private final Deadlines deadlines;
    private final RandomGenerator random;
    private final Executor loop;
    private final IdentityHashMap<VersionRoute, ServedVersion> served = new IdentityHashMap<>();
    private final Map<Address, Replica> replicas = new HashMap<>();
    private long leftNanos;

    Replicas(
            Routes routes,
            Directory directory,
            CheckResults checks,
            Admission admission,
            ConnectionBudgets connections,
            LoopTelemetry telemetry,
            NetClient client,
            Deadlines deadlines,
            RandomGenerator random,
            Executor loop) {
        this.routes = routes;
        this.directory = directory;
        this.checks = checks;
        this.admission = admission;
        this.connections = connections;
        this.telemetry = telemetry;
        this.client = client;
        this.deadlines = deadlines;
        this.random = random;
        this.loop = loop;
    }

    /** What a replica is known by. Where the certificates change, the connections do. */
    private record Address(URI uri, String ip, int port, UpstreamProtocol protocol, UpstreamTls tls) {
        static Address of(URI uri, Endpoint endpoint, VersionRoute route) {
            UpstreamTls tls = ServiceName.isTls(uri) ? route.upstreamTls() : UpstreamTls.DEFAULT;
            return new Address(uri, endpoint.address(), endpoint.port(), route.protocol(), tls);
        }
    }

    private record Replica(Upstream upstream, UpstreamPool pool) {}

    /** The version with the replicas it has now. */
    ServedVersion served(VersionRoute route, long nowNanos) {
        ServedVersion known = served.get(route);
        return known != null && known.book() == directory.current() && known.failing() == checks.current()
                ? known
                : serve(route, known, nowNanos);
    }

    /** Waits, on no thread, until the version has a replica or none could be found. */
    void await(VersionRoute route, Runnable heard) {
        AtomicInteger left = new AtomicInteger(route.upstreams().size());
        for (URI uri : route.upstreams()) {
            ServiceName name = ServiceName.of(uri);
            directory.await(name, () -> {
                boolean found = !directory.current().endpoints(name).isEmpty();
                // The first that is found is enough; without any, the last that is not.
                if (found ? left.getAndSet(0) > 0 : left.getAndUpdate(n -> Math.max(0, n - 1)) == 1) {
                    heard.run();
                }
            });
        }
    }

    private ServedVersion serve(VersionRoute route, @Nullable ServedVersion before, long nowNanos) {
        AddressBook book = directory.current();
        CheckResults.Failing failing = checks.current();
        Set<Upstream> failed = new HashSet<>();
        List<Candidate> candidates = new ArrayList<>();
        Map<Upstream, UpstreamPool> pools = new HashMap<>();
        for (URI uri : route.upstreams()) {
            for (Endpoint endpoint : book.endpoints(ServiceName.of(uri))) {
                Replica replica = replica(uri, endpoint, route, nowNanos);
                candidates.add(Candidate.of(replica.upstream, endpoint.priority(), endpoint.weight()));
                pools.put(replica.upstream, replica.pool);
                if (failing.replicas().contains(CheckedReplica.of(route.version(), uri, endpoint))) {
                    failed.add(replica.upstream);
                }
            }
        }
        UpstreamPicker known = before == null ? null : before.picker();
        UpstreamPicker picker =
                known != null && known.candidates().equals(candidates) ? known : new UpstreamPicker(candidates, random);
        ServedVersion version = new ServedVersion(
                route,
                Integer.toString(route.version().version()),
                telemetry.version(route.version()),
                picker,
                pools,
                admission.gate(route.version().model()),
                book,
                failing);
        picker.checked(failed, nowNanos);
        served.put(route, version);
        forgetWhatLeft(known != null && known != picker, nowNanos);
        return version;
    }

    /** By address: a reload, or an answer, keeps the connections, counts and ejections of all that it did not change. */
    private Replica replica(URI uri, Endpoint endpoint, VersionRoute route, long nowNanos) {
        return replicas.computeIfAbsent(Address.of(uri, endpoint, route), added -> {
            Upstream upstream = new Upstream(uri, endpoint, nowNanos);
            return new Replica(
                    upstream,
                    UpstreamPools.open(client, upstream, added.protocol(), added.tls(), deadlines, connections, loop));
        });
    }

    /** @param moved whether a name leads elsewhere: then the connections to where it led are to end soon */
    private void forgetWhatLeft(boolean moved, long nowNanos) {
        boolean leaves = moved && nowNanos - leftNanos >= LEAVE_EVERY_NANOS;
        if (!leaves && served.size() <= FORGOTTEN_SLACK) {
            return;
        }
        Set<VersionRoute> current = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ModelRoute model : routes.current().models()) {
            current.addAll(model.versions().values());
        }
        if (!leaves && served.size() <= current.size() + FORGOTTEN_SLACK) {
            return;
        }
        leftNanos = nowNanos;
        served.keySet().retainAll(current);
        AddressBook book = directory.current();
        Set<Address> addresses = new HashSet<>();
        for (VersionRoute version : current) {
            for (URI uri : version.upstreams()) {
                book.endpoints(ServiceName.of(uri))
                        .forEach(endpoint -> addresses.add(Address.of(uri, endpoint, version)));
            }
        }
        replicas.entrySet().removeIf(each -> {
            boolean left = !addresses.contains(each.getKey());
            if (left) {
                each.getValue().pool.closeIdle();
            }
            return left;
        });
    }

    /** By version, the authorities of those that get no traffic for a while. */
    Map<ModelVersion, Set<String>> ejected(long nowNanos) {
        Map<ModelVersion, Set<String>> ejected = new HashMap<>();
        served.forEach((route, version) -> {
            for (Upstream replica : version.picker().upstreams()) {
                if (replica.isEjected(nowNanos)) {
                    ejected.computeIfAbsent(route.version(), added -> new HashSet<>())
                            .add(replica.authority());
                }
            }
        });
        return ejected;
    }
}
