package io.inferencegateway.gateway;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Failures as a person reads them: what happened and what to do, never a stack trace. */
final class Failures {
    private Failures() {}

    static String inWords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return text(cause) + " (is another gateway running on that port? 0 takes any free one)";
            }
        }
        return text(failure);
    }

    private static String text(Throwable failure) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
