package io.inferencegateway.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.route.Upstream;
import io.inferencegateway.gateway.route.UpstreamTls;
import io.inferencegateway.gateway.testsupport.Mutations;
import io.inferencegateway.gateway.testsupport.RecordedAnswer;
import io.inferencegateway.gateway.time.Deadlines;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.Vertx;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.NetClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty thousand mutated answers of upstreams, a million in the nightly profile: whatever comes, the exchange hears of one
 * end and of nothing behind it, and what it hears does not depend on how the bytes are cut into reads.
 */
class UpstreamAnswerFuzzTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final NetClient CLIENT = VERTX.createNetClient();

    private static final List<String> SEEDS = List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nX: y\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nuntil the end",
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 9\r\n\r\n",
            "HTTP/1.1 503 Busy\r\nKeep-Alive: timeout=2\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");

    private static final List<String> SPLICES = List.of(
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: -5\r\n",
            "Content-Length : 5\r\n",
            "Connection: close\r\n",
            "Upgrade: websocket\r\n",
            "X: y\r\n z\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 999 Odd\r\n",
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            " ",
            ":",
            "\0",
            "\u00ff",
            "0\r\n\r\n",
            "ffffffff\r\n",
            "-1\r\n",
            ";");

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_26, 48_611, 7_777_777})
    void every_mutated_answer_has_one_end_and_reads_the_same_however_it_is_cut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] whole = new int[1];
        Assertions.assertTimeoutPreemptively(Mutations.PATIENCE, () -> {
            for (int round = 0; round < Mutations.ROUNDS; round++) {
                StringBuilder bytes = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
                Mutations.mutate(bytes, SPLICES, random);
                String answer = bytes.toString();
                RecordedAnswer atOnce = hear(answer, answer.length(), random);
                RecordedAnswer cut = hear(answer, 1 + random.nextInt(8), random);
                assertThat(atOnce.ends()).as("round %d: %s", round, answer).isOne();
                assertThat(cut.events()).as("round %d: %s", round, answer).isEqualTo(atOnce.events());
                whole[0] += atOnce.isWhole() ? 1 : 0;
            }
        });
        // The mutations are neither harmless nor hopeless.
        assertThat(whole[0]).isBetween(Mutations.ROUNDS / 4, Mutations.ROUNDS * 9 / 10);
    }

    /** What an exchange hears until the upstream has closed. */
    private static RecordedAnswer hear(String answer, int longestRead, SplittableRandom random) {
        Deadlines deadlines = new Deadlines(0);
        UpstreamHttp1Pool pool = new UpstreamHttp1Pool(
                CLIENT,
                new Upstream(URI.create("http://127.0.0.1:9"), 0),
                UpstreamTls.DEFAULT,
                deadlines,
                new ConnectionBudgets(),
                Runnable::run);
        UpstreamHttp1Codec.Decoder decoder = new UpstreamHttp1Codec.Decoder();
        EmbeddedChannel channel = new EmbeddedChannel();
        UpstreamHttp1Connection connection = new UpstreamHttp1Connection(pool, channel, decoder);
        channel.pipeline().addLast(new UpstreamHttp1Codec.Encoder(), decoder, connection);
        RecordedAnswer heard = new RecordedAnswer();
        HeadersMultiMap fields = HeadersMultiMap.httpHeaders();
        fields.add("Host", "a");
        connection.send(
                heard,
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", fields),
                null,
                null,
                true,
                EmptyHttpHeaders.INSTANCE);
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < bytes.length && channel.isActive()) {
            int length = Math.min(
                    bytes.length - at, longestRead == answer.length() ? longestRead : 1 + random.nextInt(longestRead));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            at += length;
        }
        channel.close();
        channel.runPendingTasks();
        channel.checkException();
        channel.finishAndReleaseAll();
        return heard;
    }
}
