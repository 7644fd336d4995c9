package io.inferencegateway.loadtest.demo;

import io.inferencegateway.loadtest.load.Arrivals;
import io.inferencegateway.loadtest.load.OpenLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays the {@link Plot}: sends the clients' traffic, starts the rollouts over the admin API and watches there what the
 * gateway makes of them. Owner: one event loop; {@link #play}, {@link #frame} and {@link #news} are for any thread.
 */
final class Story {
    private static final long TICK_MILLIS = 100;
    private static final long ASK_FOR_DRIFT_MILLIS = 1_000;
    private static final int STABLE = 1;

    private static final int CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final int perSecond;
    private final AdminClient admin;
    private final Clients clients;
    private final LongSupplier elapsedMillis;
    private final BooleanSupplier endEarly;
    private final Act failing = new Act(2, Act.Harm.BAD);
    private final Act slow = new Act(3, Act.Harm.SLOW);
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private volatile Frame frame;

    private Plot plot;
    private boolean thickPens;
    private boolean asking;
    private boolean askingForDrift;
    private String lastWeight = "";
    private @Nullable RolloutStatus rollout;
    private @Nullable String trouble;

    /** @param endEarly asked ten times a second */
    Story(
            Vertx vertx,
            Plot plot,
            int perSecond,
            AdminClient admin,
            Clients clients,
            LongSupplier elapsedMillis,
            BooleanSupplier endEarly) {
        this.vertx = vertx;
        this.plot = plot;
        this.perSecond = perSecond;
        this.admin = admin;
        this.clients = clients;
        this.elapsedMillis = elapsedMillis;
        this.endEarly = endEarly;
        this.frame = Frame.opening(plot.duration());
    }

    /**
     * Completes when the traffic has ended; never fails: what went wrong stands in the summary.
     *
     * @param rehearsal the story begins when it is over
     */
    Future<Summary> play(Future<Void> rehearsal) {
        Promise<Summary> done = Promise.promise();
        vertx.runOnContext(start -> rehearsal.onComplete(over -> open().onComplete(end -> done.complete(summary()))));
        return done.future();
    }

    private Future<Void> open() {
        Duration now = now();
        plot = plot.openingAt(now);
        Arrivals arrivals = new Arrivals(perSecond, plot.lastRequest().minus(now));
        OpenLoop traffic = new OpenLoop(vertx, arrivals, CONNECTIONS, PATIENCE);
        long ticks = vertx.setPeriodic(TICK_MILLIS, tick -> {
            if (endEarly.getAsBoolean()) {
                traffic.stop();
            } else {
                step();
            }
        });
        return traffic.run(clients::next, clients)
                .onComplete(ended -> vertx.cancelTimer(ticks))
                .eventually(this::watch);
    }

    Frame frame() {
        return frame;
    }

    /** The next milestone that nobody has read yet, or null. */
    @Nullable
    String news() {
        return news.poll();
    }

    private Duration now() {
        return Duration.ofMillis(elapsedMillis.getAsLong());
    }

    private void step() {
        Duration now = now();
        if (!failing.isRequested() && !failing.isStarted() && isReached(plot.firstRollout(), now)) {
            release(failing, "its network is the better one off line, 91.7 % against 91.1 %");
        }
        if (!thickPens && isReached(plot.thickPens(), now)) {
            thickPens = true;
            clients.takeThickPensToo();
            tell("other clients join: they write with thick pens, which version 2's server can't stand");
        }
        Duration firstEnd = failing.rolledBackAt();
        if (firstEnd != null && !slow.isRequested() && !slow.isStarted()) {
            Duration due = plot.secondRollout(firstEnd);
            if (isReached(due, now) && plot.hasTimeFor(now)) {
                release(slow, "a hasty repair that no longer fails");
            }
        }
        watch();
        if (thickPens && !askingForDrift) {
            askingForDrift = true;
            admin.driftedInputs().onSuccess(this::seeDrift).onFailure(failure -> askingForDrift = false);
        }
        frame = newFrame(now);
    }

    private static boolean isReached(Duration moment, Duration now) {
        return now.compareTo(moment) >= 0;
    }

    private void release(Act act, String promise) {
        act.request();
        admin.startRollout(act.version(), Plot.WEIGHTS, plot.hold())
                .onSuccess(started -> {
                    act.start();
                    lastWeight = "";
                    tell("rollout of version " + act.version() + " starts, " + String.join(", ", Plot.WEIGHTS) + ": "
                            + promise);
                })
                .onFailure(refusal -> {
                    act.refused();
                    trouble = "the rollout of version " + act.version() + " could not start: " + refusal.getMessage();
                });
    }

    private Future<Void> watch() {
        if (asking) {
            return Future.succeededFuture();
        }
        asking = true;
        return admin.rollout()
                .onComplete(answered -> asking = false)
                .onSuccess(found -> found.ifPresent(this::see))
                .onFailure(failure -> trouble = "the admin API does not answer: " + failure.getMessage())
                .mapEmpty();
    }

    private void see(RolloutStatus status) {
        rollout = status;
        Act act = status.canary() == slow.version() ? slow : failing;
        if (!act.isStarted() || act.isRolledBack()) {
            return;
        }
        if (status.isRolledBack()) {
            act.rolledBack(now(), status, act.harmful(clients.tally(act.version())));
            tell("version " + act.version() + " rolled back: " + status.reason());
            status.evidence().forEach(test -> news.add("           " + test.inWords()));
        } else if (!status.weight().equals(lastWeight) && status.phase().equals("progressing")) {
            lastWeight = status.weight();
            tell("version " + act.version() + " gets " + status.weight() + " of the traffic");
        }
    }

    private void seeDrift(String inputs) {
        if (inputs.isEmpty()) {
            vertx.setTimer(ASK_FOR_DRIFT_MILLIS, due -> askingForDrift = false);
        } else {
            tell("inputs have drifted: " + inputs + " (quality, in the console)");
        }
    }

    private void tell(String what) {
        news.add(String.format(Locale.ROOT, "[%5.1f s]  %s", now().toMillis() / 1_000.0, what));
    }

    private Frame newFrame(Duration now) {
        RolloutStatus current = rollout;
        String canaryWeight = current == null ? "0%" : current.weight();
        List<Frame.Row> rows = new ArrayList<>();
        rows.add(clients.tally(STABLE).recent(STABLE, remainder(canaryWeight), now.toMillis()));
        if (current != null) {
            rows.add(clients.tally(current.canary()).recent(current.canary(), canaryWeight, now.toMillis()));
        }
        return new Frame(now, plot.duration(), scene(current), rows, current == null ? List.of() : current.evidence());
    }

    private static String remainder(String weight) {
        double share = Double.parseDouble(weight.substring(0, weight.length() - 1));
        return String.format(Locale.ROOT, "%.0f%%", 100 - share);
    }

    private String scene(@Nullable RolloutStatus current) {
        String pens = thickPens ? "all pens" : "thin pens";
        return current == null
                ? pens + ", version 1 serves alone"
                : pens + ", version " + current.canary() + " " + current.phase().replace('_', ' ');
    }

    private Summary summary() {
        List<Act> acts = slow.isStarted() ? List.of(failing, slow) : List.of(failing);
        return new Summary(
                acts.stream()
                        .map(act -> Summary.ActResult.of(act, clients.tally(act.version())))
                        .toList(),
                clients.tally(STABLE),
                clients.tally(Clients.NO_VERSION),
                trouble);
    }
}
