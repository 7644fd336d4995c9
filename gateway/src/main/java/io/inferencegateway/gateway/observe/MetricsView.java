package io.inferencegateway.gateway.observe;

import io.inferencegateway.gateway.resources.VersionUsage;
import io.inferencegateway.monitoring.health.Health;
import io.inferencegateway.monitoring.stats.Interval;
import io.inferencegateway.monitoring.stats.ModelVersion;
import io.inferencegateway.monitoring.stats.Window;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Everything that {@code /metrics} says, at one moment. Immutable; made on the control context and rendered on any
 * thread. All counts are totals since the process started.
 *
 * @param versions every configured version, and removed ones that served
 * @param unroutable requests for which no version was chosen
 * @param retried by reason
 * @param dropped telemetry that was lost, by what
 * @param lookups of the names of upstreams, by what they came to
 * @param refusedConnections of callers, by the limit that they met
 * @param failedHandshakes TLS with callers that did not come about, by reason
 * @param deliveries of notifications, by receiver and result
 * @param rollouts the current or last rollout of each model that had one
 * @param shadows of each version that was a canary with copies
 * @param reloads by result, such as {@code success} and {@code invalid}
 * @param certificateExpiry by host, in seconds since the epoch
 * @param usage what the processes of versions use, of those that name metrics
 */
public record MetricsView(
        Identity identity,
        List<Version> versions,
        Map<Unroutable, Long> unroutable,
        Map<String, Long> retried,
        Map<String, Long> dropped,
        Map<String, Long> lookups,
        Map<String, Long> refusedConnections,
        Map<String, Integer> concurrencyLimits,
        Map<String, Long> failedHandshakes,
        List<Delivery> deliveries,
        List<Rollout> rollouts,
        List<Shadow> shadows,
        Config config,
        Map<String, Long> reloads,
        Storage storage,
        Resources process,
        Map<String, Double> certificateExpiry,
        List<VersionUsage> usage) {

    public MetricsView {
        usage = List.copyOf(usage);
        versions = List.copyOf(versions);
        unroutable = Map.copyOf(unroutable);
        retried = Map.copyOf(retried);
        dropped = Map.copyOf(dropped);
        lookups = Map.copyOf(lookups);
        refusedConnections = Map.copyOf(refusedConnections);
        concurrencyLimits = Map.copyOf(concurrencyLimits);
        failedHandshakes = Map.copyOf(failedHandshakes);
        deliveries = List.copyOf(deliveries);
        rollouts = List.copyOf(rollouts);
        shadows = List.copyOf(shadows);
        reloads = Map.copyOf(reloads);
        certificateExpiry = Map.copyOf(certificateExpiry);
    }

    /**
     * Who exposes the metrics: constant labels of the ingress-nginx dialect.
     *
     * @param scheme what callers speak: {@code https} where the traffic listener has a certificate
     * @param namespace of the models
     * @param controllerPod the instance, by default its host name
     */
    public record Identity(
            String scheme, String namespace, String controllerNamespace, String controllerClass, String controllerPod) {
        /** What a gateway outside Kubernetes calls itself. */
        public static Identity ofHost(String hostName) {
            return new Identity("http", "default", "default", "k8s.io/ingress-nginx", hostName);
        }

        /** The same with its models in another namespace. */
        public Identity in(String otherNamespace) {
            return new Identity(scheme, otherNamespace, otherNamespace, controllerClass, controllerPod);
        }

        /** The same whose traffic listener has a certificate. */
        public Identity overTls() {
            return new Identity("https", namespace, controllerNamespace, controllerClass, controllerPod);
        }
    }

    /**
     * One version.
     *
     * @param totals everything it served since the process started
     * @param exemplars requests that stand for those in the totals
     * @param generations what it generated since then, where its model is generative
     * @param rescued whether stable answers for it where it fails as a canary
     * @param host the one host its model is configured for, or {@code _}
     * @param route the configured name of the operation, {@code predict} by default
     * @param weight its share of the model's split, 0 to 1; empty for a version outside the split
     * @param health by window; windows without a verdict are absent
     */
    public record Version(
            ModelVersion id,
            Interval totals,
            Exemplars exemplars,
            Generations generations,
            String host,
            String route,
            String framework,
            Load load,
            OptionalDouble weight,
            Map<Window, Health> health,
            List<Upstream> upstreams,
            boolean rescued) {
        public static final String ANY_HOST = "_";

        public Version {
            health = Map.copyOf(health);
            upstreams = List.copyOf(upstreams);
        }
    }

    /**
     * @param authority host and port
     * @param healthy whether every event loop gives it traffic
     */
    public record Upstream(String authority, boolean healthy, long ejections) {}

    /**
     * @param phase one of {@link NativeDialect#PHASES}
     * @param log10Evidence by test, the decimal logarithm of its e-value
     * @param rollbacks by the test or command that decided them
     */
    public record Rollout(String model, String phase, Map<String, Double> log10Evidence, Map<String, Long> rollbacks) {
        public Rollout {
            log10Evidence = Map.copyOf(log10Evidence);
            rollbacks = Map.copyOf(rollbacks);
        }
    }

    /**
     * What copies of requests came to, besides how they ended, which the version's totals have.
     *
     * @param dropped by the label of why
     */
    public record Shadow(ModelVersion id, Map<String, Long> dropped, long sameStatus, long otherStatus) {
        public Shadow {
            dropped = Map.copyOf(dropped);
        }
    }

    /**
     * @param receiver its name
     * @param result what became of {@code count} notifications to it
     */
    public record Delivery(String receiver, String result, long count) {}

    /**
     * @param hash of the configuration in force
     * @param lastReloadMillis when a configuration was last taken over, in milliseconds since the epoch
     */
    public record Config(long hash, boolean lastReloadSuccessful, long lastReloadMillis) {}

    /**
     * @param healthy whether the latest operation on the storage succeeded
     * @param faults operations that failed, by kind
     */
    public record Storage(boolean healthy, Map<String, Long> faults) {
        public Storage {
            faults = Map.copyOf(faults);
        }
    }

    /** @param connections of callers, by {@code active}, {@code reading}, {@code writing} or {@code waiting} */
    public record Resources(Map<String, Long> connections, long residentBytes, double cpuSeconds) {
        public Resources {
            connections = Map.copyOf(connections);
        }

        public Resources withConnections(Map<String, Long> open) {
            return new Resources(open, residentBytes, cpuSeconds);
        }
    }
}
