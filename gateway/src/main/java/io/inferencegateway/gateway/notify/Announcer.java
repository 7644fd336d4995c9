package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings;
import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.config.NotificationSettings.Topic;
import io.inferencegateway.gateway.outbound.Unanswered;
import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every configured receiver what it asked to be told. Owned by the control context; waits neither for a receiver nor
 * for the store, and one that fails delays no other.
 */
public final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final Courier.Office office;
    private final StandingConditions standing;
    private final long reminder;
    private List<Courier> couriers = List.of();
    private NotificationSettings settings = new NotificationSettings(List.of(), null);

    private Announcer(Courier.Office office, StandingConditions standing) {
        this.office = office;
        this.standing = standing;
        this.reminder = office.vertx().setPeriodic(office.pace().reminder().toMillis(), id -> remind());
    }

    /** With what earlier runs could not deliver. Called on the control context. */
    public static Future<Announcer> load(
            Vertx vertx, StateStore store, WriteBehind outbox, InstantSource clock, NotificationSettings settings) {
        return load(vertx, store, outbox, clock, settings, Pace.USUAL);
    }

    static Future<Announcer> load(
            Vertx vertx,
            StateStore store,
            WriteBehind outbox,
            InstantSource clock,
            NotificationSettings settings,
            Pace pace) {
        Courier.Office office = new Courier.Office(
                vertx, outbox, new Post(vertx), new Deliveries(), pace, clock, ThreadLocalRandom.current()::nextDouble);
        return StandingConditions.load(store, outbox)
                .compose(standing -> store.documents(Courier.KIND).map(letters -> {
                    Announcer announcer = new Announcer(office, standing);
                    announcer.configure(settings);
                    announcer.takeUp(letters);
                    return announcer;
                }));
    }

    /** Takes over the receivers of a new configuration. What waits for one that stays is still sent. */
    public void configure(NotificationSettings configuration) {
        settings = configuration;
        List<Courier> configured = new ArrayList<>();
        for (Receiver receiver : settings.receivers()) {
            configured.add(couriers.stream()
                    .filter(known -> known.receiver().equals(receiver))
                    .findFirst()
                    .orElseGet(() -> new Courier(office, receiver)));
        }
        for (Courier known : couriers) {
            if (!configured.contains(known)) {
                known.replacedBy(configured.stream()
                        .filter(next ->
                                next.receiver().key().equals(known.receiver().key()))
                        .findFirst());
            }
        }
        couriers = List.copyOf(configured);
    }

    private void takeUp(SortedMap<String, String> stored) {
        stored.forEach((key, document) -> {
            String receiver = key.substring(0, Math.max(0, key.indexOf('/')));
            Optional<Courier> courier = couriers.stream()
                    .filter(each -> each.receiver().key().equals(receiver))
                    .findFirst();
            try {
                Letter letter = Letter.decode(document);
                if (courier.isPresent()) {
                    courier.get().takeUp(letter);
                    return;
                }
                LOG.warn(
                        "a notification waits for nobody type={}: its receiver is no longer configured", letter.type());
            } catch (RuntimeException e) {
                LOG.error("stored notification cannot be read name={}", key, e);
            }
            office.outbox().delete(Courier.KIND, key);
        });
    }

    public void announce(Announcement announcement) {
        write(announcement, receiver -> true);
    }

    /** Ends conditions that nobody looks after any more; only who remembers them is told. */
    public void withdraw(Announcement announcement) {
        write(announcement, Announcer::remembers);
    }

    private void write(Announcement announcement, Predicate<Receiver> addressee) {
        standing.note(announcement);
        for (Courier courier : couriers) {
            Receiver receiver = courier.receiver();
            if (receiver.topics().contains(announcement.topic())
                    && addressee.test(receiver)
                    && settings.reaches(receiver.name(), announcement.labels())) {
                courier.channel().letters(announcement).forEach(body -> courier.write(announcement.type(), body));
            }
        }
    }

    private static boolean remembers(Receiver receiver) {
        return switch (receiver.kind()) {
            case ALERTMANAGER, PAGERDUTY -> true;
            case WEBHOOK, SLACK, TEAMS, GRAFANA, MAIL -> false;
        };
    }

    private void remind() {
        Collection<JsonObject> alerts = standing.at(office.clock().instant());
        for (Courier courier : couriers) {
            if (courier.receiver().kind() == NotificationSettings.Kind.ALERTMANAGER) {
                AlertmanagerChannel.repetition(of(courier.receiver(), alerts))
                        .ifPresent(body -> courier.remind("reminder", body));
            }
        }
    }

    /** Those of the topics that a receiver asked for, and that are routed to it. */
    private List<JsonObject> of(Receiver receiver, Collection<JsonObject> alerts) {
        return alerts.stream()
                .filter(alert -> receiver.topics().contains(Topic.of(alert.getString("topic"))))
                .filter(alert -> settings.reaches(receiver.name(), StandingConditions.routed(alert)))
                .map(alert -> {
                    JsonObject shown = alert.copy();
                    shown.remove("topic");
                    shown.remove("routed");
                    return shown;
                })
                .toList();
    }

    /** What became of what was announced since the process began. */
    public Map<Deliveries.Key, Long> deliveries() {
        return office.deliveries().counts();
    }

    /**
     * How a receiver does.
     *
     * @param counts of what became of letters since the process began
     * @param lastFailure why the last attempt failed, or null where it did not
     */
    public record Standing(
            String name,
            String kind,
            List<String> topics,
            int waiting,
            Map<Deliveries.Result, Long> counts,
            @Nullable String lastFailure) {}

    public List<Standing> receivers() {
        return couriers.stream().map(this::standing).toList();
    }

    private Standing standing(Courier courier) {
        Receiver receiver = courier.receiver();
        Map<Deliveries.Result, Long> counts = new EnumMap<>(Deliveries.Result.class);
        for (Deliveries.Result result : Deliveries.Result.values()) {
            counts.put(
                    result, office.deliveries().counts().getOrDefault(new Deliveries.Key(receiver.name(), result), 0L));
        }
        return new Standing(
                receiver.name(),
                receiver.kind().section(),
                receiver.topics().stream().sorted().map(Topic::label).toList(),
                courier.waiting(),
                counts,
                courier.lastFailure());
    }

    /** How a test message went. */
    public record Trial(boolean delivered, String detail) {}

    /** Sends a test message to one receiver, past its queue, once; empty where there is no such receiver. */
    public Optional<Future<Trial>> tryOut(String name) {
        return couriers.stream()
                .filter(courier -> courier.receiver().name().equals(name))
                .findFirst()
                .map(courier -> tryOut(courier, TestMessage.of(office.clock().instant(), courier.receiver())));
    }

    private static Future<Trial> tryOut(Courier courier, Announcement test) {
        Future<Trial> last = Future.succeededFuture(new Trial(false, "this kind of receiver has no use for it"));
        for (String body : courier.channel().letters(test)) {
            last = last.compose(before -> courier.tryOut(test.type(), body))
                    .map(answer -> new Trial(answer.verdict() == Pace.Verdict.TAKEN, answer.words()))
                    .otherwise(failure -> new Trial(false, Unanswered.inWords(failure)));
        }
        return last;
    }

    /** How many letters wait for receivers. */
    int waiting() {
        return couriers.stream().mapToInt(Courier::waiting).sum();
    }

    public void close() {
        office.vertx().cancelTimer(reminder);
        couriers.forEach(Courier::close);
        office.post().close();
    }
}
