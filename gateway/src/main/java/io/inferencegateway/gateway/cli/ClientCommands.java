package io.inferencegateway.gateway.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands that talk to a running gateway share. */
final class ClientCommands {
    static final int DONE = 0;
    static final int FAILED = 1;

    private ClientCommands() {}

    /** The body of a command. */
    interface Body {
        int run(PrintWriter out) throws InterruptedException;
    }

    /** Runs a command's body; what goes wrong is one line on the error stream and exit code 1. */
    static int guarded(@Nullable CommandSpec spec, Body body) {
        return guarded(spec, FAILED, body);
    }

    /** @param failed the exit code of what goes wrong */
    static int guarded(@Nullable CommandSpec spec, int failed, Body body) {
        if (spec == null) {
            throw new IllegalStateException("a command runs within its command line");
        }
        try {
            return body.run(spec.commandLine().getOut());
        } catch (ClientFailure failure) {
            spec.commandLine().getErr().println("igw: " + failure.getMessage());
            return failed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed;
        }
    }

    static Screen screen(PrintWriter out) {
        return Screen.of(out, Terminal.isInteractive(), name -> name == null ? null : System.getenv(name));
    }
}
