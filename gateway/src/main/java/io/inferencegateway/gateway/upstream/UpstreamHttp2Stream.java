package io.inferencegateway.gateway.upstream;

import io.inferencegateway.gateway.wire.Http2AnswerHead;
import io.inferencegateway.gateway.wire.Http2RequestFields;
import io.inferencegateway.gateway.wire.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * One exchange on an HTTP/2 connection to an upstream. Owner: the connection's event loop.
 *
 * <p>While its reader is stalled it holds what still comes, at most one window of the stream; its neighbours go on.
 */
final class UpstreamHttp2Stream implements UpstreamStream {
    private static final long NO_LENGTH = -1;
    /** A smaller piece is copied out of the read buffer, which it would keep alive. */
    private static final int SMALL_BYTES = 512;

    private final UpstreamHttp2Connection connection;
    private @Nullable UpstreamListener listener;
    private @Nullable Http2Stream stream;
    private boolean answersHead;
    private boolean reused;
    private boolean requestEnded;
    private boolean interimArrived;
    private boolean finalHeadArrived;
    private boolean bodiless;
    private boolean touched;
    private long declaredBytes = NO_LENGTH;
    private long receivedBytes;
    private long readsWhenSent;
    private long windowsOpened;

    private boolean paused;
    private @Nullable ByteBuf held;
    private int unconsumedBytes;
    private @Nullable HttpHeaders heldEnd;

    UpstreamHttp2Stream(UpstreamHttp2Connection connection) {
        this.connection = connection;
    }

    // --- the request -------------------------------------------------------------------------------------------------

    @Override
    public void send(
            UpstreamListener exchange,
            HttpRequest head,
            @Nullable WebSocketUpgrade asked,
            @Nullable ByteBuf body,
            boolean whole,
            HttpHeaders trailers) {
        listener = exchange;
        answersHead = head.method().equals(HttpMethod.HEAD);
        requestEnded = whole;
        reused = connection.wasUsed();
        readsWhenSent = connection.reads();
        boolean onlyHead = whole && body == null && trailers.isEmpty();
        Http2Stream begun = connection.begin(this, Http2RequestFields.of(head, connection.tls()), onlyHead);
        stream = begun;
        if (begun == null) {
            if (body != null) {
                body.release();
            }
            connection.later(() -> lose(UpstreamLoss.REFUSED));
            return;
        }
        if (body != null) {
            connection.write(begun, body, whole && trailers.isEmpty());
        }
        if (whole && !trailers.isEmpty()) {
            connection.writeTrailers(begun, Http2RequestFields.ofTrailers(trailers));
        }
        connection.flush();
    }

    @Override
    public void write(ByteBuf chunk) {
        Http2Stream open = stream;
        if (open == null || listener == null) {
            chunk.release();
        } else {
            connection.write(open, chunk, false);
            connection.flush();
        }
    }

    @Override
    public void endRequest(HttpHeaders trailers) {
        requestEnded = true;
        Http2Stream open = stream;
        if (open == null || listener == null) {
            return;
        }
        if (trailers.isEmpty()) {
            connection.write(open, Unpooled.EMPTY_BUFFER, true);
        } else {
            connection.writeTrailers(open, Http2RequestFields.ofTrailers(trailers));
        }
        connection.flush();
    }

    @Override
    public boolean isWritable() {
        Http2Stream open = stream;
        return open != null && connection.isWritable(open);
    }

    @Override
    public long taken() {
        return windowsOpened;
    }

    /** The upstream takes more of this stream. */
    void windowOpened() {
        windowsOpened++;
    }

