package io.inferencegateway.gateway.state;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.rollout.FaultyStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBehindTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context control = vertx.getOrCreateContext();
    private FaultyStore store;
    private WriteBehind behind;

    @BeforeEach
    void open() throws Exception {
        store = new FaultyStore(SqliteStateStore.open(vertx, "sqlite:" + folder.resolve("igw.db"))
                .await(20, SECONDS));
        behind = new WriteBehind(vertx, store);
    }

    @AfterEach
    void close() throws Exception {
        store.close().await(20, SECONDS);
        vertx.close().await(20, SECONDS);
    }

    @Test
    void what_is_written_in_one_turn_is_one_transaction_however_much_it_is() throws Exception {
        flushed(() -> {
            for (int i = 0; i < 3 * SqliteStateStore.QUEUE_CAPACITY; i++) {
                behind.add("letter", "n" + i, "{}");
            }
            behind.put("told", "fraud", "7-12");
        });

        assertThat(store.batches).hasSize(1);
        assertThat(stored("letter")).hasSize(3 * SqliteStateStore.QUEUE_CAPACITY);
        assertThat(stored("told")).containsOnly(Map.entry("fraud", "7-12"));
        assertThat(store.health().failed().get(StateFault.Kind.OVERLOADED)).isZero();
    }

    @Test
    void a_full_disk_is_made_up_for_when_there_is_room_and_what_came_and_went_meanwhile_is_nothing() throws Exception {
        flushed(() -> {
            behind.add("letter", "before", "{}");
            behind.put("condition", "c", "1");
        });
        store.batches.clear();
        store.full = true;
        assertThatThrownBy(() -> flushed(() -> behind.add("letter", "during", "{}")))
                .hasMessageContaining("no space left");
        flushedOrNot(() -> {
            behind.delete("letter", "before");
            behind.delete("letter", "during");
            behind.put("condition", "c", "2");
        });

        store.full = false;
        await().atMost(Duration.ofSeconds(20)).until(() -> stored("letter").isEmpty());
        assertThat(stored("condition")).containsOnly(Map.entry("c", "2"));
        assertThat(store.batches).hasSize(1);
        assertThat(store.batches.get(0))
                .containsExactlyInAnyOrder(
                        new DocumentChange("letter", "before", null), new DocumentChange("condition", "c", "2"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_last_word_is_what_is_stored_whenever_the_disk_was_full_seed(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, String> expected = new TreeMap<>();
        for (int turn = 0; turn < 60; turn++) {
            store.full = random.nextInt(3) == 0;
            int changes = random.nextInt(4);
            onControl(() -> {
                for (int i = 0; i < changes; i++) {
                    String name = "n" + random.nextInt(5);
                    if (random.nextBoolean()) {
                        behind.put("k", name, Integer.toString(random.nextInt()));
                    } else {
                        behind.delete("k", name);
                    }
                }
                return Future.succeededFuture();
            });
            flushedOrNot(() -> {
                String added = "once-" + random.nextInt(1_000_000_000);
                behind.add("k", added, "a");
                if (random.nextBoolean()) {
                    behind.delete("k", added);
                } else {
                    expected.put(added, "a");
                }
            });
        }
        store.full = false;
        // One word more for each name: which the names ended with is the store's last batch for them.
        for (int i = 0; i < 5; i++) {
            String name = "n" + i;
            expected.put(name, "end");
            flushed(() -> behind.put("k", name, "end"));
        }
        assertThat(stored("k")).isEqualTo(expected);
    }

    private Map<String, String> stored(String kind) throws Exception {
        return store.documents(kind).await(20, SECONDS);
    }

    private void flushed(Runnable changes) throws Exception {
        onControl(() -> {
            changes.run();
            return behind.flush();
        });
    }

    private void flushedOrNot(Runnable changes) throws Exception {
        onControl(() -> {
            changes.run();
            return behind.flush().otherwiseEmpty();
        });
    }

    private void onControl(java.util.function.Supplier<Future<Void>> work) throws Exception {
        Promise<Void> done = Promise.promise();
        control.runOnContext(go -> work.get().onComplete(done));
        done.future().await(20, SECONDS);
    }
}
