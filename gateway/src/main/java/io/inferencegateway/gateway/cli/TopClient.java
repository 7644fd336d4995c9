package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code igw top}: what every version does right now. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows versions, traffic, errors, latency and health of a running gateway, live.")
public final class TopClient implements Callable<Integer> {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private AdminOptions options = new AdminOptions();

    @Option(names = "--once", description = "print one view and end")
    private boolean once;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "seconds between views (default: ${DEFAULT-VALUE})")
    private int intervalSeconds = 1;

    @Override
    public Integer call() {
        return ClientCommands.guarded(spec, out -> {
            Screen screen = ClientCommands.screen(out);
            AdminClient client = options.client();
            while (true) {
                JsonObject models = client.get("/api/v1/models");
                if (options.json()) {
                    out.println(models.encode());
                    out.flush();
                } else {
                    screen.draw(TopView.lines(models, screen));
                }
                if (once || NEVER.await(Math.max(1, intervalSeconds), TimeUnit.SECONDS)) {
                    return 0;
                }
            }
        });
    }
}
