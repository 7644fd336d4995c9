package io.inferencegateway.gateway.proxy;

import io.netty.channel.Channel;

/** A caller's connection as the end of the gateway meets it. Owner: its event loop. */
interface CallerConnection {
    /** The drain begins: what comes from now on should go elsewhere, and what has come is still served. */
    void leaveSoon();

    /** Nothing more is taken; ends once nothing is in flight. */
    void leave();

    /** The drain is over: ends what is in flight, and the connection. */
    void cut();

    /** Whether nothing is in flight and nothing has begun. */
    boolean isResting();

    /** Whether a request has begun whose head is not whole yet. */
    boolean isReadingHead();

    /** Vert.x's timer is for the time before the connection is one of ours, which watch themselves. */
    static void takeOffIdleTimer(Channel channel) {
        String idle = "idle";
        if (channel.pipeline().get(idle) != null) {
            channel.pipeline().remove(idle);
        }
    }
}
