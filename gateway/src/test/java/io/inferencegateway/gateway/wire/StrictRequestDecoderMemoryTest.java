package io.inferencegateway.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server keeps parts of pipelined requests back, and forgets rather than releases them when a connection closes. */
class StrictRequestDecoderMemoryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n"
            })
    void parts_that_nobody_releases_pin_no_pooled_memory(String rest) {
        EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(
                StrictRequestDecoder.limits(new HttpServerOptions()), 60_000, new RequestTrailers()));
        ByteBuf bytes = ByteBufUtil.encodeString(
                PooledByteBufAllocator.DEFAULT,
                java.nio.CharBuffer.wrap("POST / HTTP/1.1\r\nHost: a\r\n" + rest),
                StandardCharsets.ISO_8859_1);
        channel.writeInbound(bytes);
        assertThat(channel.inboundMessages()).hasSizeGreaterThan(1);
        assertThat(bytes.refCnt()).isZero();
    }
}
