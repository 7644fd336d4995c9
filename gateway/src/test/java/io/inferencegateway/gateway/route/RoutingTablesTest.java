package io.inferencegateway.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.canary.split.TrafficSplit;
import io.inferencegateway.gateway.config.Configs;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.UsageKey;
import io.inferencegateway.monitoring.stats.CompletedRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutingTablesTest {
    private static final TrafficSplit TRIAL = new TrafficSplit(1, 2, 2_500, 42);

    @Test
    void starts_with_all_traffic_on_the_configured_stable_version() {
        ModelRoute route = model(RoutingTables.initial(config(1, 1, 2)));
        assertThat(route.split()).isEqualTo(TrafficSplit.allTo(1));
        assertThat(route.watch()).isNull();
        assertThat(Objects.requireNonNull(route.versions().get(2)).upstreams())
                .containsExactly(URI.create("http://127.0.0.1:9002"));
        assertThat(route.labels()).containsEntry("prod", 1);
    }

    @Test
    void carries_limits_and_habits_over_in_the_units_of_the_hot_path() {
        RouteSettings settings = model(
                        RoutingTables.initial(
                                Configs.valid(
                                        """
                models:
                  fraud:
                    stable: 1
                    versions: { 1: { upstreams: ["http://h"], host: inner } }
                    timeouts: { connect: 1s, first-byte: 2s, idle: 3s, total: 4s, request-body: 5s }
                    limits: { request-body: 1KiB, in-flight: 6, queue: 7, queue-wait: 8ms, connections: 9, adaptive: { minimum: 2 } }
                    hedge: { after: 9ms }
                    usage: { by: "header:x-client" }
                    path: keep
                    idempotent: true
                    generative: true
                    quality: { sample: 3%, body-limit: 2KiB }
                    canary: { sticky: { cookie: session }, header-override: true, split-pinned: true, rescue: true }
                """)))
                .settings();
        assertThat(settings)
                .isEqualTo(new RouteSettings(
                        1_000,
                        2_000,
                        3_000,
                        4_000,
                        5_000,
                        1_024,
                        6,
                        7,
                        8,
                        9,
                        true,
                        true,
                        true,
                        true,
                        true,
                        true,
                        null,
                        "session",
                        null,
                        new CallerNames(new UsageKey(false, "x-client")),
                        new AdaptiveLimit(2, 6),
                        9,
                        null,
                        new CaptureSettings(300, 2_048)));
    }

    @Test
    void a_reload_keeps_a_running_rollout() {
        RoutingTable running = running();
        ModelRoute after = model(RoutingTables.from(config(1, 1, 2, 3), running));
        assertThat(after.split()).isEqualTo(TRIAL);
        assertThat(after.watch()).isSameAs(model(running).watch());
        assertThat(after.versions()).containsKey(3);
    }

    @Test
    void a_reload_keeps_a_promoted_version_stable() {
        RoutingTable promoted = RoutingTable.of(
                List.of(model(RoutingTables.initial(config(1, 1, 2))).withSplit(TrafficSplit.allTo(2))));
        assertThat(model(RoutingTables.from(config(1, 1, 2), promoted)).split()).isEqualTo(TrafficSplit.allTo(2));
    }

    @Test
    void a_removed_canary_leaves_all_traffic_on_stable_and_ends_the_watch() {
        ModelRoute after = model(RoutingTables.from(config(1, 1, 3), running()));
        assertThat(after.split()).isEqualTo(TrafficSplit.allTo(1));
        assertThat(after.watch()).isNull();
    }

    @Test
    void a_removed_stable_never_leaves_all_traffic_to_an_unproven_canary() {
        ModelRoute after = model(RoutingTables.from(config(3, 2, 3), running()));
        assertThat(after.split()).isEqualTo(TrafficSplit.allTo(3));
        assertThat(after.watch()).isNull();
    }

    @Test
    void a_changed_stable_takes_effect_unless_a_rollout_runs() {
        GatewayConfig before = config(1, 1, 2);
        GatewayConfig after = config(2, 1, 2);
        assertThat(model(RoutingTables.reloaded(before, after, RoutingTables.initial(before)))
                        .split())
                .isEqualTo(TrafficSplit.allTo(2));
        assertThat(model(RoutingTables.reloaded(before, after, running())).split())
                .isEqualTo(TRIAL);
    }

    @Test
    void a_removed_model_is_gone_and_a_new_one_is_there() {
        RoutingTable table = RoutingTables.from(
                Configs.valid("models: { churn: { stable: 1, versions: { 1: { upstreams: [\"http://h\"] } } } }"),
                running());
        assertThat(table.model("fraud")).isNull();
        assertThat(table.model("churn")).isNotNull();
    }

    private static ModelRoute model(RoutingTable table) {
        return Objects.requireNonNull(table.model("fraud"));
    }

    private static RoutingTable running() {
        ModelRoute route = model(RoutingTables.initial(config(1, 1, 2)));
        return RoutingTable.of(List.of(route.withRollout(TRIAL, new SilentWatch())));
    }

    private static GatewayConfig config(int stable, int... versions) {
        StringBuilder yaml = new StringBuilder("models:\n  fraud:\n    stable: " + stable + "\n    labels: { prod: "
                + versions[0] + " }\n    versions:\n");
        for (int version : versions) {
            yaml.append("      " + version + ": { upstreams: [\"http://127.0.0.1:900" + version + "\"] }\n");
        }
        return Configs.valid(yaml.toString());
    }

    /** A rollout's judge that is only recognised, never asked. */
    private static final class SilentWatch implements CanaryWatch {
        @Override
        public int canary() {
            return TRIAL.canary();
        }

        @Override
        public long slowAfterMicros() {
            return 1_000_000;
        }

        @Override
        public boolean canaryHasRoom() {
            return true;
        }

        @Override
        public long canaryAdmitted() {
            return 0;
        }

        @Override
        public void stableAdmitted() {}

        @Override
        public void canarySlow(long admission, long caller) {}

        @Override
        public void canaryCompleted(long admission, long caller, CompletedRequest request, boolean slowReported) {}

        @Override
        public void stableSlow() {}

        @Override
        public void stableCompleted(CompletedRequest request, boolean slowReported) {}
    }
}