    void onWritable() {
        UpstreamListener exchange = listener;
        if (exchange != null) {
            exchange.onWritable();
        }
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    boolean awaitsHead() {
        return !finalHeadArrived;
    }

    void readHead(Http2Headers headers, boolean last) throws Http2Exception {
        UpstreamListener exchange = listener;
        if (exchange == null) {
            return;
        }
        HttpResponse head = Http2AnswerHead.read(headers);
        if (head == null || (last && head.status().code() < 200)) {
            throw garbled("the head of the answer is malformed");
        }
        int status = head.status().code();
        touch();
        if (status < 200) {
            interimArrived = true;
            exchange.onInformational(status, head.headers());
            return;
        }
        finalHeadArrived = true;
        bodiless = answersHead || status == 204 || status == 304;
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        declaredBytes = length == null ? NO_LENGTH : Long.parseLong(length);
        exchange.onHead(head);
        if (last && listener == exchange) {
            end(EmptyHttpHeaders.INSTANCE);
        }
    }

    /** @return how many bytes of the windows are free again at once */
    int readData(ByteBuf data, int padding, boolean last) throws Http2Exception {
        UpstreamListener exchange = listener;
        int bytes = data.readableBytes();
        if (exchange == null) {
            return bytes + padding;
        }
        receivedBytes += bytes;
        if (!finalHeadArrived || (bodiless && bytes > 0)) {
            throw garbled("data where none may be");
        }
        if (paused || held != null) {
            hold(data);
            unconsumedBytes += bytes + padding;
            if (last) {
                end(EmptyHttpHeaders.INSTANCE);
            }
            return 0;
        }
        if (bytes > 0) {
            touch();
            exchange.onBody(bytes < SMALL_BYTES ? data.copy() : data.retainedSlice());
        }
        if (last && listener == exchange) {
            end(EmptyHttpHeaders.INSTANCE);
        }
        return bytes + padding;
    }

    void readTrailers(HttpHeaders trailers) throws Http2Exception {
        if (listener != null) {
            end(trailers);
        }
    }

    /** The upstream has said its last word, though the reader may have to catch up. */
    private void end(HttpHeaders trailers) throws Http2Exception {
        if (!bodiless && declaredBytes != NO_LENGTH && declaredBytes != receivedBytes) {
            throw garbled("the body is not as long as the answer says");
        }
        if (paused || held != null) {
            heldEnd = trailers;
        } else {
            deliverEnd(trailers);
        }
    }

    private void deliverEnd(HttpHeaders trailers) {
        UpstreamListener exchange = listener;
        listener = null;
        if (!requestEnded) {
            reset(Http2Error.CANCEL);
        }
        if (exchange != null) {
            exchange.onEnd(trailers);
        }
    }

    private void touch() {
        if (!touched) {
            touched = true;
            connection.touch(this);
        }
    }

    void onBatchEnd() {
        touched = false;
        UpstreamListener exchange = listener;
        if (exchange != null) {
            exchange.onBatchEnd();
        }
    }

    // --- a reader that is stalled ------------------------------------------------------------------------------------

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            connection.later(this::deliverHeld);
        }
    }

    /** One buffer for all of it: an upstream that sends byte by byte can't make its pieces cost more than they are. */
    private void hold(ByteBuf data) {
        ByteBuf before = held;
        if (before == null) {
            before = data.alloc().buffer(data.readableBytes());
            held = before;
        }
        before.writeBytes(data);
    }

    private void deliverHeld() {
        UpstreamListener exchange = listener;
        if (paused || exchange == null) {
            return;
        }
        ByteBuf waiting = held;
        held = null;
        giveWindowBack();
        if (waiting != null && waiting.isReadable()) {
            exchange.onBody(waiting);
            exchange.onBatchEnd();
        } else if (waiting != null) {
            waiting.release();
        }
        HttpHeaders end = heldEnd;
        if (end != null && listener == exchange && !paused) {
            deliverEnd(end);
        }
    }

    private void giveWindowBack() {
        Http2Stream open = stream;
        int bytes = unconsumedBytes;
        unconsumedBytes = 0;
        if (open != null && bytes > 0) {
            connection.consumed(open, bytes);
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @Override
    public boolean mayLeaveHttp() {
        return false;
    }

    @Override
    public void leaveHttp(ChannelHandler end) {
        throw new IllegalStateException("others are on this connection too");
    }

    @Override
    public void abandon() {
        listener = null;
        drop();
        reset(Http2Error.CANCEL);
    }

    @Override
    public void giveBack() {
        connection.giveBack();
    }

    /** The stream is closed, or about to be; after the whole answer nothing more is to be said of it. */
    void onClosed(UpstreamLoss why) {
        if (heldEnd == null) {
            lose(why);
        }
    }

    private void lose(UpstreamLoss why) {
        UpstreamListener exchange = listener;
        listener = null;
        drop();
        if (exchange != null) {
            exchange.onLost(lossOf(why));
        }
    }

    private UpstreamLoss lossOf(UpstreamLoss why) {
        return switch (why) {
            case GARBLED, STALE, CLOSED_MID_ANSWER -> why;
            case REFUSED -> finalHeadArrived || interimArrived ? lossOf(UpstreamLoss.CLOSED_BEFORE_ANSWER) : why;
            case CLOSED_BEFORE_ANSWER -> {
                if (finalHeadArrived) {
                    yield UpstreamLoss.CLOSED_MID_ANSWER;
                }
                yield reused && connection.reads() == readsWhenSent ? UpstreamLoss.STALE : why;
            }
        };
    }

    private void drop() {
        ByteBuf waiting = held;
        held = null;
        if (waiting != null) {
            waiting.release();
        }
        giveWindowBack();
    }

    private void reset(Http2Error error) {
        Http2Stream open = stream;
        if (open != null) {
            connection.reset(open, error);
        }
    }

    private Http2Exception garbled(String what) {
        Http2Stream open = stream;
        return Http2Exception.streamError(open == null ? 0 : open.id(), Http2Error.PROTOCOL_ERROR, what);
    }
}
