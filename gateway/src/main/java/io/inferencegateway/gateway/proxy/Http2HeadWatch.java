package io.inferencegateway.gateway.proxy;

import io.netty.handler.codec.http2.DecoratingHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Whether a head has begun on an HTTP/2 connection and is not whole, and for how long. Owner: the connection's event loop.
 *
 * <p>Netty tells nobody of a head before its last frame is there, and Vert.x makes a connection known only in the middle of
 * its first bytes, so that the frames can't be counted along from outside. What is wanted stands in three private fields of
 * Netty's reader. They are looked at only when a connection's watchdog wakes; a Netty that names them otherwise fails the
 * first connection, and with it the tests.
 */
final class Http2HeadWatch {
    private static final Field DELEGATE = field(DecoratingHttp2ConnectionDecoder.class, "delegate");
    private static final Field READER = field(DefaultHttp2ConnectionDecoder.class, "frameReader");
    private static final Field CONTINUATION = field(DefaultHttp2FrameReader.class, "headersContinuation");
    private static final Field BETWEEN_FRAMES = field(DefaultHttp2FrameReader.class, "readingHeaders");
    private static final Field TYPE = field(DefaultHttp2FrameReader.class, "frameType");

    private final Http2FrameReader reader;
    private int headsBefore = -1;
    private long sinceNanos;

    Http2HeadWatch(Http2ConnectionDecoder decoder) {
        Object undecorated = decoder;
        while (undecorated instanceof DecoratingHttp2ConnectionDecoder) {
            undecorated = get(DELEGATE, undecorated);
        }
        this.reader = (Http2FrameReader) get(READER, undecorated);
    }

    /**
     * For how many nanoseconds the same head has been seen unfinished; 0 where none is.
     *
     * @param heads how many heads the connection has finished
     */
    long unfinishedNanos(int heads, long nowNanos) {
        if (!isUnfinished()) {
            headsBefore = -1;
            return 0;
        }
        if (headsBefore != heads) {
            headsBefore = heads;
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos;
    }

    private boolean isUnfinished() {
        if (find(CONTINUATION, reader) != null) {
            return true;
        }
        return !((boolean) get(BETWEEN_FRAMES, reader)) && (byte) get(TYPE, reader) == Http2FrameTypes.HEADERS;
    }

    private static Field field(Class<?> owner, String name) {
        try {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of Netty has no " + owner.getSimpleName() + '.' + name, e);
        }
    }

    private static Object get(Field field, Object owner) {
        Object value = find(field, owner);
        if (value == null) {
            throw new IllegalStateException("no " + field.getName());
        }
        return value;
    }

    private static @Nullable Object find(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("can't read " + field.getName(), e);
        }
    }
}
