package io.inferencegateway.gateway.notify;

import static io.inferencegateway.gateway.notify.AnnouncerBench.HASTY;
import static io.inferencegateway.gateway.notify.AnnouncerBench.numbered;
import static io.inferencegateway.gateway.notify.AnnouncerBench.receiver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.state.DocumentChange;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters reach receivers on real sockets, however these behave. */
class AnnouncerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private ScriptedReceiver receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = new ScriptedReceiver();
    }

    @AfterEach
    void stop() throws Exception {
        receiver.close();
    }

    @Test
    void a_signed_letter_can_be_verified_and_has_a_name_of_its_own() throws Exception {
        Receiver signed = receiver(Kind.WEBHOOK, "hook", receiver.url("/h?k=v"), "s3cret");
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, signed)) {
            bench.announce(numbered(1));
            bench.announce(numbered(2));
            await().atMost(PATIENCE).until(() -> receiver.requests.size() == 2);
        }
        ScriptedReceiver.Request first = receiver.requests.get(0);
        String signature = first.fields().get("x-igw-signature");
        long seconds = Long.parseLong(signature.substring(2, signature.indexOf(',')));

        assertThat(first.path()).isEqualTo("/h?k=v");
        assertThat(first.body()).isEqualTo("{\"n\":1}");
        assertThat(first.fields())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-igw-event", "rollout.step");
        assertThat(seconds).isCloseTo(Instant.now().getEpochSecond(), org.assertj.core.data.Offset.offset(60L));
        assertThat(signature).isEqualTo(WebhookChannel.signature("s3cret", seconds, first.body()));
        assertThat(first.delivery()).isNotEqualTo(receiver.requests.get(1).delivery());
    }

    @Test
    void the_signature_is_the_one_that_openssl_computes() {
        // printf '1700000000.{"n":1}' | openssl dgst -sha256 -hmac s3cret
        assertThat(WebhookChannel.signature("s3cret", 1_700_000_000L, "{\"n\":1}"))
                .isEqualTo("t=1700000000,v1=7c4ceb6f84be2af81c730e6f7e5b38798496a065acc0f03f8128618075f3f993");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 408})
    void a_receiver_that_fails_for_a_while_gets_all_in_order_under_the_same_names(int status) throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        receiver.script = request -> request.response()
                .setStatusCode(failures.getAndDecrement() > 0 ? status : 200)
                .end();
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, HASTY, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            for (int n = 1; n <= 3; n++) {
                bench.announce(numbered(n));
            }
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 3);

            assertThat(numbers()).containsExactly(1, 1, 1, 1, 2, 3);
            assertThat(receiver.requests.subList(0, 4))
                    .extracting(ScriptedReceiver.Request::delivery)
                    .containsOnly(receiver.requests.get(0).delivery());
            assertThat(bench.count("hook", Deliveries.Result.RETRIED)).isEqualTo(3);
            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 410, 301, 307})
    void a_refusal_is_final_and_holds_nobody_up(int status) throws Exception {
        AtomicInteger first = new AtomicInteger(1);
        receiver.script = request -> request.response()
                .setStatusCode(first.getAndDecrement() > 0 ? status : 200)
                .putHeader("Location", receiver.url("/elsewhere"))
                .end();
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, HASTY, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            bench.announce(numbered(1));
            bench.announce(numbered(2));
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 1);

            assertThat(numbers()).containsExactly(1, 2);
            assertThat(receiver.requests)
                    .extracting(ScriptedReceiver.Request::path)
                    .containsOnly("/");
            assertThat(bench.count("hook", Deliveries.Result.REFUSED)).isEqualTo(1);
        }
    }

    @Test
    void what_waits_is_delivered_after_a_restart_in_its_order_and_under_its_names() throws Exception {
        receiver.answers(503);
        Receiver hook = receiver(Kind.WEBHOOK, "hook", receiver.url("/"));
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, hook)) {
            for (int n = 1; n <= 12; n++) {
                bench.announce(numbered(n));
            }
            await().atMost(PATIENCE).until(() -> !receiver.requests.isEmpty() && bench.stored() == 12);
        }
        String name = receiver.requests.get(0).delivery();
        receiver.requests.clear();
        receiver.answers(200);
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, hook)) {
            bench.announce(numbered(13));
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 13);

            assertThat(numbers())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 13).boxed().toList());
            assertThat(receiver.requests.get(0).delivery()).isEqualTo(name);
            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
        }
    }

    @Test
    void a_receiver_that_is_configured_no_more_is_forgotten_and_one_with_a_new_secret_is_not() throws Exception {
        receiver.answers(503);
        Receiver stays = receiver(Kind.WEBHOOK, "stays", receiver.url("/stays"), "old");
        Receiver goes = receiver(Kind.WEBHOOK, "goes", receiver.url("/goes"));
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, stays, goes)) {
            bench.announce(numbered(1));
            await().atMost(PATIENCE).until(() -> bench.stored() == 2);

            receiver.answers(200);
            bench.configure(receiver(Kind.WEBHOOK, "stays", receiver.url("/stays"), "new"));

            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
            assertThat(bench.count("stays", Deliveries.Result.DELIVERED)).isEqualTo(1);
            assertThat(bench.count("goes", Deliveries.Result.DELIVERED)).isZero();
        }
    }

    @Test
    void one_that_never_answers_delays_no_other() throws Exception {
        receiver.script = request -> {
            if (request.path().equals("/quick")) {
                request.response().end();
            }
        };
        try (AnnouncerBench bench = new AnnouncerBench(
                folder,
                HASTY,
                receiver(Kind.WEBHOOK, "mute", receiver.url("/mute")),
                receiver(Kind.WEBHOOK, "quick", receiver.url("/quick")))) {
            for (int n = 1; n <= 5; n++) {
                bench.announce(numbered(n));
            }
            await().atMost(PATIENCE).until(() -> bench.count("quick", Deliveries.Result.DELIVERED) == 5);
            // It is tried again when its time is over.
            await().atMost(PATIENCE).until(() -> bench.count("mute", Deliveries.Result.RETRIED) == 1);
        }
    }

    @Test
    void an_answer_without_end_counts_by_its_status_and_is_cut() throws Exception {
        AtomicInteger cut = new AtomicInteger();
        Buffer much = Buffer.buffer("x".repeat(16 * 1024));
        receiver.script = request -> {
            request.response().setChunked(true).setStatusCode(200).closeHandler(gone -> cut.incrementAndGet());
            flood(request.response(), much);
        };
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, HASTY, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            bench.announce(numbered(1));
            bench.announce(numbered(2));

            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 2);
            await().atMost(PATIENCE).until(() -> cut.get() == 2);
        }
    }

    private static void flood(io.vertx.core.http.HttpServerResponse response, Buffer part) {
        if (!response.closed() && !response.writeQueueFull()) {
            response.write(part).onSuccess(written -> flood(response, part));
        }
    }

    @Test
    void one_that_is_not_there_is_tried_until_it_is() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (AnnouncerBench bench = new AnnouncerBench(
                folder, HASTY, receiver(Kind.WEBHOOK, "hook", "http://127.0.0.1:" + port + "/T0K3N"))) {
            bench.announce(numbered(1));
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.RETRIED) >= 2);
            try (ScriptedReceiver late = new ScriptedReceiver(port)) {
                await().atMost(PATIENCE).until(() -> late.requests.size() == 1);
            }
        }
    }

    @Test
    void a_full_queue_gives_up_its_oldest_and_says_so() throws Exception {
        receiver.script = request -> {};
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, HASTY, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            for (int n = 1; n <= Courier.QUEUE_CAPACITY + 7; n++) {
                bench.announce(numbered(n));
            }

            assertThat(bench.waiting()).isEqualTo(Courier.QUEUE_CAPACITY);
            assertThat(bench.count("hook", Deliveries.Result.DROPPED)).isEqualTo(7);
        }
    }

    @Test
    void ten_thousand_events_for_one_that_is_down_leave_the_newest_500_and_are_told() throws Exception {
        int events = 10_000;
        receiver.answers(503);
        Receiver hook = receiver(Kind.WEBHOOK, "hook", receiver.url("/"));
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, hook)) {
            bench.onControl(() -> {
                IntStream.rangeClosed(1, events).forEach(n -> bench.announcer.announce(numbered(n)));
                return true;
            });

            assertThat(bench.waiting()).isEqualTo(Courier.QUEUE_CAPACITY);
            assertThat(bench.stored()).isEqualTo(Courier.QUEUE_CAPACITY);
            assertThat(bench.count("hook", Deliveries.Result.DROPPED)).isEqualTo(events - Courier.QUEUE_CAPACITY);
            assertThat(bench.store.health().failed())
                    .allSatisfy(
                            (kind, count) -> assertThat(count).as(kind.label()).isZero());
        }
        receiver.requests.clear();
        receiver.answers(200);
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, hook)) {
            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
        }
        // The first one was under way when the others came, and so is not the one to go.
        List<Integer> kept = new ArrayList<>(List.of(1));
        IntStream.rangeClosed(events - Courier.QUEUE_CAPACITY + 2, events).forEach(kept::add);
        assertThat(numbers()).isEqualTo(kept);
    }

    @Test
    void no_more_is_taken_up_from_the_disk_than_may_wait() throws Exception {
        receiver.answers(503);
        Receiver hook = receiver(Kind.WEBHOOK, "hook", receiver.url("/"));
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY)) {
            List<DocumentChange> tooMany = IntStream.rangeClosed(1, Courier.QUEUE_CAPACITY + 100)
                    .mapToObj(n -> new Letter(n, "d" + n, "rollout.step", System.currentTimeMillis(), "{}"))
                    .map(letter -> new DocumentChange(Courier.KIND, letter.key(hook.key()), letter.encode()))
                    .toList();
            bench.store.changeDocuments(tooMany).await(20, TimeUnit.SECONDS);
        }
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, hook)) {
            assertThat(bench.waiting()).isEqualTo(Courier.QUEUE_CAPACITY);
            assertThat(bench.stored()).isEqualTo(Courier.QUEUE_CAPACITY);
        }
    }

    @Test
    void a_full_disk_delays_no_letter() throws Exception {
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, HASTY, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            bench.store.full = true;
            for (int n = 1; n <= 3; n++) {
                bench.announce(numbered(n));
            }
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 3);
            assertThat(numbers()).containsExactly(1, 2, 3);

            bench.store.full = false;
            assertThat(bench.stored()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_resets_its_connections_is_tried_again(boolean beforeReading) throws Exception {
        try (ServerSocket hostile = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread resets = new Thread(() -> {
                while (true) {
                    try (Socket socket = hostile.accept()) {
                        if (!beforeReading) {
                            socket.getInputStream().read(new byte[1_000]);
                            socket.getOutputStream().write("HTTP/1.1 20".getBytes(StandardCharsets.US_ASCII));
                        }
                        socket.setSoLinger(true, 0);
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            resets.start();
            try (AnnouncerBench bench = new AnnouncerBench(
                    folder,
                    HASTY,
                    receiver(Kind.WEBHOOK, "hook", "http://127.0.0.1:" + hostile.getLocalPort() + "/"))) {
                bench.announce(numbered(1));
                await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.RETRIED) >= 3);
                assertThat(bench.waiting()).isEqualTo(1);
            }
        }
    }

    @Test
    void who_remembers_conditions_hears_of_withdrawals_on_the_topics_it_asked_for_only() throws Exception {
        Receiver everything = receiver(Kind.ALERTMANAGER, "everything", receiver.url("/everything"));
        Receiver rollouts = receiver(Kind.ALERTMANAGER, "rollouts", receiver.url("/rollouts"), Topic.ROLLOUTS);
        Receiver hook = receiver(Kind.WEBHOOK, "hook", receiver.url("/hook"));
        try (AnnouncerBench bench = new AnnouncerBench(folder, HASTY, everything, rollouts, hook)) {
            bench.onControl(() -> {
                bench.announcer.withdraw(ofAlerts());
                bench.announcer.announce(numbered(1));
                return true;
            });
            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.DELIVERED) == 1);
            await().atMost(PATIENCE).until(() -> bench.count("everything", Deliveries.Result.DELIVERED) == 1);
            assertThat(bench.count("rollouts", Deliveries.Result.DELIVERED)).isZero();
            assertThat(bench.waiting()).isZero();
        }
        assertThat(receiver.requests)
                .extracting(ScriptedReceiver.Request::path)
                .containsExactlyInAnyOrder("/everything/api/v2/alerts", "/hook");
    }

    private static Announcement ofAlerts() {
        return new Announcement(
                Topic.ALERTS,
                "alert.removed",
                Severity.INFO,
                true,
                AnnouncerBench.NOON,
                null,
                null,
                null,
                "slow was removed",
                "",
                Map.of(),
                null,
                null,
                "{}",
                List.of(new Announcement.Condition("slow", Map.of("monitor", "m"), false, 0)));
    }

    @Test
    void a_letter_that_is_too_old_is_given_up() throws Exception {
        receiver.answers(503);
        Pace short1 =
                new Pace(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofHours(1));
        try (AnnouncerBench bench =
                new AnnouncerBench(folder, short1, receiver(Kind.WEBHOOK, "hook", receiver.url("/")))) {
            bench.announce(numbered(1));

            await().atMost(PATIENCE).until(() -> bench.count("hook", Deliveries.Result.EXPIRED) == 1);
            await().atMost(PATIENCE).until(() -> bench.stored() == 0);
        }
    }

    private List<Integer> numbers() {
        return receiver.requests.stream()
                .map(request -> request.json().getInteger("n"))
                .toList();
    }
}
