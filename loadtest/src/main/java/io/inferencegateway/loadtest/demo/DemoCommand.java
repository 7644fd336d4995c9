package io.inferencegateway.loadtest.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.inferencegateway.gateway.cli.CommandPlugin;
import io.inferencegateway.gateway.cli.Terminal;
import io.inferencegateway.loadtest.load.DurationArgument;
import io.inferencegateway.loadtest.load.Interruption;
import io.inferencegateway.loadtest.serve.InferenceProtocol;
import io.inferencegateway.loadtest.serve.ModelServer;
import io.inferencegateway.loadtest.serve.NativeLeftovers;
import io.inferencegateway.loadtest.serve.ServedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code igw demo}: the real gateway, three servers of two really trained models, and clients, in one process and over
 * real sockets. A canary turns bad and loses its traffic; then another one that is slow.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows a canary turn bad and lose its traffic, on a trained model and real client traffic.",
            "Exits 0 only if every canary that it released was rolled back."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final long DRAW_EVERY_MILLIS = 250;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--duration",
            defaultValue = "60s",
            converter = DurationArgument.class,
            description = "until it ends, at least 30s (default: 60s)")
    private Duration duration = Duration.ZERO;

    @Option(names = "--rate", defaultValue = "200", description = "requests a second, 50 to 2000 (default: 200)")
    private int rate;

    @Option(names = "--seed", defaultValue = "1", description = "of the clients' choice of pages (default: 1)")
    private long seed;

    /** Found by {@link java.util.ServiceLoader}. */
    public static final class Plugin implements CommandPlugin {
        @Override
        public Object command() {
            return new DemoCommand();
        }
    }

    @Override
    public Integer call() throws Exception {
        long start = System.nanoTime();
        LongSupplier elapsedMillis = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Plot plot = plot();
        quietLogs();
        AtomicBoolean endEarly = new AtomicBoolean();
        Interruption interruption = Interruption.watch(() -> endEarly.set(true));
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        try {
            List<ModelServer> servers = Future.all(
                            ModelServer.start(vertx, ServedModel.version1(), 0),
                            ModelServer.start(vertx, ServedModel.version2(), 0),
                            ModelServer.start(vertx, ServedModel.version3(vertx), 0))
                    .await()
                    .list();
            List<Clients.Page> pages = Pages.heldOut();
            DemoGateway gateway = DemoGateway.start(servers, pages, plot.hold());
            try {
                return play(
                        vertx,
                        plot,
                        gateway,
                        pages,
                        new Rehearsal(vertx, gateway, servers, plot.longestRehearsal(), endEarly::get),
                        elapsedMillis,
                        endEarly);
            } finally {
                gateway.stop().await();
            }
        } finally {
            vertx.close().await();
            NativeLeftovers.delete();
            interruption.finished();
        }
    }

    private int play(
            Vertx vertx,
            Plot plot,
            DemoGateway gateway,
            List<Clients.Page> pages,
            Rehearsal rehearsal,
            LongSupplier elapsedMillis,
            AtomicBoolean endEarly) {
        Clients clients = new Clients(
                gateway.modelUrl() + "/infer",
                pages,
                TimeUnit.MILLISECONDS.toMicros(DemoGateway.SLOW.toMillis()),
                seed,
                elapsedMillis);
        AdminClient admin = new AdminClient(vertx, gateway.adminPort());
        Story story = new Story(vertx, plot, rate, admin, clients, elapsedMillis, endEarly::get);
        boolean interactive = Terminal.isInteractive();
        LiveView view = new LiveView(
                spec.commandLine().getOut(),
                interactive,
                interactive && Terminal.wantsColor(System.getenv()),
                Terminal::width);
        introduce(view, plot, gateway, pages.get(0));
        Summary summary = show(view, story, story.play(rehearsal.play(clients.usualPages())));
        summary.lines().forEach(view::say);
        return summary.isSafe() ? 0 : 1;
    }

    private void introduce(LiveView view, Plot plot, DemoGateway gateway, Clients.Page example) {
        view.say("Inference Gateway demo, " + plot.duration().toSeconds() + " s: " + rate
                + " requests a second, each a hand-written digit");
        view.say("console: " + gateway.consoleUrl());
        view.say("try: curl -s -H 'content-type: application/json' " + gateway.modelUrl()
                + "/v/1/infer -d '"
                + InferenceProtocol.requestFor(example.digit()).encode() + "'");
    }

    private static Summary show(LiveView view, Story story, Future<Summary> ending) {
        while (!ending.isComplete()) {
            tellNews(view, story);
            view.draw(story.frame());
            pause(ending);
        }
        tellNews(view, story);
        return ending.await();
    }

    private static void tellNews(LiveView view, Story story) {
        for (String line = story.news(); line != null; line = story.news()) {
            view.say(line);
        }
    }

    /** Until it is time to draw again, or there is nothing more to come. */
    private static void pause(Future<Summary> ending) {
        try {
            ending.toCompletionStage().toCompletableFuture().get(DRAW_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Plot plot() {
        if (rate < 50 || rate > 2_000) {
            throw misuse("--rate must lie between 50 and 2000");
        }
        try {
            return Plot.lasting(duration);
        } catch (IllegalArgumentException e) {
            throw misuse("--duration " + duration.toSeconds() + "s is too short: " + e.getMessage());
        }
    }

    private ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The gateway's log would run through the live view; whoever sets a level wants to see it. */
    private static void quietLogs() {
        if (System.getenv("IGW_LOG_LEVEL") == null) {
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        }
    }
}
