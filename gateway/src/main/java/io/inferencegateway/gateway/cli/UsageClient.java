package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code igw usage}: who sends how much to a model. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = "Shows the callers of a model by how much they send.")
public final class UsageClient implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Parameters(paramLabel = "MODEL", description = "the model's id")
    private String model = "";

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "1d",
            description = "how far back, up to 31d (default: ${DEFAULT-VALUE})")
    private String since = "1d";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "how many callers are shown (default: ${DEFAULT-VALUE})")
    private int limit = 20;

    @Override
    public Integer call() {
        return ClientCommands.guarded(spec, out -> {
            JsonObject usage = options.client()
                    .get("/api/v1/models/" + encoded(model) + "/usage?since=" + encoded(since) + "&limit=" + limit);
            if (options.json()) {
                out.println(usage.encode());
            } else {
                UsageView.lines(usage, ClientCommands.screen(out)).forEach(out::println);
            }
            out.flush();
            return ClientCommands.DONE;
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
