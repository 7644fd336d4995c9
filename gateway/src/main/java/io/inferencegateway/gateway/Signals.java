package io.inferencegateway.gateway;

import sun.misc.Signal;

/**
 * The operating system's signals. The one class that uses {@code sun.misc.Signal}: the JVM offers no other way to tell a
 * second SIGTERM from the first, or to hear SIGHUP at all. Handlers run on a thread of the JVM's own.
 */
final class Signals {
    private Signals() {}

    static void on(String name, Runnable handler) {
        Signal.handle(new Signal(name), signal -> handler.run());
    }
}
