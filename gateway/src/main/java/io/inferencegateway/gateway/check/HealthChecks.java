package io.inferencegateway.gateway.check;

import io.inferencegateway.gateway.discovery.AddressBook;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.inferencegateway.gateway.route.Check;
import io.inferencegateway.gateway.route.CheckResults;
import io.inferencegateway.gateway.route.CheckedReplica;
import io.inferencegateway.gateway.route.ModelRoute;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.VersionRoute;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every replica of every version that has a check, once for the whole process, and publishes who fails. Owner: an
 * event loop that serves no traffic.
 */
public final class HealthChecks {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private static final long TICK_MILLIS = 100;
    private static final int MOST_AT_A_TIME = 64;
    /** Replicas that were added together are not to be asked together for ever. */
    private static final double JITTER = 0.1;

    private final Routes routes;
    private final Directory directory;
    private final CheckResults results;
    private final Probe probe;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Map<CheckedReplica, Watched> watched = new HashMap<>();
    private int asking;
    private @Nullable RoutingTable seenTable;
    private @Nullable AddressBook seenBook;

    /** One replica and what is known of it. */
    private static final class Watched {
        private VersionRoute route;
        private Condition condition = Condition.UNKNOWN;
        private long dueNanos;
        private boolean asking;

        Watched(VersionRoute route, long dueNanos) {
            this.route = route;
            this.dueNanos = dueNanos;
        }
    }

    HealthChecks(
            Routes routes,
            Directory directory,
            CheckResults results,
            Probe probe,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.routes = routes;
        this.directory = directory;
        this.results = results;
        this.probe = probe;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** Called on the event loop that will own it. */
    public static HealthChecks start(Vertx vertx, Routes routes, Directory directory, CheckResults results) {
        HealthChecks checks = new HealthChecks(
                routes,
                directory,
                results,
                new HttpProbe(vertx, MOST_AT_A_TIME),
                System::nanoTime,
                RandomGenerator.getDefault());
        vertx.setPeriodic(TICK_MILLIS, tick -> checks.tick());
        return checks;
    }

    /** Whether one replica of the version, at least, has passed and not failed since. */
    public boolean passes(ModelVersion version) {
        return watched.entrySet().stream()
                .anyMatch(each -> each.getKey().version().equals(version)
                        && each.getValue().condition.verdict() == Condition.Verdict.GOOD);
    }

    /** Asks who is due. */
    void tick() {
        long now = nanoTime.getAsLong();
        follow(now);
        List<Map.Entry<CheckedReplica, Watched>> due = watched.entrySet().stream()
                .filter(each -> !each.getValue().asking && now - each.getValue().dueNanos >= 0)
                .sorted(Comparator.comparingLong(each -> each.getValue().dueNanos - now))
                .limit(MOST_AT_A_TIME - asking)
                .toList();
        due.forEach(each -> ask(each.getKey(), each.getValue(), now));
    }

    private void follow(long now) {
        RoutingTable table = routes.current();
        AddressBook book = directory.current();
        if (table == seenTable && book == seenBook) {
            return;
        }
        seenTable = table;
        seenBook = book;
        Map<CheckedReplica, VersionRoute> wanted = new HashMap<>();
        for (ModelRoute model : table.models()) {
            for (VersionRoute route : model.versions().values()) {
                if (route.check() != null) {
                    route.upstreams().forEach(uri -> book.endpoints(ServiceName.of(uri))
                            .forEach(endpoint -> wanted.put(CheckedReplica.of(route.version(), uri, endpoint), route)));
                }
            }
        }
        if (watched.keySet().retainAll(wanted.keySet())) {
            publish();
        }
        wanted.forEach(
                (replica, route) -> watched.computeIfAbsent(replica, added -> new Watched(route, now)).route = route);
    }

    private void ask(CheckedReplica replica, Watched asked, long now) {
        Check check = asked.route.check();
        if (check == null) {
            return;
        }
        double spread = 1 - JITTER + 2 * JITTER * random.nextDouble();
        asked.dueNanos = now + (long) (TimeUnit.MILLISECONDS.toNanos(check.intervalMillis()) * spread);
        asked.asking = true;
        asking++;
        probe.ask(replica, asked.route).onComplete(answer -> {
            asking--;
            asked.asking = false;
            if (watched.get(replica) == asked) {
                heard(replica, asked, check, answer.result());
            }
        });
    }

    private void heard(CheckedReplica replica, Watched asked, Check check, String objection) {
        Condition before = asked.condition;
        asked.condition = before.after(objection.isEmpty(), check);
        if (before.verdict() == asked.condition.verdict()) {
            return;
        }
        publish();
        String authority = Upstream.authorityOf(replica.upstream());
        if (asked.condition.verdict() == Condition.Verdict.FAILING) {
            LOG.warn(
                    "check failing version={} upstream={} address={}:{} reason=\"{}\"",
                    replica.version(),
                    authority,
                    replica.address(),
                    replica.port(),
                    objection);
        } else {
            LOG.info(
                    "check passing version={} upstream={} address={}:{}",
                    replica.version(),
                    authority,
                    replica.address(),
                    replica.port());
        }
    }

    private void publish() {
        results.publish(watched.entrySet().stream()
                .filter(each -> each.getValue().condition.verdict() == Condition.Verdict.FAILING)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
    }
}
