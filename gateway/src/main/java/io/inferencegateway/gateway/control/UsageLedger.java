package io.inferencegateway.gateway.control;

import io.inferencegateway.gateway.state.StateStore;
import io.inferencegateway.gateway.state.WriteBehind;
import io.inferencegateway.monitoring.usage.Usage;
import io.inferencegateway.monitoring.usage.UsageSketch;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who sent how much to each model: by the hour for a day, by the day (UTC) for a month. Owner: the control context. An hour
 * tells {@value #TOLD_APART} callers apart while it lasts and keeps the {@value #KEPT} busiest of them; what is forgotten
 * stays in the totals and in the bounds of each figure. What was counted is stored every ten seconds.
 */
public final class UsageLedger {
    /** As far back as anyone may ask. */
    public static final Duration LONGEST = Duration.ofDays(31);

    static final int TOLD_APART = 1_024;
    static final int KEPT = 100;

    private static final Logger LOG = LoggerFactory.getLogger(UsageLedger.class);
    private static final String KIND = "usage";
    private static final Duration STORE_EVERY = Duration.ofSeconds(10);
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int HOURS_KEPT = 25;

    private final WriteBehind behind;
    private final InstantSource clock;
    private final Map<String, Account> accounts = new HashMap<>();
    private final Set<StoredUsage.Name> changed = new HashSet<>();
    private final Set<StoredUsage.Name> expired = new HashSet<>();
    private long storedAtMillis;

    /** One model's. */
    private static final class Account {
        final TreeMap<Long, Usage> hours = new TreeMap<>();
        final TreeMap<Long, DayUsage> days = new TreeMap<>();
        UsageSketch open = new UsageSketch(TOLD_APART);
        long openSince;
    }

    /** @param hours which hours of the day are in it, as bits: an hour that is stored as well counts once */
    record DayUsage(Usage usage, int hours) {
        static final DayUsage NONE = new DayUsage(Usage.NONE, 0);

        boolean has(int hour) {
            return (hours >> hour & 1) != 0;
        }

        DayUsage with(int hour, Usage more) {
            return new DayUsage(usage.merge(more, KEPT), hours | 1 << hour);
        }
    }

    /** What a model's callers sent between two moments, in milliseconds since the epoch. */
    public record Reading(long fromMillis, long toMillis, Usage usage) {}

    private UsageLedger(WriteBehind behind, InstantSource clock) {
        this.behind = behind;
        this.clock = clock;
        this.storedAtMillis = clock.millis();
    }

    /** With what earlier runs stored; a document that cannot be read is logged and left. */
    public static Future<UsageLedger> load(StateStore store, WriteBehind behind, InstantSource clock) {
        UsageLedger ledger = new UsageLedger(behind, clock);
        return store.documents(KIND).map(stored -> {
            stored.forEach((name, document) -> {
                try {
                    ledger.restore(StoredUsage.Name.parse(name), new JsonObject(document));
                } catch (RuntimeException e) {
                    LOG.error("stored usage cannot be read name={}", name, e);
                }
            });
            ledger.accounts.forEach((model, account) -> ledger.turn(model, account, clock.millis()));
            return ledger;
        });
    }

    private void restore(StoredUsage.Name name, JsonObject document) {
        Account account = accounts.computeIfAbsent(name.model(), model -> new Account());
        if (name.isDay()) {
            account.days.put(
                    name.startMillis(), new DayUsage(StoredUsage.decode(document), StoredUsage.hoursOf(document)));
        } else {
            account.hours.put(name.startMillis(), StoredUsage.decode(document));
        }
    }

    /** @param drained by model, what the event loops counted since they were last asked */
    public void add(Map<String, Usage> drained) {
        long now = clock.millis();
        drained.forEach((model, usage) -> {
            Account account = accounts.computeIfAbsent(model, key -> new Account());
            turn(model, account, now);
            account.open.add(usage);
            changed.add(StoredUsage.Name.hour(model, account.openSince));
        });
    }

    /** Ends the hour that is over, puts what ended into its day, and forgets what is too old. */
    private void turn(String model, Account account, long now) {
        long hour = Math.floorDiv(now, HOUR) * HOUR;
        if (account.openSince == hour) {
            return;
        }
        if (account.openSince != 0) {
            account.hours.put(account.openSince, account.open.usage().keep(KEPT));
        }
        account.open = new UsageSketch(TOLD_APART);
        account.openSince = hour;
        Usage before = account.hours.remove(hour);
        if (before != null) {
            account.open.add(before);
        }
        account.hours.forEach((start, usage) -> book(model, account, start, usage));
        forget(model, account, hour);
    }

    private void book(String model, Account account, long start, Usage usage) {
        long day = Math.floorDiv(start, DAY) * DAY;
        int hour = (int) ((start - day) / HOUR);
        DayUsage ofDay = account.days.getOrDefault(day, DayUsage.NONE);
        if (!ofDay.has(hour)) {
            account.days.put(day, ofDay.with(hour, usage));
            changed.add(StoredUsage.Name.hour(model, start));
            changed.add(StoredUsage.Name.day(model, day));
        }
    }

    private void forget(String model, Account account, long hour) {
        Set<Long> hours = account.hours.headMap(hour - HOURS_KEPT * HOUR).keySet();
        hours.forEach(start -> expired.add(StoredUsage.Name.hour(model, start)));
        hours.clear();
        Set<Long> days = account.days.headMap(hour - LONGEST.toMillis() - DAY).keySet();
        days.forEach(start -> expired.add(StoredUsage.Name.day(model, start)));
        days.clear();
    }

    /**
     * @param since how far back, up to {@link #LONGEST}: up to a day in whole hours, beyond that in whole days
     */
    public Reading read(String model, Duration since) {
        long now = clock.millis();
        boolean byHour = since.toMillis() <= DAY;
        long unit = byHour ? HOUR : DAY;
        long from = Math.floorDiv(now - since.toMillis(), unit) * unit;
        Account account = accounts.get(model);
        if (account == null) {
            return new Reading(from, now, Usage.NONE);
        }
        turn(model, account, now);
        UsageSketch sum = new UsageSketch(TOLD_APART);
        sum.add(account.open.usage());
        if (byHour) {
            account.hours.tailMap(from).values().forEach(sum::add);
        } else {
            account.days.tailMap(from).values().forEach(day -> sum.add(day.usage()));
        }
        return new Reading(from, now, sum.usage());
    }

    /** To be called once a second: hands what changed to the store, when it is due. */
    public void tick() {
        long now = clock.millis();
        if (Math.abs(now - storedAtMillis) >= STORE_EVERY.toMillis()) {
            storedAtMillis = now;
            save();
        }
    }

    /** Hands everything that changed to the store. */
    public void save() {
        changed.forEach(name -> behind.put(KIND, name.text(), encode(name)));
        changed.clear();
        expired.forEach(name -> behind.delete(KIND, name.text()));
        expired.clear();
    }

    private String encode(StoredUsage.Name name) {
        Account account = accounts.computeIfAbsent(name.model(), model -> new Account());
        if (name.isDay()) {
            DayUsage day = account.days.getOrDefault(name.startMillis(), DayUsage.NONE);
            return StoredUsage.encode(day.usage()).put("hours", day.hours()).encode();
        }
        Usage hour = name.startMillis() == account.openSince
                ? account.open.usage().keep(KEPT)
                : account.hours.getOrDefault(name.startMillis(), Usage.NONE);
        return StoredUsage.encode(hour).encode();
    }
}
