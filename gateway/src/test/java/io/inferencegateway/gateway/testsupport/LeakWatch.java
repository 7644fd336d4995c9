package io.inferencegateway.gateway.testsupport;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Makes a buffer that nobody released fail the class of tests in which Netty finds it, which may be one that ran after
 * its making. JUnit finds this extension by itself.
 */
public final class LeakWatch implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains("LEAK")) {
                    LEAKS.add(event.getFormattedMessage());
                }
            }
        };
        appender.start();
        ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(appender);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Being loaded is all it takes.
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failOnLeaks();
    }

    static void failOnLeaks() {
        List<String> found = List.copyOf(LEAKS);
        LEAKS.clear();
        if (!found.isEmpty()) {
            throw new AssertionError("buffers leaked:\n" + String.join("\n", found));
        }
    }
}
