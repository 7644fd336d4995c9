package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.config.Notation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code igw report}: how every version did, against the time before. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description =
                "Reviews traffic, latency, errors, the error budget, rollouts and alerts of a time against the time before.")
public final class ReportClient implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(180);
    private static final Duration SHORTEST = Duration.ofHours(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "7d",
            description = "how long the time is, 1h to 180d (default: ${DEFAULT-VALUE})")
    private String since = "7d";

    @Option(names = "--html", paramLabel = "FILE", description = "writes the report as one page with plots")
    private @Nullable Path html;

    @Override
    public Integer call() {
        Duration length = length();
        return ClientCommands.guarded(spec, out -> {
            Report report = Report.fetch(options.client(), Instant.now(), length);
            Path file = html;
            if (file != null) {
                write(file, ReportPage.of(report));
                out.println("report: " + file);
            } else if (options.json()) {
                out.println(report.toJson().encode());
            } else {
                ReportText.lines(report, ClientCommands.screen(out)).forEach(out::println);
            }
            out.flush();
            return ClientCommands.DONE;
        });
    }

    private Duration length() {
        return Notation.duration(since)
                .filter(length -> length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> {
                    if (spec == null) {
                        throw new IllegalStateException("a command runs within its command line");
                    }
                    return new ParameterException(
                            spec.commandLine(), "--since '" + since + "' is no duration from 1h to 180d such as 7d");
                });
    }

    private static void write(Path file, String page) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new ClientFailure("cannot write " + file + ": " + e.getMessage());
        }
    }
}
