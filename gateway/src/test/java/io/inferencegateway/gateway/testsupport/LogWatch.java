package io.inferencegateway.gateway.testsupport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged, by whomever, as long as this is open. */
public final class LogWatch implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                heard.add(event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ' ' + event.getThrowableProxy().getClassName()));
            }
        }
    };

    private LogWatch() {
        appender.start();
        root.addAppender(appender);
    }

    /** Warnings and errors. */
    public static LogWatch ofWarnings() {
        return new LogWatch();
    }

    /** Each message so far, and behind it the class of what was thrown. */
    public List<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
