package io.inferencegateway.gateway.proxy;

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
}
