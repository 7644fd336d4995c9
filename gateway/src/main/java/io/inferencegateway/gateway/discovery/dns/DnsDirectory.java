package io.inferencegateway.gateway.discovery.dns;

import io.inferencegateway.gateway.discovery.AddressBook;
import io.inferencegateway.gateway.discovery.Answer;
import io.inferencegateway.gateway.discovery.Directory;
import io.inferencegateway.gateway.discovery.Endpoint;
import io.inferencegateway.gateway.discovery.Resolution;
import io.inferencegateway.gateway.discovery.Resolution.Refresh;
import io.inferencegateway.gateway.discovery.ServiceName;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an address book up to date: looks each name up when its time to live is over, and keeps what it had where that
 * fails. Owner: one event loop, which serves no traffic; {@link Directory}'s methods and {@link #follow} may be called on
 * any thread.
 */
public final class DnsDirectory implements Directory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsDirectory.class);

    private static final long TICK_MILLIS = 100;
    /** A name that has never been found is asked for again by whoever needs it, but not more often than this. */
    private static final long FAILED_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Context context;
    private final Lookup lookup;
    private final Refresh refresh;
    private final LongSupplier nanoTime;
    private final Map<ServiceName, Name> names = new HashMap<>();
    private final Map<String, Long> lookups = new TreeMap<>();
    private volatile AddressBook book = AddressBook.EMPTY;
    private volatile Map<String, Long> counts = Map.of();

    /** One name that is followed. */
    private static final class Name {
        private Resolution known;
        private boolean asking;
        private final List<Runnable> waiting = new ArrayList<>();

        Name(Resolution known) {
            this.known = known;
        }
    }

    DnsDirectory(Context context, Lookup lookup, Refresh refresh, LongSupplier nanoTime) {
        this.context = context;
        this.lookup = lookup;
        this.refresh = refresh;
        this.nanoTime = nanoTime;
    }

    /** @param context an event loop that serves no traffic; called on it */
    public static DnsDirectory start(Vertx vertx, Context context, DnsSettings settings) {
        DnsLookup dns = new DnsLookup((ContextInternal) context, settings, SearchPath.ofHost());
        DnsDirectory directory = new DnsDirectory(context, dns, settings.refresh(), System::nanoTime);
        vertx.setPeriodic(TICK_MILLIS, tick -> directory.tick());
        return directory;
    }

    @Override
    public AddressBook current() {
        return book;
    }

    @Override
    public void await(ServiceName name, Runnable heard) {
        if (!book.endpoints(name).isEmpty()) {
            heard.run();
            return;
        }
        context.runOnContext(turn -> {
            long now = nanoTime.getAsLong();
            Name followed = names.computeIfAbsent(name, added -> new Name(Resolution.unknown(now)));
            Resolution known = followed.known;
            boolean failedJustNow = known.failure() != null && now - known.endedNanos() < FAILED_FOR_NANOS;
            if (known.isKnown() || (failedJustNow && !followed.asking)) {
                heard.run();
                return;
            }
            followed.waiting.add(heard);
            ask(name, followed);
        });
    }

    /** From now on exactly these are kept up to date; addresses are left out. Any thread. */
    public void follow(Collection<ServiceName> wanted) {
        Set<ServiceName> looked =
                wanted.stream().filter(name -> !name.isAddress()).collect(Collectors.toSet());
        context.runOnContext(turn -> {
            List<ServiceName> left = names.keySet().stream()
                    .filter(name -> !looked.contains(name))
                    .toList();
            left.forEach(this::forget);
            long now = nanoTime.getAsLong();
            looked.forEach(name -> names.computeIfAbsent(name, added -> new Name(Resolution.unknown(now))));
            tick();
        });
    }

    /** How many lookups ended, by {@code found} and the labels of {@link Answer.Failure}. Any thread. */
    public Map<String, Long> lookups() {
        return counts;
    }

    /** Asks for what is due. */
    void tick() {
        long now = nanoTime.getAsLong();
        names.forEach((name, followed) -> {
            if (!followed.asking && now - followed.known.dueNanos() >= 0) {
                ask(name, followed);
            }
        });
    }

    private void forget(ServiceName name) {
        Name left = names.remove(name);
        if (left != null) {
            left.waiting.forEach(Runnable::run);
            book = book.with(name, List.of());
        }
    }

    private void ask(ServiceName name, Name followed) {
        if (!followed.asking) {
            followed.asking = true;
            lookup.of(name).onComplete(done -> {
                followed.asking = false;
                if (names.get(name) == followed) {
                    answered(name, followed, done.result());
                }
            });
        }
    }

    private void answered(ServiceName name, Name followed, Answer answer) {
        Resolution before = followed.known;
        Resolution after = before.after(answer, nanoTime.getAsLong(), refresh);
        followed.known = after;
        count(answer);
        if (after.movedFrom(before)) {
            book = book.with(name, after.endpoints());
            tellMove(name, before.endpoints(), after.endpoints());
        }
        if (after.turnedFrom(before)) {
            tellTurn(name, after);
        }
        List<Runnable> waiting = List.copyOf(followed.waiting);
        followed.waiting.clear();
        waiting.forEach(Runnable::run);
    }

    private void count(Answer answer) {
        lookups.merge(answer instanceof Answer.Failed failed ? failed.why().label() : "found", 1L, Long::sum);
        counts = Map.copyOf(lookups);
    }

    private static void tellMove(ServiceName name, List<Endpoint> before, List<Endpoint> after) {
        List<Endpoint> added =
                after.stream().filter(each -> !before.contains(each)).toList();
        List<Endpoint> removed =
                before.stream().filter(each -> !after.contains(each)).toList();
        LOG.info("addresses changed name={} count={} added={} removed={}", name, after.size(), added, removed);
    }

    private static void tellTurn(ServiceName name, Resolution now) {
        Answer.Failure failure = now.failure();
        if (failure == null) {
            LOG.info("name found again name={}", name);
        } else {
            LOG.warn(
                    "name not found name={} reason={} kept={}; it is asked for again",
                    name,
                    failure.label(),
                    now.endpoints().size());
        }
    }

    @Override
    public void close() {
        context.runOnContext(turn -> {
            names.keySet().stream().toList().forEach(this::forget);
            if (lookup instanceof DnsLookup dns) {
                dns.close();
            }
        });
    }
}
