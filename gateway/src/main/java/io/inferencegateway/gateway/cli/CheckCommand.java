package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.GatewayConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code igw check FILE}: the problems on standard output, one a line, so that editors and CI can read them. What is
 * valid and hardly meant is told in lines that begin with {@code warning: }, and changes no exit code.
 */
@Command(
        name = "check",
        description = "Validates a configuration file and lists every problem as FILE:line:column: path: message,"
                + " and what is hardly meant as warning: FILE:line:column: path: message.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:valid", "2:bad usage, or at least one problem"})
public final class CheckCommand implements Callable<Integer> {
    private final ConfigLoader loader;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call().
    private String file;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean unusedHelp;

    public CheckCommand() {
        this(ConfigLoader.ofThisProcess());
    }

    CheckCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ConfigResult result = loader.load(file);
        if (result instanceof ConfigResult.Rejected rejected) {
            rejected.problems().forEach(out::println);
            out.flush();
            int count = rejected.problems().size();
            err.println("igw: " + count + (count == 1 ? " problem in " : " problems in ") + file);
            err.flush();
            return 2;
        }
        ConfigResult.Loaded loaded = (ConfigResult.Loaded) result;
        loaded.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println(file + ": valid, " + summary(loaded.config()));
        out.flush();
        return 0;
    }

    private static String summary(GatewayConfig config) {
        int models = config.models().size();
        int versions = config.models().values().stream()
                .mapToInt(model -> model.versions().size())
                .sum();
        return models
                + (models == 1 ? " model, " : " models, ")
                + versions
                + (versions == 1 ? " version" : " versions");
    }
}
