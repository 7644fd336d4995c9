package io.inferencegateway.monitoring.usage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/**
 * Counts requests by caller in bounded memory: the Space-Saving algorithm of Metwally, Agrawal and El Abbadi, "Efficient
 * Computation of Frequent and Top-k Elements in Data Streams" (ICDT 2005). Where there is no room for a new caller, it takes
 * the place of the one with the fewest requests and inherits its count as a possible overcount. So whoever sends more than
 * one in {@code capacity} requests is in the list, whatever the others do, and a flood of made-up names costs no memory.
 *
 * <p>Not thread-safe. A caller that is known costs one look-up and no allocation.
 */
public final class UsageSketch {
    private final int capacity;
    private final Map<String, Count> byCaller = new HashMap<>();
    private long requests;
    /** What the records that were added may have forgotten of any caller. */
    private long forgotten;

    private static final class Count {
        long requests;
        long overcount;
        long errors;
        long requestBytes;
        long responseBytes;
        /** The part of {@link UsageSketch#forgotten} that does not concern it: there it was remembered. */
        long remembered;
    }

    /** @param capacity how many callers are told apart, at least 1 */
    public UsageSketch(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, is " + capacity);
        }
        this.capacity = capacity;
    }

    /** One request of a caller. */
    public void record(String caller, boolean error, long requestBytes, long responseBytes) {
        requests++;
        Count count = countOf(caller);
        count.requests++;
        count.errors += error ? 1 : 0;
        count.requestBytes += requestBytes;
        count.responseBytes += responseBytes;
    }

    /** Everything of a record made elsewhere. */
    public void add(Usage usage) {
        requests += usage.requests();
        for (CallerUsage each : usage.callers()) {
            Count count = countOf(each.caller());
            count.requests += each.requests();
            count.overcount += each.overcount();
            count.errors += each.errors();
            count.requestBytes += each.requestBytes();
            count.responseBytes += each.responseBytes();
            count.remembered += usage.forgotten();
        }
        forgotten += usage.forgotten();
    }

    private Count countOf(String caller) {
        Count count = byCaller.get(caller);
        if (count == null) {
            count = byCaller.size() < capacity ? new Count() : inPlaceOfTheLeast();
            byCaller.put(caller, count);
        }
        return count;
    }

    /** A walk over all of them: with a thousand it costs less than keeping them in order for every request would. */
    private Count inPlaceOfTheLeast() {
        String least = "";
        long fewest = Long.MAX_VALUE;
        for (Entry<String, Count> each : byCaller.entrySet()) {
            if (each.getValue().requests < fewest) {
                fewest = each.getValue().requests;
                least = each.getKey();
            }
        }
        byCaller.remove(least);
        Count heir = new Count();
        heir.requests = fewest;
        heir.overcount = fewest;
        return heir;
    }

    /** Everything so far; the record goes on. */
    public Usage usage() {
        List<CallerUsage> callers = new ArrayList<>(byCaller.size());
        long fewest = Long.MAX_VALUE;
        for (Entry<String, Count> each : byCaller.entrySet()) {
            Count count = each.getValue();
            long missed = forgotten - count.remembered;
            fewest = Math.min(fewest, count.requests);
            callers.add(new CallerUsage(
                    each.getKey(),
                    count.requests + missed,
                    count.overcount + missed,
                    count.errors,
                    count.requestBytes,
                    count.responseBytes));
        }
        // Only a full record can have turned anyone out.
        return new Usage(requests, forgotten + (byCaller.size() < capacity ? 0 : fewest), callers);
    }

    /** What was recorded since the last call. */
    public Usage drain() {
        if (requests == 0) {
            return Usage.NONE;
        }
        Usage drained = usage();
        byCaller.clear();
        requests = 0;
        forgotten = 0;
        return drained;
    }
}
