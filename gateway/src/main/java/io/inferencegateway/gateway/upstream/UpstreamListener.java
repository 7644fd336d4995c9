package io.inferencegateway.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** What an exchange hears from its upstream connection, on the event loop of both. */
public interface UpstreamListener {
    /** An interim answer (1xx, but never 101); any number may come before the head. */
    void onInformational(int status, HttpHeaders headers);

    /** The upstream leaves HTTP, as it was asked to; nothing more is heard of it. */
    void onSwitched(HttpResponse head);

    /** The final answer began. */
    void onHead(HttpResponse head);

    /** @param chunk owned by the listener from now on */
    void onBody(ByteBuf chunk);

    /** The answer is whole; the connection is no longer this exchange's. */
    void onEnd(HttpHeaders trailers);

    /** Everything that arrived in one go has been delivered: the moment to write out what was held back. */
    void onBatchEnd();

    /** More of the request may be written. */
    void onWritable();

    /** The answer will never be whole; the connection is closed. */
    void onLost(UpstreamLoss loss);
}
