package io.inferencegateway.gateway.notify;

import io.inferencegateway.gateway.config.NotificationSettings.Receiver;
import io.inferencegateway.gateway.notify.Deliveries.Result;
import io.inferencegateway.gateway.outbound.Unanswered;
import io.inferencegateway.gateway.state.WriteBehind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings letters to one receiver, one after the other in the order in which they were written, so that it never hears of an
 * end before the beginning. Owner: the control context. What waits is stored, and forgotten only when it was delivered or
 * given up: over a restart each letter is delivered at least once.
 */
final class Courier {
    static final int QUEUE_CAPACITY = 500;
    static final String KIND = "outbox";
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** What all couriers share. */
    record Office(
            Vertx vertx,
            WriteBehind outbox,
            Post post,
            Deliveries deliveries,
            Pace pace,
            InstantSource clock,
            DoubleSupplier chance) {}

    private final Office office;
    private final Receiver receiver;
    private final Channel channel;
    private final Carrier carrier;
    private final ArrayDeque<Letter> queue = new ArrayDeque<>();
    private @Nullable Letter underWay;
    private long lastNumber;
    private int failures;
    private boolean pausing;
    private boolean dropping;
    private boolean closed;
    private @Nullable String lastFailure;

    Courier(Office office, Receiver receiver) {
        this.office = office;
        this.receiver = receiver;
        this.channel = Channel.of(receiver);
        this.carrier = receiver.mail() == null ? office.post() : new MailCarrier(office.vertx(), receiver);
    }

    Receiver receiver() {
        return receiver;
    }

    Channel channel() {
        return channel;
    }

    /** One that an earlier life of the process left; to be offered by rising number. */
    void takeUp(Letter letter) {
        lastNumber = Math.max(lastNumber, letter.number());
        append(letter);
        sendNext();
    }

    void write(String type, String body) {
        Letter letter = letter(++lastNumber, type, body);
        append(letter);
        // Stored and sent at once: a store that is down delays nobody.
        office.outbox().add(KIND, letter.key(receiver.key()), letter.encode());
        sendNext();
    }

    private void append(Letter letter) {
        if (queue.size() >= QUEUE_CAPACITY) {
            dropOldest();
        }
        queue.addLast(letter);
    }

    /** Tells once more what was told, where nothing newer is to be told; it is neither stored nor repeated. */
    void remind(String type, String body) {
        if (!closed && underWay == null && queue.isEmpty()) {
            underWay = letter(0, type, body);
            carrier.send(channel, underWay, seconds()).onComplete(sent -> {
                underWay = null;
                sendNext();
            });
        }
    }

    private Letter letter(long number, String type, String body) {
        return new Letter(
                number, UUID.randomUUID().toString(), type, office.clock().millis(), body);
    }

    /**
     * Ends this courier. Its successor, the same receiver with other settings, takes over what waits; without one nobody
     * will want it.
     */
    void replacedBy(Optional<Courier> successor) {
        close();
        successor.ifPresentOrElse(next -> queue.forEach(next::takeUp), () -> queue.forEach(this::forget));
        queue.clear();
    }

    /** Until the next start of the process. */
    void close() {
        closed = true;
        if (carrier != office.post()) {
            carrier.close();
        }
    }

    /** Sends one document past the queue, for somebody who waits to hear how it goes. */
    Future<Carrier.Answer> tryOut(String type, String body) {
        return carrier.send(channel, letter(0, type, body), seconds());
    }

    /** Why the last attempt failed, or null where it did not. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    int waiting() {
        return queue.size();
    }

    private void sendNext() {
        Letter next = queue.peekFirst();
        if (closed || pausing || underWay != null || next == null) {
            return;
        }
        if (office.clock().millis() - next.writtenAtMillis()
                > office.pace().patience().toMillis()) {
            done(next, Result.EXPIRED, "too old");
            sendNext();
            return;
        }
        underWay = next;
        carrier.send(channel, next, seconds()).onComplete(sent -> {
            underWay = null;
            if (!closed) {
                answered(next, sent);
                sendNext();
            }
        });
    }

    private void answered(Letter letter, AsyncResult<Carrier.Answer> sent) {
        Carrier.Answer answer = sent.succeeded() ? sent.result() : null;
        Pace.Verdict verdict = answer == null ? Pace.Verdict.LATER : answer.verdict();
        String why = answer == null ? Unanswered.inWords(sent.cause()) : answer.words();
        lastFailure = verdict == Pace.Verdict.TAKEN ? null : why;
        switch (verdict) {
            case TAKEN -> done(letter, Result.DELIVERED, "");
            case REFUSED -> done(letter, Result.REFUSED, why);
            case LATER -> {
                failures++;
                office.deliveries().count(receiver.name(), Result.RETRIED);
                long pause = office.pace()
                        .pauseMillis(
                                failures,
                                office.chance().getAsDouble(),
                                answer == null ? null : answer.retryAfter(),
                                office.clock().instant());
                if (failures == 1) {
                    LOG.warn(
                            "notifications wait receiver={} waiting={} reason=\"{}\"",
                            receiver.name(),
                            queue.size(),
                            why);
                }
                pausing = true;
                office.vertx().setTimer(pause, elapsed -> {
                    pausing = false;
                    sendNext();
                });
            }
        }
    }

    private void done(Letter letter, Result result, String why) {
        queue.remove(letter);
        forget(letter);
        office.deliveries().count(receiver.name(), result);
        if (result == Result.DELIVERED) {
            dropping = false;
            if (failures > 0) {
                LOG.info("notifications go out again receiver={} waiting={}", receiver.name(), queue.size());
            }
        } else {
            LOG.warn(
                    "notification given up receiver={} type={} result={} reason=\"{}\"",
                    receiver.name(),
                    letter.type(),
                    result.label(),
                    why);
        }
        failures = 0;
    }

    /** The oldest that is not just being sent. */
    private void dropOldest() {
        Iterator<Letter> oldestFirst = queue.iterator();
        Letter oldest = oldestFirst.next();
        Letter dropped = oldest == underWay ? oldestFirst.next() : oldest;
        queue.remove(dropped);
        forget(dropped);
        office.deliveries().count(receiver.name(), Result.DROPPED);
        if (!dropping) {
            dropping = true;
            LOG.warn(
                    "notifications are given up receiver={} waiting={} reason=\"too many wait\"; the oldest go first",
                    receiver.name(),
                    queue.size());
        }
    }

    private void forget(Letter letter) {
        office.outbox().delete(KIND, letter.key(receiver.key()));
    }

    private long seconds() {
        return office.clock().millis() / 1_000;
    }
}
