package io.inferencegateway.gateway.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that talks to a running gateway takes. */
final class AdminOptions {
    /** How an answer is printed. */
    enum Output {
        text,
        json
    }

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "${env:IGW_ADMIN:-http://127.0.0.1:9901}",
            description = "the gateway's admin listener (default: ${DEFAULT-VALUE}, or IGW_ADMIN)")
    private String admin = "";

    @Option(names = "--token-file", paramLabel = "FILE", description = "file that holds the admin token")
    private @Nullable Path tokenFile;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "text for people, json for programs")
    private Output output = Output.text;

    boolean json() {
        return output == Output.json;
    }

    AdminClient client() {
        return new AdminClient(url(), tokenFile);
    }

    private URI url() {
        try {
            URI uri = new URI(admin);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw badUrl(e);
        }
        throw badUrl(null);
    }

    private ParameterException badUrl(@Nullable Throwable cause) {
        if (command == null) {
            throw new IllegalStateException("options are only read within a command");
        }
        return new ParameterException(
                command.commandLine(),
                "--admin '" + admin + "' is no http:// or https:// URL such as http://127.0.0.1:9901",
                cause);
    }
}
