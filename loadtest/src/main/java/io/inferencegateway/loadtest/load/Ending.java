package io.inferencegateway.loadtest.load;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** How one request ended, as its caller saw it. */
public sealed interface Ending {
    /** The whole answer arrived. */
    record Answered(int status, MultiMap headers, Buffer body) implements Ending {}

    /** No whole answer arrived. */
    record Failed(Failure failure) implements Ending {}

    enum Failure {
        /** No connection came about. */
        CONNECT,
        /** The caller's patience ran out. */
        TIMEOUT,
        /** The connection died before the whole answer was there. */
        RESET
    }

    /** Called on the generator's event loop, once for each request. */
    @FunctionalInterface
    interface Listener {
        /**
         * @param index of the request, from 0
         * @param latencyMicros from the intended start to the end
         */
        void ended(long index, Ending ending, long latencyMicros);
    }
}
