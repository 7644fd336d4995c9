package io.inferencegateway.gateway.control;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.ReloadTrigger;
import io.inferencegateway.gateway.route.Routes;
import io.inferencegateway.gateway.route.RoutingTable;
import io.inferencegateway.gateway.route.RoutingTables;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReloaderTest {
    private static final String ONE_MODEL =
            """
            listen: { traffic: { host: 127.0.0.1, port: 0 }, admin: { host: 127.0.0.1, port: 0 } }
            models:
              fraud: { stable: 1, versions: { 1: { upstreams: ["http://127.0.0.1:9"] } } }
            """;
    private static final String TWO_MODELS =
            ONE_MODEL + "  churn: { stable: 4, versions: { 4: { upstreams: [\"http://127.0.0.1:9\"] } } }\n";

    @TempDir
    Path folder;

    @Test
    void puts_a_valid_file_in_force_and_leaves_everything_alone_for_an_invalid_one() throws Exception {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, ONE_MODEL);
        ConfigLoader loader = new ConfigLoader(name -> null);
        GatewayConfig initial = ((ConfigResult.Loaded) loader.load(file.toString())).config();
        Routes routes = new Routes(RoutingTables.initial(initial));
        Vertx vertx = Vertx.vertx();
        Context control = vertx.getOrCreateContext();
        List<GatewayConfig> heard = new CopyOnWriteArrayList<>();
        List<ConfigReload.Result> judged = new CopyOnWriteArrayList<>();
        try (ConfigReloader reloader =
                new ConfigReloader(control, routes, file.toString(), loader, initial, List.of(), () -> Instant.EPOCH)) {
            reloader.onApplied(heard::add);
            reloader.onJudged(judged::add);

            Files.writeString(file, TWO_MODELS);
            ConfigReload.Result applied = reloader.reload(ReloadTrigger.API).await(20, SECONDS);

            assertThat(applied.applied()).isTrue();
            assertThat(routes.current().model("churn")).isNotNull();
            assertThat(reloader.inForce().models()).containsOnlyKeys("fraud", "churn");
            assertThat(heard).last().isEqualTo(reloader.inForce());
            RoutingTable inForce = routes.current();

            Files.writeString(file, TWO_MODELS.replace("stable: 4", "stable: 5"));
            ConfigReload.Result rejected = reloader.reload(ReloadTrigger.API).await(20, SECONDS);

            assertThat(rejected.applied()).isFalse();
            assertThat(rejected.problems()).singleElement().asString().startsWith(file + ":");
            assertThat(reloader.last()).isEqualTo(rejected);
            assertThat(judged).contains(applied).last().isEqualTo(rejected);
            assertThat(routes.current()).isSameAs(inForce);
            assertThat(reloader.counts().get("invalid")).isPositive();
            assertThat(reloader.counts().get("success")).isPositive();
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }

    @Test
    void answers_a_reload_with_what_came_of_that_very_file() throws Exception {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), ONE_MODEL);
        ConfigLoader loader = new ConfigLoader(name -> null);
        GatewayConfig initial = ((ConfigResult.Loaded) loader.load(file.toString())).config();
        Vertx vertx = Vertx.vertx();
        Context control = vertx.getOrCreateContext();
        try (ConfigReloader reloader = new ConfigReloader(
                control,
                new Routes(RoutingTables.initial(initial)),
                file.toString(),
                loader,
                initial,
                List.of(),
                () -> Instant.EPOCH)) {
            for (int i = 0; i < 100; i++) {
                boolean valid = i % 2 == 0;
                Files.writeString(file, valid ? TWO_MODELS : "models: 7");
                Promise<ConfigReload.Result> answer = Promise.promise();
                control.runOnContext(turn -> {
                    Future<ConfigReload.Result> asked = reloader.reload(ReloadTrigger.API);
                    asked.onComplete(answer);
                });
                assertThat(answer.future().await(20, SECONDS).applied())
                        .as("attempt " + i)
                        .isEqualTo(valid);
            }
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }
}
