package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings;
import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.config.Secret;
import io.inferencegateway.gateway.rollout.FaultyStore;
import io.inferencegateway.gateway.state.SqliteStateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An announcer over a real state file, on a context of its own. */
final class AnnouncerBench implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final Pace HASTY =
            new Pace(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofHours(1), Duration.ofMillis(200));

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    final FaultyStore store;
    private final WriteBehind outbox;
    final Announcer announcer;

    AnnouncerBench(Path folder, Pace pace, Receiver... receivers) throws Exception {
        store = new FaultyStore(await(SqliteStateStore.open(vertx, "sqlite:" + folder.resolve("igw.db"))));
        outbox = new WriteBehind(vertx, store);
        announcer = await(onControl(() -> Announcer.load(
                vertx,
                store,
                outbox,
                InstantSource.system(),
                new NotificationSettings(List.of(receivers), null),
                pace)));
    }

    void announce(Announcement announcement) throws Exception {
        onControl(() -> {
            announcer.announce(announcement);
            return true;
        });
    }

    void configure(Receiver... receivers) throws Exception {
        onControl(() -> {
            announcer.configure(new NotificationSettings(List.of(receivers), null));
            return true;
        });
    }

    long count(String receiver, Deliveries.Result result) throws Exception {
        return onControl(() -> announcer.deliveries().getOrDefault(new Deliveries.Key(receiver, result), 0L));
    }

    int waiting() throws Exception {
        return onControl(announcer::waiting);
    }

    /** Letters on the disk, once it has all that was written. */
    int stored() throws Exception {
        await(onControl(outbox::flush));
        return await(store.documents(Courier.KIND)).size();
    }

    <T> T onControl(Callable<T> action) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        control.runOnContext(go -> {
            try {
                done.complete(action.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(10, TimeUnit.SECONDS);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        onControl(() -> {
            announcer.close();
            return true;
        });
        await(onControl(outbox::flush));
        await(store.close());
        await(vertx.close());
    }

    static Receiver receiver(Kind kind, String name, String url) {
        return receiver(kind, name, url, (String) null);
    }

    static Receiver receiver(Kind kind, String name, String url, Topic topic) {
        Receiver all = receiver(kind, name, url, (String) null);
        return new Receiver(kind, name, all.key(), all.url(), null, null, EnumSet.of(topic));
    }

    static Receiver receiver(Kind kind, String name, String url, @Nullable String secret) {
        return new Receiver(
                kind,
                name,
                kind.section() + "-" + name,
                URI.create(url),
                null,
                secret == null ? null : new Secret(secret, new Secret.Origin(Secret.Origin.Kind.ENVIRONMENT, "S")),
                EnumSet.allOf(Topic.class));
    }

    /** One that says {@code n} in its body. */
    static Announcement numbered(int n) {
        return announcement("rollout.step", Severity.INFO, new JsonObject().put("n", n), List.of());
    }

    static Announcement announcement(
            String type, Severity severity, JsonObject body, List<Announcement.Condition> conditions) {
        return new Announcement(
                Topic.ROLLOUTS,
                type,
                severity,
                false,
                NOON,
                null,
                "fraud",
                2,
                "fraud: version 2 rolled back",
                "error-rate: 12 of 13 bad, E = 4,180 ≥ 1,000; <stable> 0.3 % & falling",
                Map.of("by", "gateway"),
                "https://runbooks.example/fraud#rolled_back",
                "https://igw.example/",
                body.encode(),
                conditions);
    }
}
