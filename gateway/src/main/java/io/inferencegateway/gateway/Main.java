package io.inferencegateway.gateway;

import io.inferencegateway.gateway.cli.AlertsClient;
import io.inferencegateway.gateway.cli.CheckCommand;
import io.inferencegateway.gateway.cli.CommandPlugin;
import io.inferencegateway.gateway.cli.DriftCommand;
import io.inferencegateway.gateway.cli.ExplainCommand;
import io.inferencegateway.gateway.cli.ReportClient;
import io.inferencegateway.gateway.cli.RolloutClient;
import io.inferencegateway.gateway.cli.TopClient;
import io.inferencegateway.gateway.cli.UsageClient;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 1 failed at run time, 2 bad usage or an invalid configuration. */
@Command(
        name = "igw",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "A reverse proxy for model endpoints that records, splits and rolls back inline.",
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            RolloutClient.class,
            AlertsClient.class,
            TopClient.class,
            ReportClient.class,
            UsageClient.class,
            DriftCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands of the gateway, and those that other modules on the class path bring along. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        for (CommandPlugin plugin : ServiceLoader.load(CommandPlugin.class)) {
            line.addSubcommand(plugin.command());
        }
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("igw " + command.getCommandName() + ": " + Failures.inWords(failure));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return line;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what to do, for example: igw demo");
    }
}
