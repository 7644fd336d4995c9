package io.inferencegateway.gateway.notify;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.notify.Carrier.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked before a document is posted. */
class PostTest {
    private static final Letter LETTER = new Letter(1, "d1", "rollout.step", 0, "{}");

    @Test
    void the_connection_is_asked_where_it_leads_before_anything_is_sent() throws Exception {
        Vertx vertx = Vertx.vertx();
        List<@Nullable String> asked = new ArrayList<>();
        try (ScriptedReceiver receiver = new ScriptedReceiver()) {
            String named = receiver.url("/h").replace("127.0.0.1", "localhost");
            Channel channel = Channel.of(AnnouncerBench.receiver(Kind.WEBHOOK, "hook", named));
            Post wary = new Post(
                    vertx,
                    peer -> {
                        asked.add(peer.hostAddress());
                        return "its address is not for us";
                    },
                    10_000);

            Answer refused = wary.send(channel, LETTER, 0).await(20, SECONDS);
            Answer taken = new Post(vertx).send(channel, LETTER, 0).await(20, SECONDS);

            assertThat(asked).containsExactly("127.0.0.1");
            assertThat(refused).isEqualTo(new Answer(Pace.Verdict.REFUSED, "its address is not for us", null));
            assertThat(taken.verdict()).isEqualTo(Pace.Verdict.TAKEN);
            assertThat(receiver.requests).hasSize(1);
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }

    @Test
    void a_receiver_that_does_not_read_is_cut_when_its_time_is_over() throws Exception {
        Vertx vertx = Vertx.vertx();
        Letter large = new Letter(1, "d1", "rollout.step", 0, "x".repeat(32 * 1024 * 1024));
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(4 * 1024);
            deaf.bind(new InetSocketAddress("127.0.0.1", 0));
            Channel channel = Channel.of(
                    AnnouncerBench.receiver(Kind.WEBHOOK, "hook", "http://127.0.0.1:" + deaf.getLocalPort()));

            Future<Answer> answer = new Post(vertx, peer -> null, 300).send(channel, large, 0);
            try (Socket accepted = deaf.accept()) {
                assertThatThrownBy(() -> answer.await(20, SECONDS)).isInstanceOf(HttpClosedException.class);

                assertThat(bytesLeft(accepted)).isLessThan(large.body().length());
            }
        } finally {
            vertx.close().await(20, SECONDS);
        }
    }

    /** Until the end or a reset. */
    private static long bytesLeft(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            return 0;
        }
    }
}
