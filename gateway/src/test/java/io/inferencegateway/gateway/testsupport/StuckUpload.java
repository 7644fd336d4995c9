package io.inferencegateway.gateway.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A caller that sends its body as fast as it is taken, and stands still where it is not. Used by one thread. */
public final class StuckUpload implements AutoCloseable {
    private static final Duration STILL = Duration.ofMillis(250);

    private final SocketChannel socket;
    private final ByteBuffer block = ByteBuffer.allocateDirect(256 * 1024);
    private long sent;

    private StuckUpload(SocketChannel socket) {
        this.socket = socket;
    }

    /** @param head of a request whose body never ends */
    public static StuckUpload begin(int port, String head) {
        try {
            SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
            socket.configureBlocking(false);
            return new StuckUpload(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends with all of them until nobody takes anything any more. */
    public static void untilStuck(List<StuckUpload> callers) {
        long[] before = {-1};
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(STILL).until(() -> {
            long now = 0;
            for (StuckUpload caller : callers) {
                caller.push();
                now += caller.sent;
            }
            boolean still = now == before[0];
            before[0] = now;
            return still;
        });
    }

    private void push() {
        try {
            do {
                block.clear();
                sent += socket.write(block);
            } while (!block.hasRemaining());
        } catch (IOException refused) {
            // It was answered, or given up, before it got stuck.
        }
    }

    /** Says that it sends no more, with its body unfinished. */
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves with a reset. */
    public void reset() {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
