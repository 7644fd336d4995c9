package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.wire.RequestTrailers;
import io.inferencegateway.gateway.wire.StrictRequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller sends while nobody takes it is kept up to a limit, comes later in its order, and is never lost or leaked. */
class HeldReadsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final StrictRequestDecoder decoder = new StrictRequestDecoder(
            StrictRequestDecoder.limits(new HttpServerOptions()), 60_000, new RequestTrailers());
    private final HeldReads held = new HeldReads(channel, decoder);
    private final List<String> seen = new ArrayList<>();
    private String holdsAt = "";

    HeldReadsTest() {
        channel.pipeline().addLast(held, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                String text = bytes.toString(StandardCharsets.US_ASCII);
                seen.add(text);
                bytes.release();
                if (text.equals(holdsAt)) {
                    held.hold();
                }
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                seen.add("end");
            }
        });
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void what_comes_while_nobody_is_held_back_passes() {
        comes("a");
        assertThat(seen).containsExactly("a");
    }

    @Test
    void what_was_kept_comes_first_and_in_its_order() {
        held.hold();
        comes("a");
        comes("b");
        assertThat(seen).isEmpty();

        held.letGo();
        comes("c");
        held.feed();
        assertThat(seen).containsExactly("a", "b", "c");
    }

    @Test
    void reading_stops_at_the_limit_and_goes_on_when_nothing_is_left() {
        held.hold();
        comes("x".repeat(HeldReads.ENOUGH_BYTES - 1));
        assertThat(channel.config().isAutoRead()).isTrue();
        comes("x");
        assertThat(channel.config().isAutoRead()).isFalse();

        held.letGo();
        held.feed();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(seen).hasSize(2);
    }

    @Test
    void who_is_held_back_again_on_the_way_keeps_the_rest_and_is_not_read_from() {
        held.hold();
        comes("x".repeat(HeldReads.ENOUGH_BYTES));
        comes("more");
        holdsAt = "x".repeat(HeldReads.ENOUGH_BYTES);

        held.letGo();
        held.feed();
        assertThat(seen).hasSize(1);
        assertThat(channel.config().isAutoRead()).isFalse();

        held.letGo();
        held.feed();
        assertThat(seen).hasSize(2).endsWith("more");
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void somebody_else_who_lets_the_channel_read_is_overruled_at_the_next_read() {
        held.hold();
        comes("x".repeat(HeldReads.ENOUGH_BYTES));
        channel.config().setAutoRead(true);
        comes("more");
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void an_end_comes_behind_what_was_sent_before_it() {
        held.hold();
        comes("a");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(seen).containsExactly("a", "end");
    }

    @Test
    void what_was_kept_is_released_when_the_connection_is_closed() {
        held.hold();
        ByteBuf kept = Unpooled.copiedBuffer("a", StandardCharsets.US_ASCII);
        channel.writeInbound(kept);
        channel.close();
        assertThat(kept.refCnt()).isZero();
        assertThat(seen).isEmpty();
    }

    @Test
    void of_a_read_full_of_tiny_chunks_no_more_become_messages_than_somebody_takes() {
        int chunks = 10_000;
        List<HttpContent> messages = new ArrayList<>();
        EmbeddedChannel http = new EmbeddedChannel();
        StrictRequestDecoder strict = new StrictRequestDecoder(
                StrictRequestDecoder.limits(new HttpServerOptions()), 60_000, new RequestTrailers());
        HeldReads back = new HeldReads(http, strict);
        http.pipeline().addLast(back, strict, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof HttpContent content) {
                    messages.add(content);
                    if (messages.size() % 100 == 0) {
                        back.hold();
                    }
                }
            }
        });
        String head = "POST /models/m HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        http.writeInbound(
                Unpooled.copiedBuffer(head + "1\r\nx\r\n".repeat(chunks) + "0\r\n\r\n", StandardCharsets.US_ASCII));
        assertThat(messages).hasSize(100);

        for (int taken = 200; taken <= chunks; taken += 100) {
            back.letGo();
            back.feed();
            assertThat(messages).hasSize(taken);
        }
        back.letGo();
        back.feed();
        assertThat(messages).hasSize(chunks + 1).last().isInstanceOf(LastHttpContent.class);
        messages.forEach(HttpContent::release);
        http.finishAndReleaseAll();
    }

    private void comes(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
