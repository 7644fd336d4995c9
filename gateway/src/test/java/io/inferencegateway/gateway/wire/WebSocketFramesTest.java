package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finds the Close frame behind any others, in whatever pieces they come. */
class WebSocketFramesTest {
    @ParameterizedTest(name = "masked {0}, seed {1}")
    @CsvSource({"false, 1", "true, 1", "false, 2", "true, 2"})
    void finds_the_close_frame_and_no_other(boolean masked, long seed) {
        Random random = new Random(seed);
        EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
        int[] lengths = {0, 1, 125, 126, 127, 65_535, 65_536, 200_000};
        ByteBuf others = Unpooled.buffer();
        for (int i = 0; i < 40; i++) {
            byte[] content = new byte[i % 4 == 3 ? 8 : lengths[random.nextInt(lengths.length)]];
            random.nextBytes(content);
            ByteBuf payload = Unpooled.wrappedBuffer(content);
            append(encoder, others, i % 4 == 3 ? new PingWebSocketFrame(payload) : new BinaryWebSocketFrame(payload));
        }
        ByteBuf close = Unpooled.buffer();
        append(encoder, close, new CloseWebSocketFrame(1000, "bye"));

        WebSocketFrames frames = new WebSocketFrames();
        while (others.isReadable()) {
            frames.follow(others.readSlice(
                    Math.min(others.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 4 : 9_000))));
            assertThat(frames.isClosing()).isFalse();
        }
        frames.follow(close.slice(0, 1));
        assertThat(frames.isClosing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"130, 127", "130, 255"})
    void a_length_that_there_cannot_be_is_followed_no_further(int first, int second) {
        WebSocketFrames frames = new WebSocketFrames();
        ByteBuf bytes = Unpooled.buffer()
                .writeByte(first)
                .writeByte(second)
                .writeLong(-1)
                .writeLong(0x8888888888888888L);
        frames.follow(bytes);
        assertThat(frames.isClosing()).isFalse();
    }

    private static void append(EmbeddedChannel encoder, ByteBuf to, WebSocketFrame frame) {
        assertThat(encoder.writeOutbound(frame)).isTrue();
        for (ByteBuf bytes = encoder.readOutbound(); bytes != null; bytes = encoder.readOutbound()) {
            to.writeBytes(bytes);
            bytes.release();
        }
    }
}
