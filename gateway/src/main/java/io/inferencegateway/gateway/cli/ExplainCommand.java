package io.inferencegateway.gateway.cli;

import io.inferencegateway.gateway.config.ConfigLoader;
import io.inferencegateway.gateway.config.ConfigResult;
import io.inferencegateway.gateway.config.EffectiveConfig;
import io.inferencegateway.gateway.config.GatewayConfig;
import io.inferencegateway.gateway.config.TracingSettings;
import io.inferencegateway.gateway.proxy.Explanation;
import io.inferencegateway.gateway.route.RoutingTables;
import io.inferencegateway.gateway.wire.RequestTarget;
import io.vertx.core.MultiMap;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code igw explain}: what a request would meet, found with the code that serves requests. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Says which model, version, upstream and limits a request would meet, without sending it. Knows the"
                        + " file only: a rollout that runs in a gateway is not in it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:an upstream would get the request",
            "1:the gateway would answer it itself",
            "2:bad usage, or the file is not valid"
        })
public final class ExplainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the configuration file")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String file;

    @Parameters(index = "1", paramLabel = "METHOD", description = "such as POST")
    @SuppressWarnings("NullAway.Init")
    private String method;

    @Parameters(index = "2", paramLabel = "PATH", description = "such as /models/fraud/latest/predict")
    @SuppressWarnings("NullAway.Init")
    private String path;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "'NAME: VALUE'",
            description = "a header field of the request; may be repeated")
    private List<String> headers = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        ConfigResult read = ConfigLoader.ofThisProcess().load(file);
        if (read instanceof ConfigResult.Rejected rejected) {
            rejected.problems().forEach(problem -> spec.commandLine().getErr().println(problem));
            return 2;
        }
        GatewayConfig config = ((ConfigResult.Loaded) read).config();
        MultiMap fields = fields();
        Explanation explanation =
                Explanation.of(RoutingTables.initial(config), method, path, fields, RandomGenerator.getDefault());
        PrintWriter out = spec.commandLine().getOut();
        print(out, explanation.lines());
        if (explanation.bySplit()) {
            GatewayConfig.Canary canary = canaryOf(config);
            if (canary != null) {
                print(out, Explanation.inARollout(forms(canary), fields));
            }
        }
        TracingSettings tracing = config.tracing();
        if (tracing != null) {
            boolean follows = tracing.follow() == TracingSettings.Follow.EVERYONE;
            String share = EffectiveConfig.share(tracing.sampleBasisPoints());
            print(out, Explanation.ofTraces(fields, follows, share));
        }
        out.flush();
        return explanation.served() ? 0 : 1;
    }

    private static void print(PrintWriter out, List<Explanation.Line> lines) {
        lines.forEach(line -> out.printf("%-9s %s%n", line.name(), line.value()));
    }

    private static Explanation.Forms forms(GatewayConfig.Canary canary) {
        GatewayConfig.Shadow shadow = canary.shadow();
        GatewayConfig.StickyKey sticky = canary.sticky();
        return new Explanation.Forms(
                canary.match(),
                shadow == null ? 0 : shadow.shareBasisPoints(),
                sticky == null ? null : sticky.header(),
                sticky == null ? null : sticky.cookie(),
                canary.conduct().dryRun(),
                canary.conduct().freeze().at(Instant.now()).words());
    }

    private GatewayConfig.@Nullable Canary canaryOf(GatewayConfig config) {
        GatewayConfig.Model model =
                config.models().get(RequestTarget.parse(method, path).model());
        return model == null ? null : model.canary();
    }

    private MultiMap fields() {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new ParameterException(
                        spec.commandLine(), "'" + header + "' is not a header: write 'name: value'");
            }
            fields.add(
                    header.substring(0, colon).trim(),
                    header.substring(colon + 1).trim());
        }
        return fields;
    }
}
