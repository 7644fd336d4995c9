package io.inferencegateway.gateway.trace.otlp;

import io.inferencegateway.gateway.config.TracingSettings;
import io.inferencegateway.gateway.trace.SpanQueue;
import io.inferencegateway.gateway.trace.Tracer;
import io.inferencegateway.gateway.wire.Peer;
import io.opentelemetry.proto.resource.v1.Resource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says of traces, in force: what begins them on the event loops, and what brings them to a
 * collector. Owner: the control context. Where the file says nothing there is nothing: no timer, no client.
 */
public final class Tracing {
    private final Vertx vertx;
    private final InstantSource clock;
    private final Supplier<Identity> identity;
    private final Function<SocketAddress, @Nullable String> objections;
    private final Pace pace;
    private final SpanQueue queue = new SpanQueue(0);
    private final String instance = UUID.randomUUID().toString();
    private @Nullable TracingSettings inForce;
    private @Nullable Tracer tracer;
    private @Nullable SpanExporter exporter;
    private @Nullable Long timer;

    /** Who sends the spans. */
    public record Identity(String release, String host) {}

    /**
     * How fast spans go.
     *
     * @param lookMillis between two looks at what waits
     * @param waitMillis how long less than a whole batch may wait
     * @param pauseMillis after a failure; doubles with each further one
     * @param lastWordMillis what the collector gets for the last spans before the process ends
     */
    public record Pace(long lookMillis, long waitMillis, long pauseMillis, long lastWordMillis) {
        public static final Pace USUAL = new Pace(200, 1_000, 1_000, 2_000);
    }

    /**
     * @param identity asked for where traces are recorded
     * @param objections why nothing is sent to a peer, or null
     * @param pace {@link Pace#USUAL} outside tests
     */
    public Tracing(
            Vertx vertx,
            InstantSource clock,
            Supplier<Identity> identity,
            Function<SocketAddress, @Nullable String> objections,
            Pace pace) {
        this.pace = pace;
        this.vertx = vertx;
        this.clock = clock;
        this.identity = identity;
        this.objections = objections;
    }

    /**
     * Takes over what the file says now. What waits for a collector that is no longer named gets one last try.
     *
     * @return what begins traces from now on, or null where none are recorded; the same where nothing changed
     */
    public @Nullable Tracer configure(@Nullable TracingSettings settings) {
        if (settings == null ? inForce == null : settings.equals(inForce)) {
            return tracer;
        }
        Future<Void> ended = close();
        inForce = settings;
        if (settings == null) {
            queue.resize(0);
            return null;
        }
        queue.resize(settings.queue());
        Identity sender = identity.get();
        SpanExporter next = new SpanExporter(
                vertx,
                queue,
                new SpanEncoder(resource(settings, sender), sender.release()),
                new SpanCollector(vertx, settings, objections),
                () -> ThreadLocalRandom.current().nextDouble(),
                pace);
        exporter = next;
        timer = vertx.setPeriodic(pace.lookMillis(), look -> {
            if (ended.isComplete()) {
                next.tick(System.nanoTime());
            }
        });
        tracer = new Tracer(queue, settings.sampleBasisPoints(), followed(settings.follow()), clock);
        return tracer;
    }

    private static Predicate<Peer> followed(TracingSettings.Follow follow) {
        return switch (follow) {
            case EVERYONE -> peer -> true;
            case TRUSTED_PROXIES -> Peer::trusted;
            case NOBODY -> peer -> false;
        };
    }

    /** The file's attributes win over those that the gateway knows of itself. */
    private Resource resource(TracingSettings settings, Identity sender) {
        Resource.Builder resource = Resource.newBuilder();
        Attributes attributes = new Attributes(resource::addAttributes);
        attributes.add("service.name", settings.service());
        addUnlessGiven("service.version", sender.release(), settings, attributes);
        addUnlessGiven("service.instance.id", instance, settings, attributes);
        addUnlessGiven("host.name", sender.host(), settings, attributes);
        settings.resource().forEach(attributes::add);
        return resource.build();
    }

    private static void addUnlessGiven(String name, String value, TracingSettings settings, Attributes to) {
        if (!settings.resource().containsKey(name)) {
            to.add(name, value);
        }
    }

    /** How many spans were finished and reached nobody, since the process started. Any thread. */
    public long lost() {
        return queue.lost();
    }

    /** Sends what waits, in two seconds at most. */
    public Future<Void> close() {
        SpanExporter last = exporter;
        exporter = null;
        tracer = null;
        inForce = null;
        if (timer != null) {
            vertx.cancelTimer(timer);
            timer = null;
        }
        return last == null ? Future.succeededFuture() : last.close(pace.lastWordMillis());
    }
}
