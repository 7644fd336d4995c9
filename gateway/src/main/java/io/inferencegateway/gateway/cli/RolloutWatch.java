package io.inferencegateway.gateway.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one model's rollout until it ends: on a terminal as a view that is drawn anew with every event and once a
 * second, elsewhere as one line for each change. A gateway that goes away is waited for. Owner: the command's thread.
 */
final class RolloutWatch {
    private static final long INTERVAL_MILLIS = 1_000;

    private final AdminClient client;
    private final String model;
    private final PrintWriter out;
    private final Screen screen;
    private final boolean json;
    private String told = "";
    private @Nullable String away;

    /** What the gateway answered last. */
    private @Nullable JsonObject shown;

    RolloutWatch(AdminClient client, String model, PrintWriter out, Screen screen, boolean json) {
        this.client = client;
        this.model = model;
        this.out = out;
        this.screen = screen;
        this.json = json;
    }

    /** @return the rollout as it ended */
    JsonObject untilTheEnd() throws InterruptedException {
        // Ctrl-C ends the process; where the view has ended by itself, this says nothing any more.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> screen.close(goodbye()), "igw-goodbye"));
        try (EventFeed feed = EventFeed.of(client, model)) {
            JsonObject rollout = look();
            while (rollout == null || !RolloutTextView.ended(rollout)) {
                feed.await(INTERVAL_MILLIS);
                JsonObject next = look();
                rollout = next == null ? rollout : next;
            }
            return rollout;
        } finally {
            screen.close("");
        }
    }

    private String goodbye() {
        return json
                ? ""
                : "\nthe rollout goes on without you; `igw rollout status " + model + " --watch` comes back to it";
    }

    /** Null where the gateway is away. */
    private @Nullable JsonObject look() {
        try {
            JsonObject now = client.get("/api/v1/models/" + AdminClient.segment(model));
            JsonObject rollout = now.getJsonObject("rollout");
            if (rollout == null) {
                throw new ClientFailure("model '" + model + "' has no rollout to watch");
            }
            if (away != null) {
                away = null;
                note("the gateway is back");
            }
            show(now, rollout);
            return rollout;
        } catch (ClientFailure.Away failure) {
            if (away == null) {
                away = "away since " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                        + ", trying again: " + failure.getMessage();
                note(away);
            }
            return null;
        }
    }

    private void show(JsonObject now, JsonObject rollout) {
        shown = now;
        if (live()) {
            draw();
        } else {
            tell(rollout);
        }
    }

    private void note(String what) {
        if (!live()) {
            if (!json) {
                out.println("igw: " + what);
                out.flush();
            }
        } else if (shown == null) {
            screen.draw(List.of("▲ " + what));
        } else {
            draw();
        }
    }

    private boolean live() {
        return screen.live() && !json;
    }

    private void draw() {
        if (shown != null) {
            Terminal.Size size = Terminal.size();
            screen.draw(
                    RolloutWatchView.lines(
                            shown,
                            new RolloutWatchView.Frame(
                                    screen, size.columns(), size.rows(), ZoneId.systemDefault(), away)),
                    size.columns());
        }
    }

    /** One line for each change that was not told yet: of those before the first look, the last one only. */
    private void tell(JsonObject rollout) {
        JsonArray history = rollout.getJsonArray("history", new JsonArray());
        int from = Math.max(0, history.size() - 1);
        for (int i = history.size() - 1; i >= 0 && !told.isEmpty(); i--) {
            if (told.equals(key(rollout, history.getJsonObject(i)))) {
                from = i + 1;
                break;
            }
        }
        for (int i = from; i < history.size(); i++) {
            JsonObject change = history.getJsonObject(i);
            told = key(rollout, change);
            out.println(
                    json
                            ? rollout.encode()
                            : change.getString("time") + " " + RolloutTextView.summary(rollout, change));
        }
        out.flush();
    }

    private static String key(JsonObject rollout, JsonObject change) {
        return rollout.getValue("epoch") + " " + change.encode();
    }
}
