package io.inferencegateway.gateway.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.inferencegateway.gateway.upstream.UpstreamListener;
import io.inferencegateway.gateway.upstream.UpstreamLoss;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Writes down what an exchange hears of its answer, and sees to it that nothing comes behind an end. Used by one thread. */
public final class RecordedAnswer implements UpstreamListener {
    private final StringBuilder events = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private boolean whole;
    private int ends;

    /** Everything heard so far; however a body was cut into pieces, it reads the same. */
    public String events() {
        return events.toString();
    }

    /** The body so far. */
    public String body() {
        return body.toString();
    }

    /** Whether it was heard to be whole. */
    public boolean isWhole() {
        return whole;
    }

    /** How many ends it had. */
    public int ends() {
        return ends;
    }

    private void hear(String event) {
        assertThat(ends)
                .as("nothing follows the end of: %s, but %s did", events, event)
                .isZero();
        events.append(event);
    }

    @Override
    public void onInformational(int status, HttpHeaders headers) {
        assertThat(status).isBetween(100, 199).isNotEqualTo(101);
        hear("\n" + status + " " + headers.entries());
    }

    @Override
    public void onSwitched(HttpResponse head) {
        throw new AssertionError("nobody asked for " + head);
    }

    @Override
    public void onHead(HttpResponse head) {
        assertThat(head.status().code()).isBetween(200, 599);
        hear("\n" + head.status() + " " + head.headers().entries() + "\n");
    }

    @Override
    public void onBody(ByteBuf chunk) {
        String piece = chunk.toString(StandardCharsets.ISO_8859_1);
        hear(piece);
        body.append(piece);
        chunk.release();
    }

    @Override
    public void onEnd(HttpHeaders trailers) {
        hear("\nend " + trailers.entries());
        whole = true;
        ends++;
    }

    @Override
    public void onBatchEnd() {
        // Nothing is held back here.
    }

    @Override
    public void onWritable() {
        // There is no body to go on with.
    }

    @Override
    public void onLost(UpstreamLoss loss) {
        hear("\nlost " + loss);
        ends++;
    }
}
