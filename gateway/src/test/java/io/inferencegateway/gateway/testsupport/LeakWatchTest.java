package io.inferencegateway.gateway.testsupport;

import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
    @Test
    void a_buffer_that_nobody_releases_fails_the_tests() {
        // One only: whatever else it made would fail a later class.
        PooledByteBufAllocator.DEFAULT.directBuffer(16);
        await().until(() -> {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
            Throwable failure = catchThrowable(LeakWatch::failOnLeaks);
            return failure != null && failure.getMessage().contains("LEAK");
        });
    }
}
