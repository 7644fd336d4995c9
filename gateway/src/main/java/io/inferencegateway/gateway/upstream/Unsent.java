package io.inferencegateway.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;

/** What was written to a peer that does not read it as fast: how much of it the system holds, and whether it moves. */
public final class Unsent {
    /**
     * Small, because it decides how much of an answer is read at once for a caller that stalls: from what is read within a
     * round trip the kernel reckons how much to take in ahead of us, and of 256 KiB it made up to 5.5 MB.
     */
    private static final long BYTES = 32 * 1024;
    // By name: the native transports are there at run time only, and NIO has no such option.
    private static final ChannelOption<Long> IO_URING_UNSENT =
            ChannelOption.valueOf("io.netty.channel.uring.IoUringChannelOption#TCP_NOTSENT_LOWAT");
    private static final ChannelOption<Long> EPOLL_UNSENT =
            ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

    private Unsent() {}

    /**
     * Bounds what lies unsent in the kernel for a slow reader, who could pin several MiB otherwise, and would seem to read
     * nothing until a third of them is gone. What is under way to the reader is not bounded, so a long line is filled as
     * before.
     */
    public static void limit(ChannelConfig config) {
        if (!config.setOption(IO_URING_UNSENT, BYTES)) {
            config.setOption(EPOLL_UNSENT, BYTES);
        }
    }

    /** Whether something that was written waits for the peer to make room. To be called on the channel's event loop. */
    public static boolean isLeft(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /**
     * Another number than before if the peer has taken some in between and nothing was written meanwhile. To be called on
     * the channel's event loop.
     */
    static long taken(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.currentProgress() - unsent.totalPendingWriteBytes();
    }
}
