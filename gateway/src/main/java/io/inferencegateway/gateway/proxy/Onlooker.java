package io.inferencegateway.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Looks on as an exchange passes. It delays and changes nothing: buffers stay with whoever moves them, so an onlooker
 * moves none of their indices and keeps none of them. Owner: the exchange's event loop.
 */
interface Onlooker {
    /** More of the request's body. */
    default void onRequestBody(ByteBuf chunk) {}

    /** The request's body is whole. Not called where there is none. */
    default void onRequestEnd(HttpHeaders trailers) {}

    /** The answer begins that the caller gets; called at most once, and not for answers of the gateway itself. */
    default void onAnswer(HttpResponse head) {}

    /** More of that answer's body. */
    default void onAnswerBody(ByteBuf chunk) {}

    /** The exchange is over and booked, however it ended. Nothing follows. */
    default void onExchangeEnd() {}

    /** What shows both the same, this one first. */
    default Onlooker and(Onlooker second) {
        Onlooker first = this;
        return new Onlooker() {
            @Override
            public void onRequestBody(ByteBuf chunk) {
                first.onRequestBody(chunk);
                second.onRequestBody(chunk);
            }

            @Override
            public void onRequestEnd(HttpHeaders trailers) {
                first.onRequestEnd(trailers);
                second.onRequestEnd(trailers);
            }

            @Override
            public void onAnswer(HttpResponse head) {
                first.onAnswer(head);
                second.onAnswer(head);
            }

            @Override
            public void onAnswerBody(ByteBuf chunk) {
                first.onAnswerBody(chunk);
                second.onAnswerBody(chunk);
            }

            @Override
            public void onExchangeEnd() {
                first.onExchangeEnd();
                second.onExchangeEnd();
            }
        };
    }
}
