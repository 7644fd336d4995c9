package io.inferencegateway.gateway.notify;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.config.NotificationSettings.Kind;
import io.inferencegateway.gateway.notify.Carrier.Answer;
import io.vertx.core.Vertx;
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
            Post wary = new Post(vertx, peer -> {
                asked.add(peer.hostAddress());
                return "its address is not for us";
            });

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
}
