package io.inferencegateway.gateway.cli;

/**
 * A sub-command of {@code igw} that lives in a module which the gateway must not know, found with
 * {@link java.util.ServiceLoader}. Implementations are cheap to make: every start of the command line makes each one,
 * whichever command it then runs.
 */
public interface CommandPlugin {
    /** A fresh object that carries picocli's {@code @Command}; its {@code call()} returns the exit code. */
    Object command();
}
