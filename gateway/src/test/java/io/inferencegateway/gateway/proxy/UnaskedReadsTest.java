package io.inferencegateway.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnaskedReadsTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final EmbeddedChannel channel = new EmbeddedChannel(new UnaskedReads(ends::incrementAndGet));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private ByteBuf comes(int bytes) {
        ByteBuf read = Unpooled.buffer(bytes).writeZero(bytes);
        channel.pipeline().fireChannelRead(read);
        return read;
    }

    private void readEnds() {
        channel.pipeline().fireChannelReadComplete();
    }

    @Test
    void what_was_asked_for_tells_nothing() {
        channel.config().setAutoRead(false);
        // The read that was under way when the caller was told to wait.
        comes(300 * 1024);
        comes(300 * 1024);
        readEnds();
        channel.read();
        comes(300 * 1024);
        readEnds();
        assertThat(ends).hasValue(0);
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.inboundMessages()).hasSize(3);
    }

    @Test
    void what_nobody_asked_for_tells_once_of_the_end() {
        readEnds();
        channel.config().setAutoRead(false);
        comes(1024);
        comes(1024);
        readEnds();
        comes(1024);
        assertThat(ends).hasValue(1);
        assertThat(channel.inboundMessages()).hasSize(3);
    }

    @Test
    void more_of_it_than_is_kept_ends_the_connection() {
        channel.config().setAutoRead(false);
        readEnds();
        comes(200 * 1024);
        assertThat(channel.isOpen()).isTrue();
        ByteBuf dropped = comes(57 * 1024);
        assertThat(channel.isOpen()).isFalse();
        assertThat(dropped.refCnt()).isZero();
        assertThat(channel.inboundMessages()).hasSize(1);
    }

    @Test
    void where_everything_is_read_nothing_is_unasked() {
        readEnds();
        for (int i = 0; i < 10; i++) {
            comes(64 * 1024);
            readEnds();
        }
        assertThat(ends).hasValue(0);
        assertThat(channel.isOpen()).isTrue();
    }
}
