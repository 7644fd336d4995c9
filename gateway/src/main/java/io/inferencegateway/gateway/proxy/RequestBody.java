package io.inferencegateway.gateway.proxy;

import io.inferencegateway.gateway.upstream.UpstreamStream;
import io.inferencegateway.gateway.wire.RequestLength;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A request's body on its way from the caller to an upstream; {@link #NONE} where there is none. Owner: the exchange's event loop. */
interface RequestBody {
    /** Whole from the beginning, and nothing of it is ever gone. */
    RequestBody NONE = new RequestBody() {};

    /** To be called in the turn in which the request came, or its body is lost. */
    default void start() {}

    /** Whether all of the body has come. */
    default boolean isEnded() {
        return true;
    }

    /** How long it is, or {@link RequestLength#UNKNOWN} while more may come, or where only chunks could end in trailers. */
    default long wholeLength() {
        return 0;
    }

    /** The trailers that go upstream; empty before the body's end. */
    default HttpHeaders trailers() {
        return EmptyHttpHeaders.INSTANCE;
    }

    /** Whether the caller has to send before anything can go on. */
    default boolean waitsForCaller() {
        return false;
    }

    /** Whether the caller is held back and the upstream has taken some of what it has not taken before. */
    default boolean movesOn() {
        return false;
    }

    /** What has come so far, to be sent with the head; null for nothing. It is kept too, for a second try. */
    default @Nullable ByteBuf peekGathered() {
        return null;
    }

    /** Whether everything that was sent could be sent again. */
    default boolean isRepeatable() {
        return true;
    }

    /** Whether nothing of it was handed on and let go. */
    default boolean isStillHere() {
        return true;
    }

    /** The head and what was gathered went out; the rest follows over this connection. */
    default void attach(UpstreamStream opened) {}

    /** The upstream takes more. */
    default void onUpstreamWritable() {}

    /** Nothing more is wanted. What still comes is dropped; the connection can't be used for another request. */
    default void stop() {}
}
