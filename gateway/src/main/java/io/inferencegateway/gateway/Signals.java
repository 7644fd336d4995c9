package io.inferencegateway.gateway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * The operating system's signals. The one class that uses {@code sun.misc.Signal}: the JVM offers no other way to tell a
 * second SIGTERM from the first, or to hear SIGHUP at all. It is called by reflection because javac warns of it in a way
 * that no option silences. Handlers run on a thread of the JVM's own.
 */
final class Signals {
    private Signals() {}

    static void on(String name, Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> receiver = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    handler.run();
                    return null;
                }
                return method.invoke(handler, arguments);
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {receiver}, run);
            Object raised = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, receiver).invoke(null, raised, proxy);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", missing);
        }
    }
}
