package io.inferencegateway.gateway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * The open connections of one event loop to one upstream. Owner: that event loop. It has no queue: whoever finds no room
 * opens a connection, and the model's limits of requests in flight and of connections bound how many.
 */
public interface UpstreamPool {
    /** Who waits for a new connection. */
    interface Waiter {
        void onConnected(UpstreamStream stream);

        void onConnectFailed(Throwable cause);
    }

    /**
     * Room for an exchange on a connection that is open, or null.
     *
     * @param fresh whether a connection that has rested won't do: the next may be as dead as the one before
     */
    @Nullable
    UpstreamStream take(boolean fresh);

    /**
     * Whether an exchange could have a connection now.
     *
     * @param connectionLimit how many may be open to the upstream over all event loops; 0 for any number
     */
    boolean hasRoom(int connectionLimit);

    /** Opens a connection; the waiter hears of it on this event loop, never before this call returns. */
    void connect(long timeoutMillis, Waiter waiter);

    /** Nothing new goes here: a connection closes once nothing is on it. */
    void closeIdle();
}
