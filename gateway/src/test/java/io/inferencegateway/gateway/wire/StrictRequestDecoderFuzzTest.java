package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.testsupport.Mutations;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty thousand mutated streams of requests, a million in the nightly profile: the decoder may never throw, hang, or take a request for anything else
 * than the grammar does, however the bytes are cut into reads.
 */
class StrictRequestDecoderFuzzTest {
    private static final int ROUNDS = Mutations.ROUNDS;
    private static final HttpServerOptions OPTIONS = StrictRequestDecoder.limits(new HttpServerOptions());

    private static final List<String> SEEDS = List.of(
            "GET /models/a HTTP/1.1\r\nHost: a.b:80\r\nAccept: */*\r\n\r\n",
            "POST /models/a HTTP/1.1\r\nHost: [::1]\r\nContent-Length: 5\r\nContent-Type: a/b\r\n\r\nhello",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nX: y\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "PUT /x?y HTTP/1.1\r\nconnection: close\r\nhost: a\r\ncontent-length: 0\r\n\r\n",
            "\r\nDELETE /x HTTP/1.1\r\nHost: a\r\nX-A: b c\td\r\nX-E:\r\n\r\n");

    private static final List<String> SPLICES = List.of(
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding:\tchunked \r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 05\r\n",
            "Content-Length: 5, 5\r\n",
            "Content-Xength: 5\r\n",
            "Content-Length : 5\r\n",
            "Host: b\r\n",
            "X: y\r\n z\r\n",
            "Sec-WebSocket-Key1: x\r\nSec-WebSocket-Key2: y\r\n",
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            " ",
            "\t",
            ":",
            "\0",
            "\u007f",
            "\u00ff",
            "0\r\n\r\n",
            "ffffffff\r\n",
            "-1\r\n",
            ";",
            "HTTP/1.0",
            "HTTP/2.0");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 20_26, 48_611, 7_777_777})
    void reads_every_mutated_stream_as_the_grammar_does_or_refuses_it_where_the_grammar_does(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] refused = new int[1];
        int[] served = new int[1];
        Assertions.assertTimeoutPreemptively(Mutations.PATIENCE, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                String stream = mutated(random);
                StrictGrammar.Reading expected = StrictGrammar.read(stream);
                StrictGrammar.Reading actual = decode(stream, random);
                if (expected.end() == StrictGrammar.End.UNDECIDED) {
                    int decided = Math.min(
                            expected.requests().size(), actual.requests().size());
                    assertThat(actual.requests().subList(0, decided))
                            .as("round %d: %s", round, stream)
                            .isEqualTo(expected.requests());
                } else {
                    assertThat(actual).as("round %d: %s", round, stream).isEqualTo(expected);
                }
                refused[0] += actual.end() == StrictGrammar.End.REFUSED ? 1 : 0;
                served[0] += actual.requests().size();
            }
        });
        // The mutations are neither harmless nor hopeless.
        assertThat(refused[0]).isBetween(ROUNDS / 4, ROUNDS * 3 / 4);
        assertThat(served[0]).isGreaterThan(ROUNDS / 2);
    }

    private static String mutated(SplittableRandom random) {
        StringBuilder stream = new StringBuilder();
        int requests = 1 + random.nextInt(3);
        for (int i = 0; i < requests; i++) {
            stream.append(SEEDS.get(random.nextInt(SEEDS.size())));
        }
        Mutations.mutate(stream, SPLICES, random);
        return stream.toString();
    }

    private static StrictGrammar.Reading decode(String stream, SplittableRandom random) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(OPTIONS, 60_000, new RequestTrailers()));
        List<String> requests = new ArrayList<>();
        StrictGrammar.End end = StrictGrammar.End.OPEN;
        try {
            byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : bytes.length));
                channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
                at += length;
            }
            HttpRequest head = null;
            StringBuilder content = new StringBuilder();
            for (HttpObject part = channel.readInbound(); part != null; part = channel.readInbound()) {
                assertThat(end).as("nothing follows a refusal: %s", stream).isEqualTo(StrictGrammar.End.OPEN);
                if (part.decoderResult().isFailure()) {
                    end = StrictGrammar.End.REFUSED;
                } else if (part instanceof HttpRequest request) {
                    head = request;
                    content.setLength(0);
                } else if (part instanceof HttpContent body) {
                    content.append(body.content().toString(StandardCharsets.ISO_8859_1));
                    if (part instanceof LastHttpContent && head != null) {
                        requests.add(describe(head, content.toString()));
                    }
                }
                ReferenceCountUtil.release(part);
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        return new StrictGrammar.Reading(requests, end);
    }

    private static String describe(HttpRequest head, String content) {
        List<String> fields = head.headers().entries().stream()
                .map(field -> field.getKey().toLowerCase(Locale.ROOT) + ": " + field.getValue())
                .sorted()
                .toList();
        return DescribingServer.description(head.method().name(), head.uri(), fields, content);
    }
}
