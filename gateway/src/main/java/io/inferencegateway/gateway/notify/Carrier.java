package io.inferencegateway.gateway.notify;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** How letters travel. Owner: the control context. */
interface Carrier {
    /**
     * What a receiver said.
     *
     * @param words of it, for a person; never a secret
     * @param retryAfter its wish (RFC 9110, section 10.2.3), or null
     */
    record Answer(Pace.Verdict verdict, String words, @Nullable String retryAfter) {}

    /** Fails where there is no answer. */
    Future<Answer> send(Channel channel, Letter letter, long nowSeconds);

    void close();
}
